import Checkout

/// Everything the pages say, in one language. What differs by what it speaks of is a function of it.
package struct PageWords: Sendable {
    typealias Of<Value> = @Sendable (Value) -> String

    // MARK: The order

    let checkout: String
    let testMode: String
    let backTo: Of<Merchant>
    let orderSummary: String
    let subscribeTo: Of<Product>
    let tryOut: Of<Product>
    let payTo: Of<Merchant>
    let changeTo: Of<Product>
    /// `per month`, `every 3 months`.
    let every: Of<BillingPeriod>
    let daysFree: Of<Int>
    let thenCosts: Of<Price>
    let included: String
    let quantity: Of<Int64>
    let subtotal: String
    let discount: String
    let tax: String
    let credited: String
    let charged: String
    let total: String
    let dueToday: String
    let free: String

    // MARK: What happens next

    let paidOnce: String
    let nothingEver: String
    let renews: Of<Price>
    let trialEnds: @Sendable (_ day: String, _ price: Price) -> String
    let allowsCharges: @Sendable (_ merchant: Merchant, _ price: Price) -> String
    let neverSeesCard: Of<Merchant>
    let paidAsBefore: String

    // MARK: The form

    let contact: String
    let email: String
    let name: String
    let optional: String
    let payment: String
    let cardNumber: String
    let expiry: String
    let expiryForm: String
    let securityCode: String
    let pay: Of<Amount>
    let subscribe: Of<Amount>
    let startTrial: String
    let change: Of<Amount>
    let confirm: String
    let testCards: String
    let testCardsHint: String
    let cardSucceeds: String
    let cardIsDeclined: String
    let cardLacksFunds: String
    let cardAsksBank: String
    let useCard: String
    let copyCard: String
    let copied: String
    let scriptNeeded: String
    let notPayable: String

    // MARK: What is wrong with it

    let emailMissing: String
    let emailWrong: String
    let numberMissing: String
    let numberWrong: String
    let expiryWrong: String
    let expiryPast: String
    let codeWrong: String
    let formNotLoaded: String
    let notReached: String
    let tooOften: String
    let notAccepted: String
    let numberSentToUs: String
    let subscribedAlready: String
    let trialUsed: String
    let priceChanged: String

    // MARK: How it stands

    let timeLeft: String
    /// `{n}` stands for how many.
    let minutesLeft: String
    let minuteLeft: String
    let working: String
    let offline: String
    let actionTitle: String
    let actionText: String
    let actionButton: String
    let otherCard: String
    let processingTitle: String
    let processingText: String
    let paidTitle: String
    let trialTitle: String
    let changedTitle: String
    let doneTitle: String
    let returning: Of<Merchant>
    let continueTo: Of<Merchant>
    let maybeClosed: String
    let expiredTitle: String
    let nothingCharged: String
    let startAgain: String
    let startAgainThere: String
    let canceledTitle: String

    // MARK: Pages of their own

    let notFoundTitle: String
    let notFoundText: String
    let troubleTitle: String
    let troubleText: String
    let tryAgain: String
    let close: String

    /// What the texts that are put in are.
    package typealias Merchant = String
    package typealias Product = String
    package typealias Price = String
    package typealias Amount = String
}
