extension TestCard {
    /// https://docs.stripe.com/testing, as far as Till's users meet them.
    static let published: [TestCard] = succeeding + declining + authenticating + afterwards

    private static let succeeding = [
        TestCard(number: "4242424242424242", names: ["visa", "us"], brand: .visa),
        TestCard(number: "4000056655665556", names: ["visa_debit"], brand: .visa, funding: "debit"),
        TestCard(number: "5555555555554444", names: ["mastercard"], brand: .mastercard),
        TestCard(number: "2223003122003222", names: [], brand: .mastercard),
        TestCard(number: "5200828282828210", names: ["mastercard_debit"], brand: .mastercard, funding: "debit"),
        TestCard(number: "5105105105105100", names: ["mastercard_prepaid"], brand: .mastercard, funding: "prepaid"),
        TestCard(
            number: "378282246310005", names: ["amex", "amex_threeDSecureNotSupported"], brand: .amex),
        TestCard(number: "371449635398431", names: [], brand: .amex),
        TestCard(number: "6011111111111117", names: ["discover"], brand: .discover),
        TestCard(number: "6011000990139424", names: [], brand: .discover),
        TestCard(number: "3056930009020004", names: ["diners"], brand: .diners),
        TestCard(number: "36227206271667", names: [], brand: .diners),
        TestCard(number: "3566002020360505", names: ["jcb"], brand: .jcb, country: "JP"),
        TestCard(number: "6200000000000005", names: ["unionpay"], brand: .unionpay, country: "CN"),
        TestCard(number: "4000000000000077", names: ["bypassPending"], brand: .visa),
        TestCard(number: "4000000000003055", names: ["threeDSecureOptional"], brand: .visa),
    ]

    private static let declining = [
        declined("4000000000000002", ["visa_chargeDeclined", "chargeDeclined"], .generic),
        declined(
            "4000000000009995", ["visa_chargeDeclinedInsufficientFunds", "chargeDeclinedInsufficientFunds"],
            .insufficientFunds),
        declined("4000000000009987", ["visa_chargeDeclinedLostCard", "chargeDeclinedLostCard"], .lostCard),
        declined("4000000000009979", ["visa_chargeDeclinedStolenCard", "chargeDeclinedStolenCard"], .stolenCard),
        declined("4000000000000069", ["chargeDeclinedExpiredCard"], .expiredCard),
        declined("4000000000000127", ["chargeDeclinedIncorrectCvc"], .incorrectCVC),
        declined("4000000000000119", ["chargeDeclinedProcessingError"], .processingError),
        declined("4000000000006975", ["visa_chargeDeclinedVelocityLimitExceeded"], .velocityExceeded),
        declined("4100000000000019", ["radarBlock", "chargeDeclinedFraudulent"], .fraudulent),
        TestCard(number: "4000000000000341", names: ["chargeCustomerFail"], brand: .visa, decline: .generic),
    ]

    private static let authenticating = [
        authenticated("4000002500003155", ["authenticationRequiredOnSetup"], .unlessSetUp),
        authenticated("4000003800000446", ["authenticationRequiredSetupForOffSession"], .unlessSetUp),
        authenticated("4000002760003184", ["authenticationRequired"], .always),
        authenticated(
            "4000008260003178", ["authenticationRequiredChargeDeclinedInsufficientFunds"], .always,
            then: .insufficientFunds),
        authenticated("4000000000003220", ["threeDSecure2Required"], .always),
        authenticated("4000000000003063", ["threeDSecureRequired"], .always),
        authenticated("4000008400001629", ["threeDSecureRequiredChargeDeclined"], .always, then: .generic),
    ]

    private static let afterwards = [
        TestCard(
            number: "4000000000000259", names: ["createDispute"], brand: .visa, disputeReason: "fraudulent"),
        TestCard(
            number: "4000000000002685", names: ["createDisputeProductNotReceived"], brand: .visa,
            disputeReason: "product_not_received"),
        TestCard(number: "4000000000007726", names: ["pendingRefund"], brand: .visa, refunds: .later),
        TestCard(number: "4000000000005126", names: ["refundFail"], brand: .visa, refunds: .failsLater),
    ]

    private static func declined(_ number: String, _ names: [String], _ decline: CardDecline) -> TestCard {
        TestCard(number: number, names: names, brand: .visa, decline: decline, isStorable: false)
    }

    private static func authenticated(
        _ number: String, _ names: [String], _ authentication: Authentication, then decline: CardDecline? = nil
    ) -> TestCard {
        TestCard(
            number: number, names: names, brand: .visa, country: "IE", decline: decline, authentication: authentication)
    }
}
