import Checkout
import CheckoutStore
import EventLoop
import Payments
import Postgres
import TestSupport
import Testing

@testable import CheckoutFlow

/// Many at once, callers who go away, and two processes.
@Suite struct ConcurrencyTests {
    @Test func fiftyConfirmsAreOneCallAndFiftyEqualAnswers() async throws {
        let (provider, gate) = (ScriptedProvider(), Gate())
        provider.createAll()
        provider.confirm { order in
            await gate.pass()
            return .reported(ScriptedProvider.report(order.intent.intentID, .succeeded))
        }
        try await FlowFixture.with(provider.providers) { fixture in
            let id = try await fixture.open().id
            let answers = Locked<[SessionRecord]>([])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        let record = try await fixture.confirm(id)
                        answers.withLock { $0.append(record) }
                    }
                }
                // All the others wait by now.
                try await fixture.until { fixture.feed.subscriberCount == 49 }
                gate.open()
                try await group.waitForAll()
            }
            let all = answers.withLock { $0 }
            #expect(all.count == 50 && Set(all).count == 1)
            #expect(all.first?.state.status == .completed)
            #expect(provider.calls == ["create till-\(id)-intent", "confirm till-\(id)-attempt-1"])
        }
    }

    @Test func aHundredEqualOrdersAreOneSessionAndOneIntent() async throws {
        let (provider, gate) = (ScriptedProvider(), Gate())
        provider.create { order in
            await gate.pass()
            return .created(ScriptedProvider.created(order))
        }
        try await FlowFixture.with(provider.providers) { fixture in
            let sessions = Locked<[CheckoutSessionID]>([])
            let new = Locked(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    let order = try fixture.order(email: "a@b.example")
                    group.addTask {
                        let outcome = try await fixture.flow.create(order)
                        guard case .open(let record, let isNew) = outcome else { throw Unexpected("\(outcome)") }
                        #expect(record.state.version == 1)
                        sessions.withLock { $0.append(record.id) }
                        if isNew { new.withLock { $0 += 1 } }
                    }
                }
                try await fixture.until { fixture.feed.subscriberCount == 99 }
                gate.open()
                try await group.waitForAll()
            }
            #expect(sessions.withLock { $0 }.count == 100)
            #expect(Set(sessions.withLock { $0 }).count == 1)
            #expect(new.withLock { $0 } == 1)
            #expect(provider.calls.count == 1)
            #expect(try await fixture.count("SELECT count(*) FROM checkout_sessions") == 1)
        }
    }

    /// Those who wait for a refusal are not kept until their patience ends.
    @Test func equalOrdersAreAllRefusedTogether() async throws {
        let (provider, gate) = (ScriptedProvider(), Gate())
        provider.create { _ in
            await gate.pass()
            return .refused(reason: "too small")
        }
        try await FlowFixture.with(provider.providers) { fixture in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<5 {
                    let order = try fixture.order(email: "a@b.example")
                    group.addTask {
                        let outcome = try await fixture.flow.create(order)
                        guard case .refusedByProvider = outcome else { throw Unexpected("\(outcome)") }
                    }
                }
                try await fixture.until { fixture.feed.subscriberCount == 4 }
                gate.open()
                try await group.waitForAll()
            }
            #expect(provider.calls.count == 1)
        }
    }

    @Test func twentyCancelsAreOneCallAndOneAnswer() async throws {
        let provider = ScriptedProvider()
        provider.createAll()
        provider.cancel { .success(ScriptedProvider.report($0.intentID, .canceled)) }
        try await FlowFixture.with(provider.providers) { fixture in
            let id = try await fixture.open().id
            try await fixture.each(Array(0..<20)) { _ in
                guard case .settled(let record) = try await fixture.flow.cancel(id) else {
                    throw Unexpected("refused")
                }
                #expect(record.state.status == .canceled)
            }
            #expect(provider.callCount("cancel") == 1)
        }
    }

    /// It was asked for, and the provider cannot be: asking again and again changes nothing for it.
    @Test func cancelsDoNotHammer() async throws {
        let provider = ScriptedProvider()
        provider.createAll()
        provider.cancel { _ in .failure(ScriptedProvider.failure) }
        var patience = FlowPatience()
        patience.loser = .milliseconds(1)
        try await FlowFixture.with(provider.providers, patience: patience) { fixture in
            let id = try await fixture.open().id
            for _ in 0..<10 {
                guard case .settled(let record) = try await fixture.flow.cancel(id) else {
                    throw Unexpected("refused")
                }
                #expect(record.state.ending == .cancellation && record.state.status == .pending)
            }
            #expect(provider.callCount("cancel") == 1)
            provider.cancel { .success(ScriptedProvider.report($0.intentID, .canceled)) }
            fixture.clock.advance(by: .seconds(2))
            try await fixture.flow.cameDue(id)
            #expect(try await fixture.record(id).state.status == .canceled)
        }
    }

    @Test func aCallerWhoGoesAwayStopsNothing() async throws {
        let (provider, gate) = (ScriptedProvider(), Gate())
        provider.createAll()
        provider.confirm { order in
            await gate.pass()
            #expect(!Task.isCancelled)
            return .reported(ScriptedProvider.report(order.intent.intentID, .succeeded))
        }
        try await FlowFixture.with(provider.providers) { fixture in
            let id = try await fixture.open().id
            let caller = Task { await fixture.loop.run { _ = try? await fixture.confirm(id) } }
            await gate.reached()
            caller.cancel()
            // It is let go at once, though the provider has not answered.
            _ = await caller.value
            #expect(try await fixture.record(id).state.attempt?.outcome == .started)
            gate.open()
            await fixture.flow.drained()
            #expect(try await fixture.record(id).state.status == .completed)
        }
    }

    @Test func aLoserWhoGoesAwayIsLetGo() async throws {
        let (provider, gate) = (ScriptedProvider(), Gate())
        provider.createAll()
        provider.confirm { order in
            await gate.pass()
            return .reported(ScriptedProvider.report(order.intent.intentID, .succeeded))
        }
        try await FlowFixture.with(provider.providers) { fixture in
            let id = try await fixture.open().id
            async let winner = fixture.confirm(id)
            await gate.reached()
            let loser = Task { try await fixture.loop.run { _ = try await fixture.confirm(id) } }
            try await fixture.until { fixture.feed.subscriberCount == 1 }
            loser.cancel()
            await #expect(throws: CancellationError.self) { try await loser.value }
            gate.open()
            #expect(try await winner.state.status == .completed)
        }
    }

    /// Two processes on one database: what one has under way the other waits for.
    @Test func aSecondProcessWaitsForTheFirst() async throws {
        let (provider, gate) = (ScriptedProvider(), Gate())
        provider.createAll()
        provider.confirm { order in
            await gate.pass()
            return .reported(ScriptedProvider.report(order.intent.intentID, .succeeded))
        }
        try await FlowFixture.with(provider.providers) { first in
            let id = try await first.open().id
            try await withEventLoop { loop in
                // Of its own it could not do anything.
                let other = ScriptedProvider()
                try await FlowFixture.on(loop, first.database, other.providers, clock: first.clock) { second in
                    async let lost = second.loop.run {
                        await gate.reached()
                        return try await second.confirm(id)
                    }
                    async let won = first.loop.run { try await first.confirm(id) }
                    try await second.until { second.feed.subscriberCount == 1 }
                    gate.open()
                    // The line about who was turned away may be written before or after the end.
                    #expect(try await lost.state == won.state)
                    #expect(try await lost.state.status == .completed)
                    #expect(other.calls.isEmpty)
                }
            }
            #expect(provider.callCount("confirm") == 1)
        }
    }

    @Test func twoProcessesRaceForTheSameSessions() async throws {
        let network = FlowNetwork()
        try await FlowFixture.with(network) { first in
            try await withEventLoop { loop in
                try await FlowFixture.on(loop, first.database, network.providers(), clock: first.clock) { second in
                    try await race(first, second)
                }
            }
            #expect(network.charges.count == 5)
        }
    }

    /// The same orders on both, then confirms on both.
    private func race(_ first: FlowFixture, _ second: FlowFixture) async throws {
        let sessions = Locked<[CheckoutSessionID]>([])
        let orders = try (0..<40).map { try first.order(email: "\($0 % 5)@b.example") }
        try await onBoth(first, second, orders) { fixture, order in
            let outcome = try await fixture.flow.create(order)
            guard case .open(let record, _) = outcome else { throw Unexpected("\(outcome)") }
            sessions.withLock { $0.append(record.id) }
        }
        #expect(Set(sessions.withLock { $0 }).count == 5)
        try await onBoth(first, second, sessions.withLock { $0 }) { fixture, id in
            switch try await fixture.flow.confirm(id, paymentMethod: "pm_card_visa", returnURL: nil) {
            case .settled(let paid), .refused(.completed, let paid): #expect(paid.state.status == .completed)
            case let other: throw Unexpected("\(other)")
            }
        }
    }

    private func onBoth<Element: Sendable>(
        _ first: FlowFixture, _ second: FlowFixture, _ elements: [Element],
        _ body: @escaping @Sendable @concurrent (FlowFixture, Element) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, element) in elements.enumerated() {
                let fixture = index.isMultiple(of: 2) ? first : second
                group.addTask { try await fixture.loop.run { try await body(fixture, element) } }
            }
            try await group.waitForAll()
        }
    }
}
