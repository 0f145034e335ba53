import Testing

@testable import Checkout

@Suite("Failures")
struct FailureTests {
    /// The decline codes that Stripe publishes (https://docs.stripe.com/declines/codes).
    static let published = """
        approve_with_id authentication_not_handled authentication_required call_issuer card_not_supported
        card_velocity_exceeded currency_not_supported do_not_honor do_not_try_again duplicate_transaction expired_card
        fraudulent generic_decline incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_zip
        insufficient_funds invalid_account invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year
        invalid_number invalid_pin issuer_not_available lost_card merchant_blacklist
        mobile_device_authentication_required new_account_information_available no_action_taken not_permitted
        offline_pin_required online_or_offline_pin_required pickup_card pin_try_exceeded processing_error
        reenter_transaction restricted_card revocation_of_all_authorizations revocation_of_authorization
        security_violation service_not_allowed stolen_card stop_payment_order testmode_decline transaction_not_allowed
        try_again_later withdrawal_count_limit_exceeded
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    private func advice(_ code: String?) -> FailureAdvice {
        SessionFailure(Decline(declineCode: code), attempt: 1).advice
    }

    @Test(arguments: published)
    func everyPublishedCodeHasItsAdvice(code: String) {
        #expect(FailureAdvice.byDeclineCode[code] != nil)
    }

    @Test(arguments: ["lost_card", "stolen_card", "fraudulent", "pickup_card", "merchant_blacklist", "restricted_card"])
    func suspicionIsNotShared(code: String) {
        #expect(advice(code) == advice("generic_decline"))
        #expect(!advice(code).message.lowercased().contains("lost"))
    }

    @Test func unknownCodesAreDeclines() {
        #expect(advice("a_code_of_tomorrow") == .declined)
        #expect(advice(nil) == .declined)
    }

    @Test func usefulReasonsAreTold() {
        #expect(advice("insufficient_funds").message == "The card has insufficient funds.")
        #expect(advice("expired_card").message == "The card has expired.")
        #expect(advice("incorrect_cvc").suggestion == .checkDetails)
        #expect(advice("processing_error").suggestion == .tryAgainLater)
    }

    @Test(arguments: FailureCode.allCases)
    func everyFailureIsASentence(code: FailureCode) {
        let view = FailureView(SessionFailure(Decline(code, declineCode: "x"), attempt: 3))
        for text in [view.message, view.suggestion] {
            #expect(text.hasSuffix("."))
            #expect(text.first?.isUppercase == true)
        }
        #expect(view.attempt == 3)
        #expect(view.declineCode == "x")
    }

    @Test func codesAreStable() {
        #expect(
            FailureCode.allCases.map(\.rawValue) == [
                "card_declined", "authentication_failed", "payment_method_invalid", "payment_failed",
                "late_payment_refunded", "already_subscribed", "trial_used", "not_fulfilled", "change_refused",
            ])
        #expect(Set(Suggestion.allCases.map(\.text)).count == Suggestion.allCases.count)
    }
}
