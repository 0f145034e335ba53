import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Postgres
import Simulator
import Testing

@testable import CheckoutFlow

/// Providers that answer late, wrongly or not at all.
@Suite struct TroubleTests {
    // MARK: With the real adapter

    /// It was charged, and the answer never came.
    @Test func anOutcomeThatIsUnknownIsLookedUp() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            network.add(Fault(.timeoutAfterActing, route: "confirm"))
            let paid = try await fixture.confirm(opened.id)
            #expect(paid.state.status == .completed)
            let history = try await fixture.history(opened.id)
            #expect(history.contains("outcome_unknown"), "\(history)")
            #expect(network.charges.count == 1)
        }
    }

    /// Nothing can be asked for minutes; then everything is known.
    @Test func anOutcomeIsFoundOutWhenTheProviderIsBack() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            network.add(Fault(.timeoutAfterActing))
            let unknown = try await fixture.confirm(opened.id)
            #expect(unknown.state.attempt?.outcome == .unknown)
            #expect(unknown.state.checkAt != nil)
            for _ in 0..<3 {
                network.manual.advance(by: .seconds(20))
                try await fixture.flow.cameDue(opened.id)
            }
            #expect(try await fixture.record(opened.id).state.attempt?.outcome == .unknown)
            network.clearFaults()
            network.manual.advance(by: .seconds(20))
            try await fixture.flow.cameDue(opened.id)
            #expect(try await fixture.record(opened.id).state.status == .completed)
            #expect(network.charges.count == 1)
        }
    }

    /// The key keeps that answer for a day: only another attempt can pay.
    @Test func aProvidersOwnErrorEndsTheAttemptOnly() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            network.add(Fault(.status500, route: "confirm", count: 1))
            let record = try await fixture.confirm(opened.id)
            #expect(record.state.attempt?.outcome == .notProcessed)
            #expect(record.state.status == .pending)
            let paid = try await fixture.confirm(opened.id)
            #expect(paid.state.status == .completed && paid.state.paidAttempt == 2)
            #expect(network.charges.count == 1)
        }
    }

    @Test func aProviderThatIsTooBusyNeverActed() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            network.add(Fault(.status429, route: "confirm", count: 3))
            let record = try await fixture.confirm(opened.id)
            #expect(record.state.attempt?.outcome == .notProcessed)
            #expect(record.state.checkAt == nil)
            #expect(try await fixture.confirm(opened.id).state.status == .completed)
        }
    }

    /// The same order, sent again, finds its session.
    @Test func anOrderThatFailedIsTakenUpByItsRepetition() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            network.add(Fault(.timeoutAfterActing, count: 3))
            let first = try await fixture.flow.create(try fixture.order(email: "a@b.example"))
            guard case .providerFailed(let failure) = first else { throw Unexpected("\(first)") }
            #expect(failure.mayHaveActed)
            let second = try await fixture.flow.create(try fixture.order(email: "a@b.example"))
            guard case .open(let record, isNew: false) = second else { throw Unexpected("\(second)") }
            #expect(record.state.version == 1)
            let ids = network.requests.filter { $0.url.hasSuffix("/v1/payment_intents") }
                .compactMap { $0.headers["Idempotency-Key"] }
            #expect(Set(ids) == ["till-\(record.id)-intent"])
            #expect(try await fixture.count("SELECT count(*) FROM checkout_sessions") == 1)
        }
    }

    /// Nobody repeats it: the session's own clock does.
    @Test func anOrderThatFailedIsTakenUpWhenItComesDue() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            network.add(Fault(.status429, count: 3))
            let new = try fixture.order()
            let outcome = try await fixture.flow.create(new)
            guard case .providerFailed = outcome else { throw Unexpected("\(outcome)") }
            try await fixture.letTimePass { try await fixture.record(new.terms.id).state.version > 0 }
            #expect(try await fixture.record(new.terms.id).state.intentID != nil)
        }
    }

    @Test func anOrderTheProviderRefusesIsNoSession() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            network.forecast(.answered(400, #"{"error":{"type":"invalid_request_error","code":"amount_too_small"}}"#))
            let new = try fixture.order(email: "a@b.example")
            let outcome = try await fixture.flow.create(new)
            guard case .refusedByProvider(let reason) = outcome else { throw Unexpected("\(outcome)") }
            #expect(reason.contains("amount_too_small"))
            #expect(try await fixture.store.publicSession(new.terms.id) == nil)
            // It does not stand in the way of the next.
            let again = try await fixture.flow.create(try fixture.order(email: "a@b.example"))
            guard case .open(_, isNew: true) = again else { throw Unexpected("\(again)") }
        }
    }

    // MARK: Without a provider

    @Test func withoutAProviderNothingIsWritten() async throws {
        try await FlowFixture.with(FlowNetwork()) { fixture in
            let live = try await fixture.flow.create(try fixture.order(livemode: true))
            guard case .notConfigured = live else { throw Unexpected("\(live)") }
            #expect(try await fixture.count("SELECT count(*) FROM checkout_sessions") == 0)
        }
    }

    /// Its key was taken out of the configuration while sessions were open.
    @Test func aConfirmWithoutAProviderIsProvablyNotSent() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let id = try await fixture.open().id
            try await FlowFixture.on(fixture.loop, fixture.database, Providers(), clock: fixture.clock) { bare in
                let record = try await bare.confirm(id)
                #expect(record.state.attempt?.outcome == .notProcessed)
                #expect(record.state.status == .pending)
            }
            #expect(try await fixture.confirm(id).state.status == .completed)
        }
    }

    // MARK: With a script

    @Test func aProviderIsOnlyCalledForWhatIsCommitted() async throws {
        let provider = ScriptedProvider()
        let fixtureBox = Locked<FlowFixture?>(nil)
        // On a connection of its own, which sees what is committed and nothing else.
        provider.create { order in
            let record = try? await fixtureBox.withLock { $0 }?.store.record(order.sessionID)
            #expect(record?.state.isOpening == true)
            return .created(ScriptedProvider.created(order))
        }
        provider.confirm { order in
            let count = try? await fixtureBox.withLock { $0 }?.count(
                "SELECT count(*) FROM payment_attempts WHERE outcome = 'started'")
            #expect(count == 1)
            return .reported(ScriptedProvider.report(order.intent.intentID, .succeeded))
        }
        try await FlowFixture.with(provider.providers) { fixture in
            fixtureBox.withLock { $0 = fixture }
            let paid = try await fixture.confirm(try await fixture.open().id)
            #expect(paid.state.status == .completed)
        }
    }

    @Test func nothingHammersAtAProviderThatNeverTells() async throws {
        let provider = ScriptedProvider()
        provider.createAll()
        provider.confirm { _ in .unknown(requestIsOver: false) }
        provider.lookUp { .success(ScriptedProvider.report($0.intentID, .requiresPaymentMethod(nil))) }
        provider.cancel { _ in .failure(ScriptedProvider.failure) }
        try await FlowFixture.with(provider.providers) { fixture in
            let id = try await fixture.open().id
            let record = try await fixture.confirm(id)
            #expect(record.state.attempt?.outcome == .unknown)
            // The call, a look, the same call again; the rest is owed.
            #expect(provider.calls.dropFirst().map { $0.prefix(7) } == ["confirm", "look up", "confirm"])
            #expect(provider.callCount("confirm till-\(id)-attempt-1") == 2)
            var last = provider.calls.count
            let start = fixture.now
            while fixture.now < start + .seconds(3600) {
                try await fixture.flow.cameDue(id)
                #expect(provider.calls.count - last <= 2)
                last = provider.calls.count
                guard let next = try await fixture.nextDue() else { break }
                fixture.clock.advance(by: max(.milliseconds(1), next - fixture.now))
            }
            #expect(provider.calls.allSatisfy { !$0.hasPrefix("confirm") || $0 == "confirm till-\(id)-attempt-1" })
            // It was found to be settled two minutes after the last call: nobody asks any more, and the buyer may.
            #expect(try await fixture.record(id).state.attempt?.outcome == .notProcessed)
            #expect(provider.callCount("confirm") <= 12)
        }
    }

    @Test func aProviderThatIsDownIsAskedAtThePaceOfTheRules() async throws {
        let provider = ScriptedProvider()
        provider.createAll()
        provider.confirm { _ in .unknown(requestIsOver: false) }
        provider.lookUp { _ in .failure(ScriptedProvider.failure) }
        provider.cancel { _ in .failure(ScriptedProvider.failure) }
        try await FlowFixture.with(provider.providers) { fixture in
            let id = try await fixture.open().id
            _ = try await fixture.confirm(id)
            #expect(provider.calls.suffix(2) == ["confirm till-\(id)-attempt-1", "look up pi_\(id)"])
            for _ in 0..<30 {
                let before = provider.calls.count
                let checkAt = try #require(try await fixture.record(id).state.checkAt)
                #expect(checkAt > fixture.now)
                // Before its time nothing is done, however often it is thought to have come.
                try await fixture.flow.cameDue(id)
                #expect(provider.calls.count == before)
                fixture.clock.advance(by: checkAt - fixture.now)
                try await fixture.flow.cameDue(id)
                #expect(provider.calls.count == before + 1)
            }
        }
    }

    /// Keys of another account: the session ends when its time has come, and a person is told.
    @Test func anIntentThatTheProviderDoesNotKnow() async throws {
        let nothing = ProviderFailure(kind: .notFound, mayHaveActed: false, detail: "404")
        let provider = ScriptedProvider()
        provider.createAll()
        provider.confirm { _ in .unknown(requestIsOver: true) }
        provider.lookUp { _ in .failure(nothing) }
        provider.cancel { _ in .failure(nothing) }
        try await FlowFixture.with(provider.providers) { fixture in
            let opened = try await fixture.open()
            let unknown = try await fixture.confirm(opened.id)
            #expect(unknown.state.attempt?.outcome == .unknown)
            #expect(unknown.state.checkAt == fixture.now + .seconds(300))
            try await fixture.letTimePass { try await fixture.record(opened.id).state.status.isTerminal }
            let ended = try await fixture.record(opened.id)
            #expect(ended.state.status == .expired)
            #expect(ended.state.attempt?.outcome == .canceled)
            // Once at first, and then every five minutes of an hour.
            #expect((10...13).contains(provider.callCount("look up")), "\(provider.calls)")
            #expect(provider.callCount("cancel") == 1)
            #expect(fixture.log.reviews.count == 1)
            #expect(try await fixture.count("SELECT count(*) FROM reviews WHERE kind = 'intent_not_found'") == 1)
            #expect(try await fixture.nextDue() == nil)

            let canceled = try await fixture.open()
            guard case .settled(let record) = try await fixture.flow.cancel(canceled.id) else {
                throw Unexpected("not settled")
            }
            #expect(record.state.status == .canceled)
        }
    }

    /// The event comes first, and completes it; what the call answers afterwards is late.
    @Test func anEventThatOvertakesTheAnswer() async throws {
        let (provider, gate) = (ScriptedProvider(), Gate())
        provider.createAll()
        provider.confirm { order in
            await gate.pass()
            return .reported(ScriptedProvider.report(order.intent.intentID, .processing))
        }
        try await FlowFixture.with(provider.providers) { fixture in
            let opened = try await fixture.open()
            async let answer = fixture.confirm(opened.id)
            await gate.reached()
            let report = ScriptedProvider.report(opened.state.intentID ?? "", .succeeded)
            let event = VerifiedEvent(
                id: "evt_1", type: "payment_intent.succeeded", createdAt: fixture.now, accountID: nil, livemode: false,
                apiVersion: nil, subject: .intent(report, session: nil))
            #expect(try await fixture.flow.eventReceived(event, from: .stripe, payload: [1]) == .applied)
            #expect(try await fixture.record(opened.id).state.status == .completed)
            gate.open()
            #expect(try await answer.state.status == .completed)
            guard case .late = fixture.log.effects.last?.result else { throw Unexpected("\(fixture.log.effects)") }
        }
    }

    @Test func readersMakeOneLookUpHoweverManyTheyAre() async throws {
        let network = FlowNetwork()
        network.add(Fault(.loseWebhooks))
        try await FlowFixture.with(network) { fixture in
            let opened = try await fixture.open()
            _ = try await fixture.confirm(opened.id, "pm_card_authenticationRequired")
            network.answerBank(opened.state.intentID, .approve)
            let session = try #require(try await fixture.store.publicSession(opened.id))
            fixture.flow.statusRead(session)
            await fixture.flow.drained()
            #expect(network.callCount("GET /v1/payment_intents/{id}") == 0)
            network.manual.advance(by: .seconds(10))
            let transactions = fixture.store.transactionCount
            for _ in 0..<100 { fixture.flow.statusRead(session) }
            await fixture.flow.drained()
            #expect(network.callCount("GET /v1/payment_intents/{id}") == 1)
            #expect(fixture.store.transactionCount - transactions == 2)
            #expect(try await fixture.record(opened.id).state.status == .completed)
            let completed = try #require(try await fixture.store.publicSession(opened.id))
            network.manual.advance(by: .seconds(100))
            fixture.flow.statusRead(completed)
            await fixture.flow.drained()
            #expect(network.callCount("GET /v1/payment_intents/{id}") == 1)
        }
    }

    /// Pages that poll a session nobody pays would each cost a transaction otherwise.
    @Test func readsThatCannotComeToAnythingCostNoTransaction() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { fixture in
            let payable = try await fixture.open()
            let free = try await fixture.open(.free)
            let transactions = fixture.store.transactionCount
            network.manual.advance(by: .seconds(59))
            fixture.flow.statusRead(try #require(try await fixture.store.publicSession(payable.id)))
            network.manual.advance(by: .seconds(1000))
            fixture.flow.statusRead(try #require(try await fixture.store.publicSession(free.id)))
            await fixture.flow.drained()
            #expect(fixture.store.transactionCount == transactions)
            fixture.flow.statusRead(try #require(try await fixture.store.publicSession(payable.id)))
            await fixture.flow.drained()
            #expect(fixture.store.transactionCount == transactions + 2)
        }
    }

    @Test func nobodyMovesASessionThatDoesNotExist() async throws {
        try await FlowFixture.with(Providers()) { fixture in
            let id = CheckoutSessionID(UniqueID(bits: 1))
            guard case .notFound = try await fixture.flow.confirm(id, paymentMethod: "pm", returnURL: nil) else {
                throw Unexpected("found")
            }
            guard case .notFound = try await fixture.flow.cancel(id) else { throw Unexpected("found") }
            #expect(try await fixture.flow.buyerReturned(id) == nil)
            try await fixture.flow.cameDue(id)
        }
    }

    @Test func theStatusReadersMemoryIsBounded() {
        var pace = StatusReadPace()
        let start = Timestamp(unixSeconds: 1_800_000_000)
        func id(_ number: Int) -> CheckoutSessionID { CheckoutSessionID(UniqueID(bits: UInt128(number))) }
        let answers = [0, 9, 10].map { pace.mayAsk(about: id(0), at: start + .seconds($0)) }
        #expect(answers == [true, false, true])
        for number in 0..<50_000 { _ = pace.mayAsk(about: id(number), at: start + .seconds(10)) }
        #expect(pace.count <= 20_000)
        // A clock that was set back stops nobody for long.
        let isAsked = pace.mayAsk(about: id(49_999), at: start)
        #expect(isAsked)
    }
}
