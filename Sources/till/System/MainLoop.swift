import EventLoop

/// Runs a command on an event loop while the main thread waits.
enum MainLoop {
    static func run(
        _ body: @escaping @Sendable (EventLoop) async throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        let outcome = Monitor<CommandFailure??>(nil)
        let loop: EventLoop
        do throws(LoopError) {
            loop = try EventLoop.start(name: "main")
        } catch {
            throw CommandFailure(.osError, "No event loop can be started: \(error).")
        }
        loop.execute {
            loop.startTask {
                do throws(CommandFailure) {
                    try await body(loop)
                    outcome.withLock { $0 = .some(nil) }
                } catch {
                    outcome.withLock { $0 = .some(error) }
                }
                outcome.signal()
            }
        }
        if let failure = outcome.wait(until: { $0 }) ?? nil { throw failure }
    }
}
