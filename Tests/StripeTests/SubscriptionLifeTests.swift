import Checkout
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import Stripe

/// The adapter against the simulated world: subscriptions from their start to their end.
@Suite("Subscriptions through the adapter")
struct SubscriptionLifeTests {
    @Test func aYearIsTwelveCharges() async throws {
        let buyer = try await Subscriber()
        let made = try await buyer.subscribe()
        let end = buyer.month.boundary(1, from: buyer.start)
        #expect(made.status == .active)
        #expect(made.subscriptionID == buyer.id && made.customer == buyer.customer && made.quantity == 1)
        #expect(made.currentPeriod?.upperBound == end)
        #expect(buyer.amounts == [2000], "the first period is charged once, by the intent")
        #expect(try await buyer.subscribe() == made, "the same subscription")

        var paid: [InvoiceReport] = []
        for number in 1...11 {
            let events = try buyer.wait(until: buyer.month.boundary(Int64(number), from: end) - .seconds(3_600))
            for case .invoice(let report) in events.map(\.subject) where report.status == .paid { paid.append(report) }
        }
        #expect(buyer.amounts == Array(repeating: 2000, count: 12))
        #expect(Set(paid.map(\.providerID)).count == 11)
        #expect(paid.allSatisfy { $0.reason == .renewal && $0.subscriptionID == buyer.id })
        #expect(paid.first?.period?.lowerBound == end, "what is paid for, not what is over")
        let listed = try await buyer.stripe.invoices.list(
            InvoiceList(of: SubscriptionReference(providerID: made.providerID)))
        #expect(listed.unreadable.isEmpty)
        #expect(listed.items.count(where: { $0.reason == .renewal && $0.amountPaid.minorUnits == 2000 }) == 11)
    }

    @Test func ourClockMayBeAhead() async throws {
        let buyer = try await Subscriber()
        let end = buyer.month.boundary(1, from: buyer.start) + .seconds(120)
        let made = try await buyer.stripe.subscriptions.create(try buyer.order(.paid(until: end)))
        #expect(made.status == .active)
        #expect(made.currentPeriod?.upperBound == end - CycleAnchor.clockMargin)
        #expect(buyer.amounts == [2000])
    }

    @Test func aTrialIsChargedWhenItEnds() async throws {
        let buyer = try await Subscriber(trial: true)
        let end = buyer.start + .seconds(14 * 86_400)
        let made = try await buyer.stripe.subscriptions.create(try buyer.order(.trial(until: end)))
        #expect(made.status == .trialing && made.trialEnd == end)
        try buyer.wait(until: end - .seconds(60))
        #expect(buyer.amounts.isEmpty)
        let events = try buyer.wait(until: end + .seconds(7_200))
        #expect(buyer.amounts == [2000])
        let statuses = events.compactMap { event -> SubscriptionStatus? in
            if case .subscription(let report) = event.subject { report.status } else { nil }
        }
        #expect(statuses.last == .active)
    }

    @Test func anOutcomeInDoubt() async throws {
        let buyer = try await Subscriber()
        buyer.network.add(Fault(.timeoutAfterActing, route: "POST /v1/subscriptions", count: 3))
        let order = try buyer.order(.paid(until: buyer.month.boundary(1, from: buyer.start)))
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await buyer.stripe.subscriptions.create(order)
        }
        #expect(failure?.mayHaveActed == true)
        let search = SubscriptionSearch(subscriptionID: buyer.id, customer: buyer.customer)
        let found = try #require(try await buyer.stripe.subscriptions.find(search))
        #expect(try await buyer.stripe.subscriptions.create(order).providerID == found.providerID)
        let all = try await buyer.stripe.subscriptions.list(SubscriptionList(.customer(buyer.customer)))
        #expect(all.items.map(\.providerID) == [found.providerID])
        let other = SubscriptionSearch(subscriptionID: SubscriptionID(UniqueID(bits: 1)), customer: buyer.customer)
        #expect(try await buyer.stripe.subscriptions.find(other) == nil)
    }

    @Test func endingAndGoingOn() async throws {
        let buyer = try await Subscriber()
        let made = try await buyer.subscribe()
        let (calls, reference) = (buyer.stripe.subscriptions, SubscriptionReference(providerID: made.providerID))
        func key(_ name: String) -> ProviderKey { .refund(name, ofIntent: buyer.customer) }
        let ending = try await calls.cancel(CancelOrder(reference, key: key("a"), time: .atPeriodEnd))
        #expect(ending.status == .active && ending.cancelAtPeriodEnd)
        let goesOn = try await calls.reactivate(ReactivateOrder(reference, key: key("b")))
        #expect(!goesOn.cancelAtPeriodEnd && goesOn.cancelAt == nil)
        let now = CancelOrder(reference, key: key("c"), time: .now)
        #expect(try await calls.cancel(now).status == .canceled)
        #expect(try await calls.cancel(now).status == .canceled, "twice is harmless")
        #expect(try await calls.lookUp(reference).endedAt != nil)
        let last = try buyer.network.events().last { $0.type == "customer.subscription.deleted" }
        guard case .subscription(let report) = last?.subject else { return #expect(Bool(false), "no event") }
        #expect(report.status == .canceled && report.subscriptionID == buyer.id)
        let changed = try await calls.list(SubscriptionList(.changed(since: buyer.start)))
        #expect(changed.items.first?.status == .canceled, "latest first")
    }

    @Test func aChangeCostsWhatItsPreviewSaid() async throws {
        let buyer = try await Subscriber()
        let made = try await buyer.subscribe()
        try buyer.wait(until: buyer.start + .seconds(10 * 86_400))
        let order = ChangeOrder(
            SubscriptionReference(providerID: made.providerID), key: .refund("change", ofIntent: buyer.customer),
            price: try buyer.price(5000), proration: .billedNow,
            at: Timestamp(unixSeconds: buyer.network.now.unixSeconds))
        let preview = try await buyer.stripe.subscriptions.previewChange(order)
        #expect(preview.charged.minorUnits > preview.credited.minorUnits)
        #expect(preview.total.minorUnits == preview.charged.minorUnits - preview.credited.minorUnits)
        #expect(preview.dueNow == preview.total)
        #expect(buyer.amounts == [2000], "a preview moves nothing")
        let changed = try await buyer.stripe.subscriptions.changePrice(order)
        #expect(changed.price != made.price && changed.item == made.item)
        #expect(buyer.amounts == [2000, preview.total.minorUnits])
    }

    @Test func aRenewalIsRefundedInParts() async throws {
        let buyer = try await Subscriber()
        _ = try await buyer.subscribe()
        try buyer.wait(until: buyer.month.boundary(1, from: buyer.start) + .seconds(7_200))
        let renewal = try #require(buyer.network.charges.last?["paymentIntentId"]?.string)
        let intent = IntentReference(intentID: renewal)
        let invoice = try #require(try await buyer.stripe.invoices.find(intent))
        #expect(invoice.subscriptionID == buyer.id && invoice.status == .paid)
        #expect(try await buyer.stripe.invoices.lookUp(InvoiceReference(providerID: invoice.providerID)) == invoice)
        func order(_ name: String, _ units: Int64) throws -> RefundOrder {
            RefundOrder(
                intent: intent, key: .refund(name, ofIntent: renewal), amount: try Fixture.usd(units), sessionID: nil)
        }
        let first = try await buyer.stripe.refunds.create(try order("1", 500))
        #expect(try await buyer.stripe.refunds.create(try order("1", 500)).providerID == first.providerID)
        _ = try await buyer.stripe.refunds.create(try order("2", 300))
        let all = try await buyer.stripe.refunds.list(intent)
        #expect(all.items.map(\.amount.minorUnits) == [300, 500])
        #expect(all.items.last?.reference == ProviderKey.refund("1", ofIntent: renewal).text)
        let sums = try buyer.network.events().compactMap { event -> Money? in
            if case .refundedCharge(let report) = event.subject { report.refunded } else { nil }
        }
        #expect(sums.map(\.minorUnits) == [500, 800])
        let tooMuch = try order("3", 9_999)
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await buyer.stripe.refunds.create(tooMuch)
        }
        #expect(failure?.kind == .refused && failure?.mayHaveActed == false)
    }

    @Test func whatIsSoldIsListed() async throws {
        let buyer = try await Subscriber()
        let made = try await buyer.subscribe()
        let products = try await buyer.stripe.catalog.listProducts(CatalogList())
        #expect(products.items.map(\.productID) == [ProductID(UniqueID(bits: 12))])
        #expect(products.items.map(\.name) == ["Pro"])
        let prices = try await buyer.stripe.catalog.listPrices(CatalogList())
        #expect(prices.unreadable.isEmpty)
        let price = try #require(prices.items.first { $0.providerID == made.price })
        #expect(price.billing == .recurring(buyer.month) && price.unitAmount?.minorUnits == 2000)
    }
}
