import Checkout
import CheckoutStore
import HTTPMessages

/// A subscription that an order is for: one that waits for its payment, or one that runs and is to be changed. None is bought
/// a second time.
struct ExistingSubscription: Sendable {
    let record: SubscriptionRecord

    var isRunning: Bool { record.state.status.isLive }

    /// The price to which it is put by paying for it as if it began with that: nobody bills it, so that there is nobody who
    /// could change what it costs.
    func upgrade(to offer: Offer) -> Bool {
        let price = offer.price.price
        let costs = !price.unitAmount.isZero && price.isRecurring
        return record.state.mayBeUpgraded && costs && price.id != record.state.plan.priceID
    }

    /// `nil` when the order is for none.
    static func find(
        _ request: OrderRequest, _ caller: Caller, _ services: APIServices
    ) async throws -> ExistingSubscription? {
        guard let id = request.existingSubscriptionID else { return nil }
        guard let record = try await services.subscription(id, of: caller) else {
            throw APIError.subscriptionNotFound
        }
        let existing = ExistingSubscription(record: record)
        if existing.isRunning { return existing }
        guard caller.mayPay(record.state.status) else { throw APIError(StartRefusal.notPayable(record.state.status)) }
        let plan = record.state.plan
        if case .price(let price, _) = request.item, price != plan.priceID {
            throw APIError.invalid("priceId", "the subscription's, or left out")
        }
        guard request.quantity ?? plan.quantity == plan.quantity else {
            throw APIError.invalid("quantity", "the subscription's, or left out")
        }
        return existing
    }

    /// A link that is about to be used must not run out before.
    func wait(until time: Timestamp, _ services: APIServices) async throws {
        guard !isRunning else { return }
        try await SubscriptionLinks(services: services).keep(record, until: time)
    }
}

extension Caller {
    /// A draft is not meant to be paid until its merchant says so.
    fileprivate func mayPay(_ status: SubscriptionStatus) -> Bool {
        if case .secretKey = self, status == .draft { return true }
        return status == .pendingPayment
    }
}
