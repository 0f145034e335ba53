@testable import Checkout

/// Prices and orders for tests.
enum OrderFixture {
    static let monthly = BillingPeriod(interval: .month, count: 1)

    static func price(
        _ minorUnits: Int64 = 1999, _ billing: Price.Billing = .oneTime, trialDays: Int = 0, isActive: Bool = true
    ) -> Price {
        Price(
            id: PriceID(UniqueID(bits: 11)), productID: ProductID(UniqueID(bits: 12)),
            unitAmount: SessionFixture.usd(minorUnits), billing: billing, trialDays: trialDays, isActive: isActive)
    }

    static func subscription(_ minorUnits: Int64 = 1999, trialDays: Int = 0) -> Price {
        monthly.map { price(minorUnits, .recurring($0), trialDays: trialDays) } ?? price()
    }

    static func order(_ price: Price = price(), _ change: (inout CheckoutOrder) -> Void = { _ in }) -> CheckoutOrder {
        var order = CheckoutOrder(.price(price))
        change(&order)
        return order
    }

    static func terms(
        _ order: CheckoutOrder, livemode: Bool = false, bits: UInt128 = 42
    ) throws(OrderProblem) -> SessionTerms {
        try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: bits)), merchant: MerchantTerms(livemode: livemode),
            at: SessionFixture.start)
    }

    /// What an order is refused for.
    static func problem(_ order: CheckoutOrder, livemode: Bool = false) -> OrderProblem? {
        do throws(OrderProblem) {
            _ = try terms(order, livemode: livemode)
            return nil
        } catch {
            return error
        }
    }
}
