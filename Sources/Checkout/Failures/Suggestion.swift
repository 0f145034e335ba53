/// What the buyer can do about a failure.
package enum Suggestion: String, Hashable, Sendable, CaseIterable {
    case useAnotherCard = "use_another_card"
    case checkDetails = "check_details"
    case tryAgain = "try_again"
    case tryAgainLater = "try_again_later"
    case contactBank = "contact_bank"
    case approveAtBank = "approve_at_bank"
    case startAgain = "start_again"
    case contactMerchant = "contact_merchant"

    /// A sentence for the buyer.
    package var text: String {
        switch self {
        case .useAnotherCard: "Please use another card or payment method."
        case .checkDetails: "Please check the card details and try again."
        case .tryAgain: "Please try again."
        case .tryAgainLater: "Please try again in a few minutes, or use another card."
        case .contactBank: "Please contact your bank, or use another card."
        case .approveAtBank: "Please try again and approve the payment with your bank."
        case .startAgain: "Please start a new checkout."
        case .contactMerchant: "Please ask the seller if anything is unclear."
        }
    }
}
