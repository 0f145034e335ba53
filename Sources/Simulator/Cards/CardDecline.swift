/// Why an issuer (or Stripe's own rules) refuses a card, with the words Stripe uses for it.
enum CardDecline: Error, Hashable, Sendable, CaseIterable {
    case generic
    case insufficientFunds
    case lostCard
    case stolenCard
    case velocityExceeded
    case fraudulent
    case expiredCard
    case incorrectCVC
    case processingError
    case incorrectNumber
    case authenticationRequired
    /// A number that passes the check digit and is none of the published ones.
    case notATestCard
}

extension CardDecline {
    var code: String {
        switch self {
        case .expiredCard: "expired_card"
        case .incorrectCVC: "incorrect_cvc"
        case .processingError: "processing_error"
        case .incorrectNumber: "incorrect_number"
        case .authenticationRequired: "authentication_required"
        default: "card_declined"
        }
    }

    /// Only issuers' declines have one.
    var declineCode: String? {
        switch self {
        case .generic: "generic_decline"
        case .insufficientFunds: "insufficient_funds"
        case .lostCard: "lost_card"
        case .stolenCard: "stolen_card"
        case .velocityExceeded: "card_velocity_exceeded"
        case .fraudulent: "fraudulent"
        case .authenticationRequired: "authentication_required"
        case .notATestCard: "test_mode_live_card"
        case .expiredCard, .incorrectCVC, .processingError, .incorrectNumber: nil
        }
    }

    var message: String {
        switch self {
        case .generic, .lostCard, .stolenCard, .fraudulent: "Your card was declined."
        case .insufficientFunds: "Your card has insufficient funds."
        case .velocityExceeded:
            "Your card was declined for making repeated attempts too frequently or exceeding its amount limit."
        case .expiredCard: "Your card has expired."
        case .incorrectCVC: "Your card's security code is incorrect."
        case .processingError: "An error occurred while processing your card. Try again in a little bit."
        case .incorrectNumber: "Your card number is incorrect."
        case .authenticationRequired: "Your card was declined. This transaction requires authentication."
        case .notATestCard:
            "Your card was declined. Your request was in test mode, but used a non test (live) card. "
                + "For a list of valid test cards, visit: https://stripe.com/docs/testing."
        }
    }

    /// The field of the card form that is wrong.
    var param: String? {
        switch self {
        case .expiredCard: "exp_month"
        case .incorrectCVC: "cvc"
        case .incorrectNumber: "number"
        default: nil
        }
    }
}
