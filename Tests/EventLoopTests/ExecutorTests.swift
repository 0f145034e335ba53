import TestSupport
import Testing

@testable import EventLoop

@Suite struct ExecutorTests {
    @Test func runContinuesOnTheLoopAndReturnsToItsCaller() async throws {
        let loop = try EventLoop.start()
        let isOnLoop = await loop.run { loop.isCurrent }
        #expect(isOnLoop)
        #expect(!loop.isCurrent)
        await loop.stop()
    }

    @MainActor @Test func runLeavesTheMainActor() async throws {
        let loop = try EventLoop.start()
        #expect(await loop.run { loop.isCurrent })
        await loop.stop()
    }

    @Test func everythingATaskDoesStaysOnTheLoop() async throws {
        let loop = try EventLoop.start()
        let places = await loop.run {
            async let child = EventLoop.current === loop
            await Task.yield()
            let afterYield = loop.isCurrent
            let group = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10 { group.addTask { EventLoop.current === loop } }
                return await group.allSatisfy { $0 }
            }
            return await [afterYield, child, group, onAnActor(loop), concurrently(loop)]
        }
        #expect(places == [true, true, true, true, true])
        await loop.stop()
    }

    @Test func aTaskStartsAtOnceAndResumesOnTheLoop() async throws {
        let loop = try EventLoop.start()
        let journal = Journal()
        let task = try await loop.submit {
            let task = loop.startTask {
                journal.append("started")
                await Task.yield()
                journal.append(loop.isCurrent ? "resumed on the loop" : "resumed elsewhere")
            }
            journal.append("caller goes on")
            return task
        }
        await task.value
        #expect(journal.lines == ["started", "caller goes on", "resumed on the loop"])
        await loop.stop()
    }

    @Test func whatIsContinuedAtOnceRunsBeforeItsCallerGoesOn() async throws {
        let loop = try EventLoop.start()
        let journal = Journal()
        let task = try await loop.submit {
            let waiting = Locked<UnsafeContinuation<Void, Never>?>(nil)
            let task = loop.startTask {
                await withUnsafeContinuation { continuation in waiting.withLock { $0 = continuation } }
                journal.append("woken")
            }
            loop.continueAtOnce { waiting.withLock { $0.take() }?.resume() }
            journal.append("caller goes on")
            // Nothing is woken by this, and what comes later is queued as ever.
            loop.continueAtOnce {}
            loop.execute { journal.append("queued") }
            journal.append("caller ends")
            return task
        }
        await task.value
        await loop.run {}
        #expect(journal.lines == ["woken", "caller goes on", "caller ends", "queued"])
        await loop.stop()
    }

    @Test func submitPassesErrorsOn() async throws {
        let loop = try EventLoop.start()
        await #expect(throws: LoopError.invalidArgument) {
            try await loop.submit { throw LoopError.invalidArgument }
        }
        await loop.stop()
    }

    @Test func hooksRunAfterTheJobsOfTheirTickAndOnlyOnce() async throws {
        let loop = try EventLoop.start()
        let journal = Journal()
        try await loop.submit {
            loop.atEndOfTick {
                journal.append("hook")
                loop.execute { journal.append("after the hook") }
            }
            for number in 1...3 { loop.execute { journal.append("job \(number)") } }
        }
        await loop.tick()
        #expect(journal.lines == ["job 1", "job 2", "job 3", "hook", "after the hook"])
        await loop.stop()
    }

    @Test func workFromManyThreadsArrivesCompletelyAndInEachThreadsOrder() async throws {
        let loop = try EventLoop.start()
        let journal = Journal()
        await withTaskGroup { group in
            for sender in 0..<8 {
                group.addTask {
                    for number in 0..<1_000 { loop.execute { journal.append("\(sender) \(number)") } }
                }
            }
        }
        await loop.run {}
        let lines = journal.lines
        #expect(lines.count == 8_000)
        for sender in 0..<8 {
            #expect(lines.filter { $0.hasPrefix("\(sender) ") } == (0..<1_000).map { "\(sender) \($0)" })
        }
        await loop.stop()
    }

    @Test func aTaskThatNeverStopsYieldingDoesNotKeepOthersOut() async throws {
        let loop = try EventLoop.start()
        let spinning = Task(executorPreference: loop) { while !Task.isCancelled { await Task.yield() } }
        #expect(await loop.run { true })
        try await loop.sleep(for: .milliseconds(1))
        spinning.cancel()
        await spinning.value
        await loop.stop()
    }

    @Test func tasksThatOutliveTheLoopStillFinish() async throws {
        let loop = try EventLoop.start()
        let (resumed, resume) = AsyncStream.makeStream(of: Void.self)
        let task = Task(executorPreference: loop) {
            for await _ in resumed { return true }
            return false
        }
        await loop.run {}
        await loop.stop()
        await loop.stop()
        resume.yield()
        #expect(await task.value)
        #expect(await loop.run { 7 } == 7)
    }
}

private actor Bystander {
    func current() -> EventLoop? { EventLoop.current }
}

private func onAnActor(_ loop: EventLoop) async -> Bool { await Bystander().current() === loop }

@concurrent private func concurrently(_ loop: EventLoop) async -> Bool { loop.isCurrent }

/// Lines written from anywhere, in the order they came.
final class Journal: Sendable {
    private let state = Locked<[String]>([])
    func append(_ line: String) { state.withLock { $0.append(line) } }
    var lines: [String] { state.withLock { $0 } }
}
