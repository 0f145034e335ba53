import EventLoop

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The wish of the operator or the system that this process should end: the first SIGINT or SIGTERM asks, a second one
/// does not wait any longer.
///
/// Lives on one loop.
final class Termination {
    /// The first signal.
    let requested = LoopEvent<Int32>()
    private var watchers: [SignalWatcher] = []
    private var onRequest: [() -> Void] = []

    /// - Parameter exitNow: called for a second signal; does not return.
    init(loop: EventLoop, exitNow: @escaping (Int32) -> Void = { _exit(128 + $0) }) throws(LoopError) {
        for signal in [SIGINT, SIGTERM] {
            watchers.append(
                try loop.onSignal(signal) { [self] in
                    if requested.hasHappened { return exitNow(signal) }
                    requested.happen(signal)
                    for body in onRequest { body() }
                    onRequest = []
                })
        }
    }

    /// Runs `body` at the first signal, at once if it has come already.
    func onRequest(_ body: @escaping () -> Void) {
        if requested.hasHappened { body() } else { onRequest.append(body) }
    }
}
