import Checkout
import EventLoop
import TestSupport
import Testing

@testable import BackgroundWork

/// A worker on a loop whose time is moved by hand, with work that is only pretended.
@Suite(.timeLimit(.minutes(5))) struct WorkerTests {
    private struct Trouble: Error {}

    /// Work that is there to be claimed, and what became of it.
    private final class Desk: Sendable {
        struct State {
            var waiting: [String] = []
            var limits: [Int] = []
            var done: [String] = []
            var trouble = 0
            var gates: [CheckedContinuation<Void, Never>] = []
            var told: [String] = []
        }

        let state = Locked(State())

        func with<Result>(_ body: (inout State) -> Result) -> Result {
            state.withLock { state in body(&state) }
        }

        /// A name that begins with “slow” ends when `openGates` is called; “bad” fails.
        var source: WorkSource {
            WorkSource(
                kind: .dueSessions,
                claim: { _, _, limit in
                    let names = try self.claim(limit)
                    return ClaimedWork(
                        names.map { name in WorkPiece(name) { try await self.perform(name) } },
                        mayBeMore: names.count == limit)
                },
                backlog: { time in (self.with { $0.waiting.count }, time) })
        }

        private func claim(_ limit: Int) throws -> [String] {
            let names: [String]? = with { state in
                state.limits.append(limit)
                if state.trouble > 0 {
                    state.trouble -= 1
                    return nil
                }
                let names = Array(state.waiting.prefix(limit))
                state.waiting.removeFirst(names.count)
                return names
            }
            guard let names else { throw Trouble() }
            return names
        }

        private func perform(_ name: String) async throws -> WorkResult {
            if name.hasPrefix("slow") {
                await withCheckedContinuation { gate in with { $0.gates.append(gate) } }
            }
            if name.hasPrefix("bad") { throw Trouble() }
            with { $0.done.append(name) }
            return WorkResult()
        }

        func openGates() {
            for gate in with({ state in
                defer { state.gates = [] }
                return state.gates
            }) { gate.resume() }
        }

        var observer: WorkObserver {
            WorkObserver(
                done: { _, name, _, _ in self.with { $0.told.append("done \(name)") } },
                failed: { kind, name, error in self.with { $0.told.append("\(kind.rawValue) \(name) \(error)") } },
                lookFailed: { _, count, _ in self.with { $0.told.append("look \(count)") } })
        }
    }

    private func run(
        _ desk: Desk, parallel: Int = 4,
        _ body: @Sendable @concurrent (BackgroundWork, ManualClock, EventLoop) async throws -> Void
    ) async throws {
        let manual = ManualClock()
        try await withEventLoop(clock: manual.clock) { loop in
            let work = try await loop.submit {
                BackgroundWork.start(
                    [(desk.source, WorkPace(parallel: parallel))], on: loop, observer: desk.observer)
            }
            let result: Swift.Result<Void, any Error>
            do { result = .success(try await body(work, manual, loop)) } catch { result = .failure(error) }
            work.beginStopping()
            await nextTick(loop)
            desk.openGates()
            await work.stopped()
            try result.get()
        }
    }

    /// Moves time on and lets everything happen that became due.
    private func pass(_ interval: Duration, _ manual: ManualClock, _ loop: EventLoop) async throws {
        manual.advance(by: interval)
        for _ in 0..<5 { await nextTick(loop) }
    }

    private func nextTick(_ loop: EventLoop) async {
        await withCheckedContinuation { continuation in loop.execute { continuation.resume() } }
    }

    @Test func doesWhatIsThereAndLooksAgainEachSecond() async throws {
        let desk = Desk()
        desk.with { $0.waiting = ["a", "b"] }
        try await run(desk) { work, manual, loop in
            try await pass(.zero, manual, loop)
            #expect(desk.with { $0.done } == ["a", "b"])
            #expect(desk.with { $0.limits } == [4])
            desk.with { $0.waiting = ["c"] }
            try await pass(.milliseconds(999), manual, loop)
            #expect(desk.with { $0.limits } == [4])
            try await pass(.milliseconds(1), manual, loop)
            #expect(desk.with { $0.done } == ["a", "b", "c"])
            let report = try #require(await work.reports().first)
            #expect(report.done == 3)
            #expect(report.failed == 0)
        }
    }

    @Test func aBacklogIsWorkedOffWithoutPauses() async throws {
        let desk = Desk()
        desk.with { $0.waiting = (0..<50).map { "\($0)" } }
        try await run(desk, parallel: 16) { _, manual, loop in
            for _ in 0..<20 { await nextTick(loop) }
            #expect(desk.with { $0.done.count } == 50)
            #expect(desk.with { $0.limits.count } <= 50 / 4 + 2)
        }
    }

    @Test func neverMoreUnderWayThanAllowed() async throws {
        let desk = Desk()
        desk.with { $0.waiting = (0..<9).map { "slow \($0)" } }
        try await run(desk) { work, manual, loop in
            for _ in 0..<5 { try await pass(.seconds(1), manual, loop) }
            #expect(desk.with { $0.gates.count } == 4)
            #expect(await work.reports().first?.running == 4)
            desk.openGates()
            try await pass(.zero, manual, loop)
            #expect(desk.with { $0.gates.count } == 4)
            desk.openGates()
            try await pass(.zero, manual, loop)
            #expect(desk.with { $0.gates.count } == 1)
        }
        #expect(desk.with { $0.done.count } == 9)
    }

    @Test func failuresAreToldAndStopNothing() async throws {
        let desk = Desk()
        desk.with { $0.waiting = ["bad", "good"] }
        try await run(desk) { work, manual, loop in
            try await pass(.zero, manual, loop)
            #expect(desk.with { $0.told } == ["due_sessions bad Trouble()", "done good"])
            let report = try #require(await work.reports().first)
            #expect(report.done == 1)
            #expect(report.failed == 1)
        }
    }

    @Test func aLostDatabaseIsAskedEverMoreSeldom() async throws {
        let desk = Desk()
        desk.with { $0.trouble = 3 }
        try await run(desk) { work, manual, loop in
            for _ in 0..<7 { try await pass(.seconds(1), manual, loop) }
            #expect(desk.with { $0.told } == ["look 1", "look 2", "look 3"])
            desk.with { $0.waiting = ["a"] }
            try await pass(.seconds(1), manual, loop)
            #expect(desk.with { $0.done } == ["a"])
            #expect(await work.reports().first?.failedLooks == 3)
        }
    }

    @Test func stoppingFinishesWhatIsHeldAndClaimsNoMore() async throws {
        let desk = Desk()
        desk.with { $0.waiting = ["slow 1", "slow 2"] }
        let manual = ManualClock()
        try await withEventLoop(clock: manual.clock) { loop in
            let work = try await loop.submit {
                BackgroundWork.start([(desk.source, WorkPace(parallel: 4))], on: loop, observer: desk.observer)
            }
            try await pass(.zero, manual, loop)
            work.beginStopping()
            desk.with { $0.waiting = ["c"] }
            let isStopped = Locked(false)
            let stopping = Task {
                await work.stopped()
                isStopped.withLock { $0 = true }
            }
            try await pass(.seconds(5), manual, loop)
            #expect(!isStopped.withLock { $0 })
            desk.openGates()
            await stopping.value
            #expect(desk.with { $0.done.sorted() } == ["slow 1", "slow 2"])
            #expect(desk.with { $0.waiting } == ["c"])
            #expect(desk.with { $0.limits.count } == 1)
        }
    }

    @Test func countsWhatWaits() async throws {
        let desk = Desk()
        desk.with { $0.waiting = (0..<10).map { "slow \($0)" } }
        try await run(desk) { work, manual, loop in
            try await pass(.seconds(15), manual, loop)
            let report = try #require(await work.reports().first)
            #expect(report.backlog == 6)
            #expect(report.oldest == Timestamp(unixNanoseconds: manual.clock.unixNanoseconds()))
        }
    }
}
