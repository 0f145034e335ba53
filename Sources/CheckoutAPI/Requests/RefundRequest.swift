import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages

/// What a merchant sends to give money back.
struct RefundRequest: Sendable {
    let payment: RefundWish.Payment
    private let amount: Int64?
    private let ground: RefundGround?
    private let metadata: Metadata

    init(_ body: JSONReader) throws(APIError) {
        let session = try body.id("sessionId", as: CheckoutSessionID.self)
        let intent = try body.string("paymentIntentId", characters: 1...CheckoutLimits.providerIDCharacterCount)
        switch (session, intent) {
        case (let session?, nil): payment = .session(session)
        case (nil, let intent?): payment = .intent(intent)
        case (nil, nil): throw .missing("sessionId")
        case (.some, .some): throw body.invalid("paymentIntentId", "left out when there is a sessionId")
        }
        amount = try body.integer("amount", in: 1...CheckoutLimits.amountMinorUnits.upperBound)
        ground = try body.choice("reason", of: RefundGround.self)
        metadata = try body.metadata() ?? .empty
    }

    func refund(_ id: RefundID, key: RefundRequestKey?) -> NewRefund {
        NewRefund(id: id, amount: amount, ground: ground, metadata: metadata, request: key)
    }
}
