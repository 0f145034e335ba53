import EventLoop

/// The loops that serve.
enum EventLoops {
    static func start(
        _ configuration: Configuration, clock: Clock = .system
    ) throws(CommandFailure) -> EventLoopGroup {
        do throws(LoopError) {
            return try EventLoopGroup.start(
                count: configuration.loops ?? EventLoopGroup.defaultCount, clock: clock)
        } catch {
            throw CommandFailure(.osError, "The event loops cannot be started: \(error). Fewer may do: TILL_LOOPS.")
        }
    }
}
