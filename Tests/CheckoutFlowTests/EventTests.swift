import Checkout
import CheckoutStore
import EventLoop
import Payments
import Simulator
import Testing

@testable import CheckoutFlow

/// What providers tell unasked: late, doubled, out of order, about somebody else.
@Suite struct EventTests {
    @Test(arguments: ["pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_authenticationRequired"])
    func tripledAndShuffledEventsAreOneTransitionEach(_ method: String) async throws {
        let network = FlowNetwork()
        network.add(Fault(.duplicateWebhooks))
        network.add(Fault(.shuffleWebhooks))
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            _ = try await fixture.confirm(opened.id, method)
            network.answerBank(opened.state.intentID, .approve)
            network.manual.advance(by: .seconds(1))
            let bodies = try network.webhooks()
            #expect(bodies.count >= 6 && bodies.count.isMultiple(of: 3))
            let outcomes = try await fixture.deliver(bodies)
            #expect(outcomes.count { $0 == .duplicate } == bodies.count / 3 * 2)
            let ended = try await fixture.record(opened.id)
            #expect(ended.state.status == (method == "pm_card_visa_chargeDeclined" ? .failed : .completed))
            let history = try await fixture.history(opened.id)
            #expect(history.count { $0 == "completed" || $0 == "payment_failed" } == 1, "\(history)")
            #expect(network.charges.count <= 1)
        }
    }

    /// The buyer closes the tab at the bank, and nobody asks: the event alone completes the session.
    @Test func anEventAloneIsEnough() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            _ = try await fixture.confirm(opened.id, "pm_card_authenticationRequired")
            network.answerBank(opened.state.intentID, .approve)
            try await fixture.deliver(try network.webhooks())
            #expect(try await fixture.record(opened.id).state.status == .completed)
            #expect(fixture.log.payments.isEmpty)
        }
    }

    @Test func anEventThatOvertookOurCommitIsTriedAgain() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let new = try fixture.order()
            _ = try await fixture.store.create(new)
            let event = IntentEvent(intent: "pi_1", session: new.terms.id)
            #expect(try await fixture.deliver(event.body) == .parked)
            #expect(try await fixture.deliver(event.body) == .duplicate)
            #expect(try await fixture.retryEvents() == 0)
            let now = fixture.now
            _ = try await fixture.store.apply(new.terms.id) { $0.intentCreated("pi_1", at: now) }
            fixture.clock.advance(by: .seconds(2))
            #expect(try await fixture.retryEvents() == 1)
            #expect(try await fixture.record(new.terms.id).state.status == .completed)
            #expect(try await fixture.event("evt_1").state == .applied)
            #expect(try await fixture.event("evt_1").sessionID == new.terms.id)
        }
    }

    @Test func anEventThatNeverFindsItsSessionIsForReview() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let lost = CheckoutSessionID(UniqueID(bits: 77))
            #expect(try await fixture.deliver(IntentEvent(intent: "pi_1", session: lost).body) == .parked)
            let start = fixture.now
            var tries = 0
            while let next = try await fixture.event("evt_1").nextTryAt {
                #expect(next > fixture.now)
                fixture.clock.advance(by: next - fixture.now)
                tries += try await fixture.retryEvents()
            }
            #expect(tries <= 20)
            #expect((2700...5400).contains((fixture.now - start).components.seconds))
            #expect(try await fixture.event("evt_1").state == .review)
            let reviews = try await fixture.openReviews()
            #expect(reviews.count == 1)
            #expect(reviews.first?.kind == "event_without_session")
            let event = try await fixture.event("evt_1")
            #expect(reviews.first?.providerEventID == event.event.id)
        }
    }

    /// A renewal's payment, or one of the merchant's that has nothing to do with us.
    @Test func anEventThatNamesNoSessionIsIgnoredInTheEnd() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            #expect(try await fixture.deliver(IntentEvent(intent: "pi_1").body) == .parked)
            let start = fixture.now
            while let next = try await fixture.event("evt_1").nextTryAt {
                fixture.clock.advance(by: next - fixture.now)
                try await fixture.retryEvents()
            }
            #expect((120...600).contains((fixture.now - start).components.seconds))
            #expect(try await fixture.event("evt_1").state == .ignored)
            #expect(try await fixture.openReviews() == [])
        }
    }

    /// Anybody with access to the account can write any session into an intent's metadata.
    @Test func metadataTakesNoEventAwayFromItsIntent() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let (named, real) = (try await fixture.open(), try await fixture.open())
            let known = IntentEvent(intent: real.state.intentID ?? "", session: named.id)
            #expect(try await fixture.deliver(known.body) == .applied)
            let foreign = IntentEvent(id: "evt_2", intent: "pi_foreign", session: named.id)
            #expect(try await fixture.deliver(foreign.body) == .parked)
            fixture.clock.advance(by: .seconds(60))
            try await fixture.retryEvents()
            #expect(try await fixture.event("evt_2").state == .parked)
            #expect(try await fixture.record(named.id) == named)
            #expect(try await fixture.record(real.id).state.status == .completed)
        }
    }

    /// The attempt's number is another session's, if the metadata is.
    @Test func metadataBindsNoEventToAnAttempt() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let (named, real) = (try await fixture.open(), try await fixture.open())
            _ = try await fixture.confirm(real.id, "pm_card_visa_chargeDeclined")
            _ = try await fixture.confirm(real.id, "pm_card_authenticationRequired")
            let waiting = try await fixture.record(real.id)
            var event = IntentEvent(
                type: "payment_intent.payment_failed", intent: real.state.intentID ?? "",
                status: "requires_payment_method", session: named.id)
            event.members = #","last_payment_error":{"type":"card_error","code":"card_declined"}"#
            event.key = "till-\(named.id)-attempt-2"
            _ = try await fixture.deliver([event.body])
            // Taken for a hint, and the provider, who was asked, knows better.
            #expect(try await fixture.record(real.id).state.attempt == waiting.state.attempt)
            #expect(network.calls.last == "GET /v1/payment_intents/{id}")
        }
    }

    @Test func whatDoesNotMatchCompletesNothing() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            let event = IntentEvent(intent: opened.state.intentID ?? "", amount: 1998)
            #expect(try await fixture.deliver(event.body) == .forReview)
            #expect(try await fixture.record(opened.id).state.status == .pending)
            #expect(try await fixture.event("evt_1").state == .review)
            #expect(fixture.log.reviews.count == 1)
            #expect(try await fixture.openReviews().count == 1)
        }
    }

    @Test func otherEventsAreKeptAndNothingMore() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            // A charge that no intent of ours made is nobody's.
            let money = #""amount":5,"amount_refunded":5,"currency":"usd","livemode":false"#
            let events = [
                ("charge.refunded", #"{"id":"ch_1","object":"charge",\#(money)}"#),
                ("product.created", #"{"id":"prod_1"}"#),
            ]
            for (number, (type, object)) in events.enumerated() {
                let body = Array(
                    """
                    {"id":"evt_\(number)","object":"event","type":"\(type)","created":1,"livemode":false,
                    "data":{"object":\(object)}}
                    """.utf8)
                #expect(try await fixture.deliver(body) == .ignored)
                #expect(try await fixture.deliver(body) == .duplicate)
                let stored = try await fixture.event("evt_\(number)")
                #expect(stored.state == .ignored && stored.event.payload == body)
                #expect(stored.event.intentID == nil)
            }
        }
    }

    @Test func anUnreadableEventIsForReview() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let event = IntentEvent(intent: "pi_1", status: "transcended")
            let outcomes = try await fixture.deliver([event.body, event.body])
            #expect(outcomes == [.forReview, .duplicate])
            #expect(try await fixture.event("evt_1").state == .review)
            let reviews = try await fixture.openReviews()
            #expect(reviews.map(\.kind) == ["unreadable_event"])
        }
    }

    /// Our process died between storing it and putting it up for review.
    @Test func anUnreadableEventThatWasOnlyStoredIsForReviewInTheEnd() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let event = ProviderEvent(
                provider: .stripe, eventID: "evt_1", livemode: false, type: "payment_intent.succeeded",
                createdAt: fixture.now, receivedAt: fixture.now, payload: Array("no event".utf8))
            let events = ProviderEvents(fixture.store.pool)
            _ = try await events.store(event, as: .received, retryAt: fixture.now)
            #expect(try await fixture.retryEvents() == 1)
            #expect(try await fixture.event("evt_1").state == .review)
            #expect(try await fixture.openReviews().count == 1)
        }
    }

    /// A replay by hand starts the patience anew, however old the event is.
    @Test func anEventThatIsReplayedByHandIsTriedAgain() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            #expect(try await fixture.deliver(IntentEvent(intent: "pi_1").body) == .parked)
            let events = ProviderEvents(fixture.store.pool)
            fixture.clock.advance(by: .seconds(100_000))
            let stored = try await fixture.event("evt_1")
            #expect(try await events.putUpForReview(stored.event.id, kind: "k", detail: "d", at: fixture.now))
            #expect(try await !events.putUpForReview(stored.event.id, kind: "k", detail: "d", at: fixture.now))
            #expect(try await events.replay(stored.event.id, at: fixture.now))
            #expect(try await fixture.retryEvents() == 1)
            #expect(try await fixture.event("evt_1").state == .parked)
        }
    }

    /// What was acknowledged is not lost because the configuration was.
    @Test func anEventOfAProviderThatIsConfiguredNoMoreWaits() async throws {
        try await FlowFixture.with(Providers()) { fixture in
            let event = ProviderEvent(
                provider: .stripe, eventID: "evt_1", livemode: false, type: "payment_intent.succeeded",
                createdAt: fixture.now, receivedAt: fixture.now, payload: IntentEvent(intent: "pi_1").body)
            let events = ProviderEvents(fixture.store.pool)
            _ = try await events.store(event, as: .received, retryAt: fixture.now)
            #expect(try await fixture.retryEvents() == 1)
            #expect(try await fixture.event("evt_1").state == .parked)
            #expect(try await fixture.event("evt_1").lastError == "the provider is not configured")
        }
    }

    @Test func thePatienceWithAnEventIsAboutAnHour() {
        var (total, count) = (EventPatience.delay(afterTry: 0), 0)
        repeat {
            count += 1
            #expect(EventPatience.delay(afterTry: count) >= EventPatience.delay(afterTry: count - 1))
            total += EventPatience.delay(afterTry: count)
        } while EventPatience.mayTryAgain(afterTry: count)
        #expect((2700...5400).contains(total.components.seconds), "\(total) after \(count) tries")
    }
}
