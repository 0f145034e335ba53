import EventLoop
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The built `till`, running as a process of its own; what it prints arrives as events.
final class TillProcess: Sendable {
    let loop: EventLoop
    let pid: Int32
    private let state: LoopBound<State>
    private let hasEnded: Locked<Bool>

    /// What is known of the process; touched on the loop only.
    private final class State {
        var child: ChildProcess?
        let exit = LoopEvent<ChildProcess.ExitStatus>()
        let output: TextPipe
        let errors: TextPipe

        init(loop: EventLoop) throws {
            output = try TextPipe(loop: loop)
            errors = try TextPipe(loop: loop)
        }
    }

    private init(loop: EventLoop, pid: Int32, state: State, hasEnded: Locked<Bool>) {
        self.hasEnded = hasEnded
        self.loop = loop
        self.pid = pid
        self.state = LoopBound(state, on: loop)
    }

    /// A test that failed half-way leaves nothing running.
    deinit {
        if !hasEnded.withLock({ $0 }) { kill(pid, SIGKILL) }
    }

    /// The binary lies beside the test bundle.
    static var executable: String {
        let bundle = FileSystem.resolve("/proc/self/exe") ?? CommandLine.arguments[0]
        return bundle.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/till"
    }

    /// Starts it with nothing in its environment but `environment` and what programs need.
    static func start(
        _ arguments: [String], environment: [String: String] = [:], on loop: EventLoop
    ) async throws -> TillProcess {
        try await loop.submit {
            let state = try State(loop: loop)
            var options = ChildProcess.Options(executable: executable, arguments: arguments)
            let own = ProcessEnvironment.read()
            options.environment = ["PATH=\(own["PATH"] ?? "/usr/bin:/bin")", "SWIFT_BACKTRACE=enable=no"]
            // A child built with a sanitizer is to judge as its parent does.
            for name in ["ASAN_OPTIONS", "TSAN_OPTIONS"] {
                if let value = own[name] { options.environment?.append("\(name)=\(value)") }
            }
            options.environment?.append(contentsOf: environment.map { "\($0.key)=\($0.value)" })
            options.standardOutput = .descriptor(state.output.writeEnd)
            options.standardError = .descriptor(state.errors.writeEnd)
            let hasEnded = Locked(false)
            let child = try ChildProcess.spawn(options, loop: loop) { status in
                hasEnded.withLock { $0 = true }
                state.exit.happen(status)
            }
            state.child = child
            state.output.closeWriteEnd()
            state.errors.closeWriteEnd()
            return TillProcess(loop: loop, pid: child.pid, state: state, hasEnded: hasEnded)
        }
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], on loop: EventLoop
    ) async throws -> (code: Int32, output: String, errors: String) {
        let process = try await start(arguments, environment: environment, on: loop)
        let code = await process.exitCode()
        return (code, await process.output(), await process.errors())
    }

    func signal(_ number: Int32) { kill(pid, number) }

    /// 128 + the signal for one that was killed, as shells have it.
    func exitCode() async -> Int32 {
        switch await loop.run({ await self.state.value.exit.wait() }) {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        }
    }

    /// Everything it printed, once it and all its children have ended.
    func output() async -> String { await loop.run { await self.state.value.output.whole() } }
    func errors() async -> String { await loop.run { await self.state.value.errors.whole() } }

    /// Waits until it has printed `phrase` (again, with `count`), and answers all of it so far.
    @discardableResult
    func output(containing phrase: String) async throws -> String {
        try await loop.run { try await self.state.value.output.wait(for: phrase, count: 1) }
    }

    @discardableResult
    func errors(containing phrase: String, count: Int = 1) async throws -> String {
        try await loop.run { try await self.state.value.errors.wait(for: phrase, count: count) }
    }
}

/// A pipe whose text is collected on a loop.
final class TextPipe {
    struct Ended: Error, CustomStringConvertible {
        let description: String
    }

    private(set) var writeEnd: Int32
    private let readEnd: Int32
    private let loop: EventLoop
    private var text = ""
    private let end = LoopEvent<Bool>()
    private var watcher: DescriptorWatcher?
    private var waiting: [(phrase: String, count: Int, tell: (Bool) -> Void)] = []

    init(loop: EventLoop) throws {
        self.loop = loop
        let ends = try #require(Descriptor.pipe())
        (readEnd, writeEnd) = (ends.reading, ends.writing)
        let watcher = try DescriptorWatcher(descriptor: readEnd, loop: loop) { [self] _ in receive() }
        watcher.watch(.readable)
        self.watcher = watcher
    }

    func closeWriteEnd() {
        close(writeEnd)
        writeEnd = -1
    }

    func whole() async -> String {
        _ = await end.wait()
        return text
    }

    func wait(for phrase: String, count: Int) async throws -> String {
        let (this, loop) = (LoopBound(self, on: loop), loop)
        let isThere = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiting.append((phrase, count, { continuation.resume(returning: $0) }))
                tellWaiting()
            }
        } onCancel: {
            loop.execute { this.value.giveUp() }
        }
        guard isThere else { throw Ended(description: "no “\(phrase)” came:\n\(text)") }
        return text
    }

    /// The test's time is up.
    private func giveUp() {
        let all = waiting
        waiting = []
        for (_, _, tell) in all { tell(false) }
    }

    private func receive() {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(readEnd, &bytes, bytes.count)
        if count > 0 {
            text += String(decoding: bytes.prefix(count), as: UTF8.self)
        } else {
            watcher?.close()
            watcher = nil
            close(readEnd)
            end.happen(true)
        }
        tellWaiting()
    }

    private func tellWaiting() {
        let all = waiting
        waiting = []
        for (phrase, count, tell) in all {
            if text.split(separator: phrase, omittingEmptySubsequences: false).count > count {
                tell(true)
            } else if end.hasHappened {
                tell(false)
            } else {
                waiting.append((phrase, count, tell))
            }
        }
    }
}
