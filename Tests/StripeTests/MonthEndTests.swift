import Checkout
import HTTPMessages
import Payments
import Testing

@testable import Stripe

/// What begins on a day that not every month has keeps that day.
@Suite("Month ends")
struct MonthEndTests {
    private let month = BillingPeriod.month

    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    private func form(until end: String, from anchor: String?) throws -> FormMap {
        var order = SubscriptionOrder(
            subscriptionID: Fixture.own, key: .refund("create", ofIntent: "sub"), customer: "cus_1",
            paymentMethod: "pm_1", price: .existing("price_1"), beginning: .paid(until: try time(end)), livemode: false)
        order.anchor = try anchor.map(time)
        return StripeProvider.form(for: order, ["price": "price_1"])
    }

    @Test func aDayThatTheEndsMonthLacksIsNamed() throws {
        let form = try form(until: "2027-02-28T23:04:05.900Z", from: "2027-01-31T23:04:05Z")
        #expect(
            form["billing_cycle_anchor_config"] == [
                "day_of_month": "31", "month": "2", "hour": "23", "minute": "4", "second": "5",
            ])
        #expect(form["billing_cycle_anchor"] == nil)
        #expect(form["proration_behavior"] == "none")
        let leap = try self.form(until: "2029-02-28T00:00:00Z", from: "2028-02-29T00:00:00Z")
        #expect(
            leap["billing_cycle_anchor_config"] == [
                "day_of_month": "29", "month": "2", "hour": "0", "minute": "0", "second": "0",
            ])
    }

    @Test(arguments: [
        ("2027-01-28T12:00:00Z", "2027-02-28T12:00:00Z"), ("2027-04-30T12:00:00Z", "2027-05-30T12:00:00Z"),
        ("2026-12-31T12:00:00Z", "2027-01-31T12:00:00Z"), ("2027-01-31T12:00:00Z", "2027-02-07T12:00:00Z"),
    ])
    func anyOtherEndIsATime(anchor: String, end: String) throws {
        for anchor in [anchor, nil] {
            let form = try form(until: end, from: anchor)
            #expect(form["billing_cycle_anchor"] == .text(String(try time(end).unixSeconds)))
            #expect(form["billing_cycle_anchor_config"] == nil)
        }
    }

    @Test func waysToSayItOnceItIsRefused() async throws {
        let (anchor, end) = (try time("2027-01-31T12:00:00Z"), try time("2027-02-28T12:00:00Z"))
        let earlier = end - CycleAnchor.clockMargin
        let all = CycleAnchor.candidates(until: end, from: anchor)
        #expect(
            all == [
                .day(31, at: end, namesMonth: true), .day(31, at: earlier, namesMonth: true),
                .day(31, at: earlier, namesMonth: false), .time(end), .time(earlier),
            ])
        let quarterly = CycleAnchor.candidates(until: try time("2027-04-30T12:00:00Z"), from: anchor)
        #expect(!quarterly.contains { if case .day(_, _, namesMonth: false) = $0 { true } else { false } })
        let midnight = CycleAnchor.candidates(until: try time("2027-02-28T00:01:00Z"), from: anchor)
        #expect(midnight.count == 3, "ten minutes earlier is another day")

        func refusal(_ param: String) -> ScriptedStripe.Answer {
            .status(400, #"{"error":{"type":"invalid_request_error","param":"\#(param)","message":"no"}}"#)
        }
        let made = ScriptedStripe.Answer.ok(Fixture.subscription())
        let late = refusal("billing_cycle_anchor")
        let month = refusal("billing_cycle_anchor_config[month]")
        let config = refusal("billing_cycle_anchor_config")
        for (refusals, expected) in [
            ([], [0]), ([late], [0, 1]), ([month], [0, 2]), ([config, config], [0, 1, 3]),
            ([month, config, late], [0, 2, 3, 4]),
        ] {
            let stripe = ScriptedStripe(refusals + [made])
            var order = SubscriptionOrder(
                subscriptionID: Fixture.own, key: .refund("create", ofIntent: "sub"), customer: "cus_1",
                paymentMethod: "pm_1", price: .existing("price_1"), beginning: .paid(until: end), livemode: false)
            order.anchor = anchor
            #expect(try await stripe.client.subscriptions.create(order).providerID == "sub_1")
            let bodies = expected.map { number in
                var form = FormMap()
                all[number].write(to: &form)
                return String(decoding: FormWriter.encode(form), as: UTF8.self)
            }
            #expect(stripe.requests.count == bodies.count)
            for (request, body) in zip(stripe.requests, bodies) {
                #expect(request.contains(body), "\(request)")
            }
        }
    }

    @Test func anyOtherRefusalStands() async throws {
        let stripe = ScriptedStripe(
            .status(400, #"{"error":{"type":"invalid_request_error","param":"customer","message":"no"}}"#))
        var order = SubscriptionOrder(
            subscriptionID: Fixture.own, key: .refund("create", ofIntent: "sub"), customer: "cus_1",
            paymentMethod: "pm_1", price: .existing("price_1"),
            beginning: .paid(until: try time("2027-02-28T12:00:00Z")), livemode: false)
        order.anchor = try time("2027-01-31T12:00:00Z")
        let sent = order
        let failure = await ProviderFailure.of { () throws(ProviderFailure) in
            try await stripe.client.subscriptions.create(sent)
        }
        #expect(failure?.kind == .refused && failure?.mayHaveActed == false)
        #expect(stripe.requests.count == 1)
    }

    @Test(arguments: ["2027-01-31", "2027-01-30", "2027-01-29"])
    func aYearFromTheEndOfJanuary(day: String) async throws {
        let start = try time(day + "T10:00:00Z")
        let buyer = try await Subscriber(SimulatedNetwork(startingAt: start))
        var order = try buyer.order(.paid(until: month.boundary(1, from: buyer.start)))
        order.anchor = buyer.start
        let made = try await buyer.stripe.subscriptions.create(order)
        #expect(made.currentPeriod?.upperBound == month.boundary(1, from: buyer.start))
        #expect(buyer.amounts == [2000], "the first period is charged once, by the intent")
        let reference = SubscriptionReference(providerID: made.providerID)
        for number in 1...12 {
            let period = month.period(Int64(number), from: buyer.start)
            try buyer.wait(until: period.lowerBound + .seconds(7_200))
            #expect(try await buyer.stripe.subscriptions.lookUp(reference).currentPeriod == period)
        }
        #expect(buyer.amounts == Array(repeating: 2000, count: 13))
    }

    @Test func fourYearsFromALeapDay() async throws {
        let buyer = try await Subscriber(SimulatedNetwork(startingAt: try time("2028-02-29T10:00:00Z")))
        let year = try #require(BillingPeriod(interval: .year, count: 1))
        let product = InlinePrice.Product.ours(ProductID(UniqueID(bits: 12)), name: "Pro")
        var order = try buyer.order(.paid(until: year.boundary(1, from: buyer.start)))
        order.price = .inline(InlinePrice(product: product, unitAmount: try Fixture.usd(9900), period: year))
        order.anchor = buyer.start
        let made = try await buyer.stripe.subscriptions.create(order)
        let reference = SubscriptionReference(providerID: made.providerID)
        var ends: [String] = []
        for number in 1...4 {
            try buyer.wait(until: year.boundary(Int64(number), from: buyer.start) + .seconds(7_200))
            let report = try await buyer.stripe.subscriptions.lookUp(reference)
            ends.append(String(report.currentPeriod?.lowerBound.description.prefix(10) ?? ""))
        }
        #expect(ends == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"])
        #expect(buyer.amounts == [2000, 9900, 9900, 9900, 9900])
    }

    @Test func aClockThatIsAheadKeepsTheDay() async throws {
        let buyer = try await Subscriber(SimulatedNetwork(startingAt: try time("2027-01-31T10:00:00Z")))
        let ahead = buyer.start + .seconds(120)
        var order = try buyer.order(.paid(until: month.boundary(1, from: ahead)))
        order.anchor = ahead
        let made = try await buyer.stripe.subscriptions.create(order)
        #expect(made.currentPeriod?.upperBound == month.boundary(1, from: ahead) - CycleAnchor.clockMargin)
        try buyer.wait(until: month.boundary(1, from: ahead))
        let report = try await buyer.stripe.subscriptions.lookUp(SubscriptionReference(providerID: made.providerID))
        #expect(report.currentPeriod?.upperBound == month.boundary(2, from: ahead) - CycleAnchor.clockMargin)
    }
}
