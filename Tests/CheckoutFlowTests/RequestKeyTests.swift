import Checkout
import CheckoutStore
import EventLoop
import Payments
import Testing

@testable import CheckoutFlow

/// Requests that bear an idempotency key: the answer is kept with the write that decides it.
@Suite struct RequestKeyTests {
    /// A request with that key, answered with its session's version and status once they are final.
    private func request(_ text: String, _ fingerprint: UInt8 = 1, at time: Timestamp) throws -> IdempotencyUse {
        let key = try #require(IdempotencyKey(text))
        let scope = IdempotencyScope(organizationID: FlowFixture.organization, livemode: false, key: key)
        return IdempotencyUse(IdempotencyClaim(scope: scope, fingerprint: [fingerprint], at: time)) { record in
            let isFinal = record.state.version > 0 && record.state.attempt?.outcome != .started
            return isFinal ? Self.answer(record) : nil
        }
    }

    private static func answer(_ record: SessionRecord) -> StoredAnswer {
        StoredAnswer(statusCode: 200, body: Array("\(record.state.version) \(record.state.status)".utf8))
    }

    @Test func aCreateIsAnsweredTheSameTwice() async throws {
        let provider = ScriptedProvider()
        provider.createAll()
        try await FlowFixture.with(provider.providers) { fixture in
            let first = try await fixture.flow.create(
                try fixture.order(), idempotency: try request("k", at: fixture.now))
            guard case .open(let record, isNew: true) = first else { throw Unexpected("\(first)") }
            let again = try await fixture.flow.create(
                try fixture.order(), idempotency: try request("k", at: fixture.now))
            guard case .answered(.replay(Self.answer(record))) = again else { throw Unexpected("\(again)") }
            let other = try await fixture.flow.create(
                try fixture.order(), idempotency: try request("k", 2, at: fixture.now))
            guard case .answered(.mismatch) = other else { throw Unexpected("\(other)") }
            #expect(provider.calls.count == 1)
        }
    }

    @Test func aConfirmAndWhoWaitsForItAreBothAnswered() async throws {
        let (provider, gate) = (ScriptedProvider(), Gate())
        provider.createAll()
        provider.confirm { order in
            await gate.pass()
            return .reported(ScriptedProvider.report(order.intent.intentID, .succeeded))
        }
        try await FlowFixture.with(provider.providers) { fixture in
            let id = try await fixture.open().id
            let confirm: @Sendable (String) async throws -> ConfirmOutcome = { key in
                try await fixture.flow.confirm(
                    id, paymentMethod: "pm_card_visa", returnURL: nil,
                    idempotency: try request(key, at: fixture.now))
            }
            async let winner = confirm("winner")
            await gate.reached()
            async let loser = confirm("loser")
            try await fixture.until { fixture.feed.subscriberCount == 1 }
            let running = try await confirm("winner")
            guard case .answered(.stillRunning) = running else { throw Unexpected("\(running)") }
            gate.open()
            _ = try await (winner, loser)
            let paid = try await fixture.record(id)
            for key in ["winner", "loser"] {
                let replay = try await confirm(key)
                guard case .answered(.replay(Self.answer(paid))) = replay else { throw Unexpected("\(replay)") }
            }
        }
    }

    /// Nobody takes an answer back that was kept, not even the look-up that follows it.
    @Test func anAnswerStandsWhateverFollows() async throws {
        let provider = ScriptedProvider()
        provider.createAll()
        provider.confirm { _ in .unknown(requestIsOver: false) }
        provider.lookUp { .success(ScriptedProvider.report($0.intentID, .succeeded)) }
        try await FlowFixture.with(provider.providers) { fixture in
            let id = try await fixture.open().id
            let use = try request("k", at: fixture.now)
            _ = try await fixture.flow.confirm(
                id, paymentMethod: "pm_card_visa", returnURL: nil, idempotency: use)
            #expect(try await fixture.record(id).state.status == .completed)
            let replay = try await fixture.flow.confirm(
                id, paymentMethod: "pm_card_visa", returnURL: nil, idempotency: try request("k", at: fixture.now))
            guard case .answered(.replay(let answer)) = replay else { throw Unexpected("\(replay)") }
            #expect(String(decoding: answer.body, as: UTF8.self) == "2 processing")
        }
    }

    /// The request died after its commit; its repetition finds the session it had made.
    @Test func aRepetitionTakesUpWhatADeadRequestHadMade() async throws {
        let provider = ScriptedProvider()
        provider.createAll()
        try await FlowFixture.with(provider.providers) { fixture in
            let created = try await fixture.store.create(
                try fixture.order(), idempotency: try request("k", at: fixture.now))
            guard case .created(let dead, _) = created else { throw Unexpected("\(created)") }
            fixture.clock.advance(by: .seconds(61))
            let again = try await fixture.flow.create(
                try fixture.order(), idempotency: try request("k", at: fixture.now))
            guard case .open(let record, isNew: false) = again else { throw Unexpected("\(again)") }
            #expect(record.id == dead.id)
            #expect(provider.calls == ["create till-\(dead.id)-intent"])
            let replay = try await fixture.flow.create(
                try fixture.order(), idempotency: try request("k", at: fixture.now))
            guard case .answered(.replay(Self.answer(record))) = replay else { throw Unexpected("\(replay)") }
        }
    }
}
