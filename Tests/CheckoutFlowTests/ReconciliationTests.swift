import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Payments
import Simulator
import TestSupport
import Testing

@testable import CheckoutFlow

/// What nobody was told of is found by comparing, mended, and told once.
@Suite struct ReconciliationTests {
    @Test func whatAgreesIsLeftAlone() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            _ = try await fixture.open()
            let report = try await fixture.flow.reconcile()
            #expect(report.compared == 2)
            #expect(report.changes == [] && report.reviews == [] && report.failures == [])
            #expect(try await fixture.subscription(record.id) == record)
        }
    }

    /// Somebody ended it, or marked it unpaid, in the provider's own pages, and no event came.
    @Test(arguments: ["canceled", "past_due", "unpaid", "paused"])
    func aStatusThatDriftedIsMendedAndToldOnce(_ status: String) async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            network.drift(record.state.provider.subscription, to: status)
            let report = try await fixture.flow.reconcile()
            #expect(report.changes.map(\.about) == [.subscription(record.id)])
            #expect(report.changes.first?.what.first == "status active → \(status)")
            #expect(try await fixture.subscription(record.id).state.status.rawValue == status)
            #expect(fixture.log.drift == 1)
            let again = try await fixture.flow.reconcile()
            #expect(again.changes == [] && again.reviews == [])
            #expect(fixture.log.drift == 1)
        }
    }

    /// By hand, say, while the background does: all of them see the difference, and one of them has mended it.
    @Test func whatSeveralFindAtOnceIsToldByOne() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let session = try await fixture.open()
            network.drift(record.state.provider.subscription, to: "canceled")
            network.call(
                "/v1/payment_intents/\(session.state.intentID ?? "")/confirm",
                ["payment_method": "pm_card_visa", "return_url": "https://shop.example"])
            let flow = fixture.flow
            let reports = try await withThrowingTaskGroup(of: ReconciliationReport.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await flow.compare(record.id) }
                    group.addTask { try await flow.compare(session.id) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(reports.flatMap(\.changes).count == 2)
            #expect(fixture.log.drift == 2)
        }
    }

    /// In the background, with what was lost found in the provider's list of what happened.
    @Test func whatNoWebhookToldIsFoundWithinMinutes() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let sweeps = try await fixture.flow.sweeps()
            #expect(sweeps.count == 2)
            network.manual.advance(by: .seconds(60))
            network.call(
                "/v1/subscriptions/\(record.state.provider.subscription ?? "")", ["cancel_at_period_end": "true"])
            _ = try network.webhooks()
            for sweep in sweeps { _ = try await fixture.flow.sweep(sweep) }
            #expect(try await fixture.subscription(record.id).state.cancelAtPeriodEnd)
            #expect(fixture.log.drift == 1)
            let calls = network.calls.count
            for sweep in sweeps { #expect(try await fixture.flow.sweep(sweep) == 0) }
            #expect(network.calls.count == calls)
            network.manual.advance(by: .seconds(601))
            for sweep in sweeps { _ = try await fixture.flow.sweep(sweep) }
            #expect(fixture.log.drift == 1)
        }
    }

    @Test func aComparisonComesDueEveryFewHoursUntilItIsOver() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let comparisons = Comparisons(fixture.store.pool)
            func compared() async throws -> [SubscriptionID] {
                let ids = try await comparisons.claim(at: fixture.now, lease: .seconds(60), limit: 10)
                for id in ids { try await fixture.flow.comparisonCameDue(id) }
                return ids
            }
            #expect(try await compared() == [record.id])
            #expect(try await compared() == [])
            network.manual.advance(by: .seconds(6 * 3600))
            network.drift(record.state.provider.subscription, to: "canceled")
            #expect(try await compared() == [record.id])
            #expect(try await fixture.subscription(record.id).state.status == .canceled)
            // Started again there by somebody: it must not go on being billed.
            network.drift(record.state.provider.subscription, to: "active")
            network.manual.advance(by: .seconds(6 * 3600))
            #expect(try await compared() == [record.id])
            #expect(network.subscriptions.first?["status"]?.string == "canceled")
            #expect(try await fixture.openReviews().map(\.kind) == ["subscription_runs_after_its_end"])
            network.manual.advance(by: .seconds(4 * 86_400))
            #expect(try await compared() == [record.id])
            network.manual.advance(by: .seconds(40 * 86_400))
            #expect(try await compared() == [])
        }
    }

    @Test func aProviderThatDoesNotAnswerIsAskedAgainSooner() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            network.forecast(.unreachable, .unreachable, .unreachable)
            try await fixture.flow.comparisonCameDue(record.id)
            let comparisons = Comparisons(fixture.store.pool)
            #expect(try await comparisons.claim(at: fixture.now, lease: .seconds(60), limit: 10) == [])
            network.manual.advance(by: .seconds(601))
            #expect(try await comparisons.claim(at: fixture.now, lease: .seconds(60), limit: 10) == [record.id])
        }
    }

    /// After a restore, say: somebody is billed for what nobody here knows of.
    @Test func aSubscriptionThatNamesWhatIsNotHereIsForReviewOnce() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let lost = SubscriptionID(UniqueID(bits: 77))
            let (customer, price) = network.billing
            for metadata: FormMap in [["till_subscription": .text("\(lost)")], [:]] {
                network.call(
                    "/v1/subscriptions",
                    [
                        "customer": .text(customer), "items": .list([["price": .text(price)]]),
                        "metadata": .map(metadata),
                    ])
            }
            let report = try await fixture.flow.reconcile()
            #expect(report.reviews.count == 1)
            #expect(report.reviews.first?.detail.contains("\(lost)") == true)
            #expect(try await fixture.openReviews().map(\.kind) == ["subscription_unknown"])
            #expect(try await fixture.flow.reconcile().reviews == [])
            #expect(try await fixture.subscription(record.id) == record)
        }
    }

    @Test func aSecondOneOfTheSameIsForReview() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let record = try await fixture.subscribe()
            let (customer, price) = network.billing
            network.call(
                "/v1/subscriptions",
                [
                    "customer": .text(customer), "items": .list([["price": .text(price)]]),
                    "metadata": ["till_subscription": .text("\(record.id)")],
                ])
            let report = try await fixture.flow.reconcile()
            #expect(report.reviews.map(\.about) == [.subscription(record.id)])
            #expect(try await fixture.subscription(record.id) == record)
        }
    }

    /// The buyer paid from their own page, went away, and the webhook was lost.
    @Test func aPaymentNobodyHeardOfCompletesItsSession() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            network.call(
                "/v1/payment_intents/\(opened.state.intentID ?? "")/confirm",
                ["payment_method": "pm_card_visa", "return_url": "https://shop.example/"])
            network.manual.advance(by: .seconds(700))
            #expect(try await fixture.flow.sweep(.openSessions) == 1)
            #expect(try await fixture.record(opened.id).state.status == .completed)
            #expect(fixture.log.drift == 1)
        }
    }

    @Test func oneProcessSweepsAtATime() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let comparisons = Comparisons(fixture.store.pool)
            #expect(try await comparisons.beginSweep("x", at: fixture.now, lease: .seconds(300)).isBegun)
            #expect(try await !comparisons.beginSweep("x", at: fixture.now, lease: .seconds(300)).isBegun)
            let end = fixture.now + .seconds(300)
            #expect(try await comparisons.beginSweep("x", at: end, lease: .seconds(300)).isBegun)
            try await comparisons.endSweep("x", seenUntil: end, next: end + .seconds(10))
            let next = try await comparisons.beginSweep("x", at: end + .seconds(10), lease: .seconds(300))
            #expect(next.isBegun && next.seenUntil == end)
        }
    }
}
