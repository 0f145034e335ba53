@testable import Checkout

/// A provider in memory, with the semantics that matter: idempotency keys, one intent that can be confirmed many times
/// and paid once, steps that the buyer or the bank takes later, and a ledger.
struct SimulatedProvider {
    /// What a card does when it is charged.
    enum Card: String, CaseIterable {
        case pays, declines, needsCheck, isSlow
    }

    private enum Status: Equatable {
        case idle(Decline?)
        case action
        case processing
        case succeeded
        case canceled
    }

    private let terms: PaymentTerms
    private var status = Status.idle(nil)
    /// The key of the request that last changed the intent; none when it was confirmed in the browser.
    private var lastKey: ProviderKey?
    private var answers: [ProviderKey: ProviderAnswer] = [:]
    private(set) var intentIDs: [String] = []
    private(set) var charges: [Money] = []
    private(set) var refunds: [Money] = []
    /// Events that have happened and have not been sent yet.
    var outbox: [IntentReport] = []

    init(_ terms: PaymentTerms) { self.terms = terms }

    var waitsForBuyer: Bool { status == .action }
    var isProcessing: Bool { status == .processing }
    /// Money taken and not given back.
    var kept: Int { charges.count - refunds.count }

    /// The same key has the same answer; a new key does it once.
    mutating func once(_ key: ProviderKey, _ act: (inout Self) -> ProviderAnswer) -> ProviderAnswer {
        if let answer = answers[key] { return answer }
        let answer = act(&self)
        answers[key] = answer
        return answer
    }

    /// The provider's own failure, which it stores like any answer.
    mutating func fail(_ key: ProviderKey) {
        if answers[key] == nil { answers[key] = .serverError }
    }

    mutating func createIntent() -> ProviderAnswer {
        intentIDs.append("pi_\(intentIDs.count + 1)")
        return .intentID(intentIDs[intentIDs.count - 1])
    }

    mutating func confirm(_ card: Card, key: ProviderKey?) -> ProviderAnswer {
        switch status {
        // An error that shows the intent as it is: not this request's doing.
        case .processing, .succeeded, .canceled: return .report(report())
        case .idle, .action: lastKey = key
        }
        switch card {
        case .pays: charge(isBound: true)
        case .declines: move(to: .idle(Decline(declineCode: "generic_decline")), isBound: true)
        case .needsCheck: move(to: .action, isBound: true)
        case .isSlow: move(to: .processing, isBound: true)
        }
        return .report(report(isBound: true))
    }

    mutating func cancel() -> ProviderAnswer {
        switch status {
        case .idle, .action: move(to: .canceled)
        case .processing, .succeeded, .canceled: break
        }
        return .report(report())
    }

    /// The buyer approves or refuses at the bank.
    mutating func buyerDecides(approves: Bool, slowly: Bool) {
        guard status == .action else { return }
        if !approves {
            move(to: .idle(Decline(.authenticationFailed)))
        } else if slowly {
            move(to: .processing)
        } else {
            charge()
        }
    }

    mutating func bankDecides(pays: Bool) {
        guard status == .processing else { return }
        pays ? charge() : move(to: .idle(Decline(.paymentFailed)))
    }

    /// What should never happen: money on an intent that was canceled.
    mutating func payAfterAll() {
        guard status == .canceled, charges.isEmpty else { return }
        charge()
    }

    mutating func refund() -> ProviderAnswer {
        refunds.append(terms.due)
        return .refunded
    }

    /// Some answers name the attempt they are about, by its key.
    func report(isBound: Bool = false) -> IntentReport {
        let number = lastKey.flatMap { ProviderKey.attemptNumber(in: $0.text, of: terms.sessionID) }
        return IntentReport(
            intentID: intentIDs.first ?? "", status: reportedStatus, attempt: isBound ? number : nil,
            amount: terms.expectedAmount, accountID: terms.accountID, livemode: terms.livemode)
    }

    private var reportedStatus: IntentStatus {
        switch status {
        case .idle(let decline): .requiresPaymentMethod(decline)
        case .action: .requiresAction(SessionFixture.bank)
        case .processing: .processing
        case .succeeded: .succeeded
        case .canceled: .canceled
        }
    }

    private mutating func charge(isBound: Bool = false) {
        charges.append(terms.due)
        move(to: .succeeded, isBound: isBound)
    }

    private mutating func move(to next: Status, isBound: Bool = false) {
        status = next
        outbox.append(report(isBound: isBound))
    }
}

/// What the provider answers to a call that reached it.
enum ProviderAnswer: Equatable {
    case intentID(String)
    case report(IntentReport)
    case refunded
    case serverError
}
