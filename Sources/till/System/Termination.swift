import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The wish of the operator or the system that this process should end: the first SIGINT or SIGTERM asks, a second one
/// does not wait any longer.
///
/// Lives on one loop, for as long as the process: its watchers keep it, so that a second signal finds it at any time.
final class Termination {
    /// The first signal.
    let requested = LoopEvent<Int32>()
    private var watchers: [SignalWatcher] = []
    private var onRequest: (() -> Void)?

    /// - Parameter exitNow: called for a second signal; does not return.
    private init(loop: EventLoop, exitNow: @escaping (Int32) -> Void) throws(LoopError) {
        for signal in [SIGINT, SIGTERM] {
            watchers.append(
                try loop.onSignal(signal) { [self] in
                    if requested.hasHappened { return exitNow(signal) }
                    requested.happen(signal)
                    onRequest?()
                })
        }
    }

    static func watch(on loop: EventLoop, console: Console) throws(CommandFailure) -> Termination {
        // A client that hangs up while we write to it is no reason to die.
        signal(SIGPIPE, SIG_IGN)
        do throws(LoopError) {
            return try Termination(loop: loop) { signal in
                console.log.warning("A second signal: not waiting any longer", ["signal": .integer(Int(signal))])
                console.writer.drain(seconds: 1)
                Till.endNow(128 + signal)
            }
        } catch {
            throw CommandFailure(.osError, "Signals cannot be received: \(error).")
        }
    }

    /// Runs `body`, cancelled when a signal comes meanwhile.
    func cancelling<Result: Sendable>(
        on loop: EventLoop, _ body: @escaping @Sendable () async throws(CommandFailure) -> Result
    ) async throws(CommandFailure) -> Result {
        if requested.hasHappened { throw .interrupted }
        let outcome = LoopBound(LoopEvent<Swift.Result<Result, CommandFailure>>(), on: loop)
        let task = loop.startTask {
            do throws(CommandFailure) {
                outcome.value.happen(.success(try await body()))
            } catch {
                outcome.value.happen(.failure(error))
            }
        }
        onRequest = { task.cancel() }
        defer { onRequest = nil }
        return try await outcome.value.wait().get()
    }
}
