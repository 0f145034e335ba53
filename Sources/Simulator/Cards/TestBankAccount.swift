/// A test account for direct debits (https://docs.stripe.com/payments/ach-direct-debit#test-account-numbers): the payment
/// is `processing` for a while, and its outcome comes by itself.
struct TestBankAccount: Hashable, Sendable {
    /// How the debit ends.
    enum Outcome: Hashable, Sendable {
        case succeeds
        /// With the code Stripe gives, and its words.
        case fails(code: String, message: String)
        /// Not while anybody watches.
        case staysProcessing
    }

    /// What follows `pm_usBankAccount`.
    let name: String
    let last4: String
    let outcome: Outcome

    static let published = [
        TestBankAccount(name: "", last4: "6789", outcome: .succeeds),
        TestBankAccount(name: "_success", last4: "6789", outcome: .succeeds),
        failing("_accountClosed", "1116", "account_closed", "The customer's bank account has been closed."),
        failing("_noAccount", "1113", "no_account", "The customer's bank account could not be located."),
        failing(
            "_insufficientFunds", "2227", "insufficient_funds",
            "The customer's account has insufficient funds to cover this payment."),
        failing(
            "_debitNotAuthorized", "3335", "debit_not_authorized",
            "The customer has notified their bank that this payment was unauthorized."),
        TestBankAccount(name: "_processing", last4: "0009", outcome: .staysProcessing),
    ]

    private static func failing(
        _ name: String, _ last4: String, _ code: String, _ message: String
    ) -> TestBankAccount {
        TestBankAccount(name: name, last4: last4, outcome: .fails(code: code, message: message))
    }

    /// The account of a `pm_usBankAccount…` name.
    static func named(_ name: String) -> TestBankAccount? {
        let prefix = "pm_usBankAccount"
        guard name.hasPrefix(prefix) else { return nil }
        return published.first { $0.name == name.dropFirst(prefix.count) }
    }
}
