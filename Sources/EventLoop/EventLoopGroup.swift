import CLibuv

/// The loops of a process: as many as asked for, each on its own thread.
package final class EventLoopGroup: Sendable {
    package let loops: [EventLoop]

    private init(loops: [EventLoop]) { self.loops = loops }

    package static func start(count: Int = defaultCount, clock: Clock = .system) throws(LoopError) -> EventLoopGroup {
        var loops: [EventLoop] = []
        for index in 0..<max(1, count) {
            loops.append(try EventLoop.start(name: "loop-\(index)", clock: clock))
        }
        return EventLoopGroup(loops: loops)
    }

    /// One loop per core this process may run on.
    package static var defaultCount: Int { max(1, Int(uv_available_parallelism())) }

    package func stop() async {
        for loop in loops { await loop.stop() }
    }
}
