extension FailureAdvice {
    /// All that are known.
    package static var everyDeclineCode: [String] { byDeclineCode.keys.sorted() }

    /// Stripe's decline codes, and those of its error codes that stand in for one, as published. Codes that are not
    /// here, new ones too, read as a plain decline.
    static let byDeclineCode: [String: FailureAdvice] = {
        var table: [String: FailureAdvice] = [:]
        for (advice, codes) in codesByAdvice {
            for code in codes.split(whereSeparator: \.isWhitespace) { table[String(code)] = advice }
        }
        return table
    }()

    private static let codesByAdvice: [(FailureAdvice, String)] = [
        (
            declined,
            """
            generic_decline fraudulent lost_card stolen_card merchant_blacklist pickup_card restricted_card
            security_violation highest_risk_level elevated_risk_level previously_declined_by_issuer blocked
            """
        ),
        (
            FailureAdvice("The card was declined.", .contactBank),
            """
            call_issuer card_declined card_velocity_exceeded do_not_honor do_not_try_again invalid_account
            new_account_information_available no_action_taken not_permitted pin_try_exceeded
            revocation_of_all_authorizations revocation_of_authorization service_not_allowed stop_payment_order
            transaction_not_allowed withdrawal_count_limit_exceeded card_decline_rate_limit_exceeded
            """
        ),
        (FailureAdvice("The card has insufficient funds.", .useAnotherCard), "insufficient_funds"),
        (FailureAdvice("The card has expired.", .useAnotherCard), "expired_card"),
        (FailureAdvice("The card's security code is incorrect.", .checkDetails), "incorrect_cvc invalid_cvc"),
        (FailureAdvice("The card number is incorrect.", .checkDetails), "incorrect_number invalid_number"),
        (
            FailureAdvice("The card's expiry date is incorrect.", .checkDetails),
            "invalid_expiry_month invalid_expiry_year"
        ),
        (
            FailureAdvice("The billing address does not match the card.", .checkDetails),
            "incorrect_address incorrect_zip"
        ),
        (
            FailureAdvice("The card needs a PIN, which cannot be asked for here.", .useAnotherCard),
            "incorrect_pin invalid_pin offline_pin_required online_or_offline_pin_required"
        ),
        (
            FailureAdvice("The bank asks the card's owner to approve this payment.", .approveAtBank),
            """
            authentication_not_handled authentication_required mobile_device_authentication_required approve_with_id
            subscription_payment_intent_requires_action
            """
        ),
        (
            FailureAdvice("This card does not support this kind of purchase.", .useAnotherCard),
            "card_not_supported currency_not_supported invalid_amount"
        ),
        (
            FailureAdvice("The card could not be processed.", .tryAgainLater),
            "processing_error issuer_not_available reenter_transaction try_again_later"
        ),
        (
            FailureAdvice("The same payment was made a moment ago.", .contactBank),
            "duplicate_transaction"
        ),
        (
            FailureAdvice("A test card cannot pay for real, nor a real card in test mode.", .useAnotherCard),
            "testmode_decline live_mode_test_card test_mode_live_card"
        ),
    ]
}
