package import EventLoop

/// Everything a process does without being asked. Any number of processes may do it on one database: each piece is one
/// worker's at a time.
///
/// `@unchecked Sendable`: its workers are reached on their loop only.
package final class BackgroundWork: @unchecked Sendable {
    private let loop: EventLoop
    private let workers: [Worker]

    private init(loop: EventLoop, workers: [Worker]) {
        self.loop = loop
        self.workers = workers
    }

    /// On the loop where all of it is to be done.
    package static func start(
        _ sources: [(WorkSource, WorkPace)], on loop: EventLoop, observer: WorkObserver
    ) -> BackgroundWork {
        loop.preconditionCurrent()
        let workers = sources.map { source, pace in Worker(source, pace: pace, loop: loop, observer: observer) }
        for worker in workers { worker.start() }
        return BackgroundWork(loop: loop, workers: workers)
    }

    /// From now on nothing is claimed; what is under way goes on. From any thread.
    package func beginStopping() {
        loop.execute { for worker in self.workers { worker.beginStopping() } }
    }

    /// Returns when everything that was under way has ended; not before `beginStopping`.
    package func stopped() async {
        await loop.run { for worker in self.workers { await worker.stopped() } }
    }

    package func reports() async -> [WorkReport] {
        await loop.run { self.workers.map(\.currentReport) }
    }
}
