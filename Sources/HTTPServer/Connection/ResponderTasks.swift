import EventLoop

/// The tasks that run responders. One whose responder is done waits for another request: to make a task, and the memory
/// that its functions stand in, for each was a tenth of what the read of a row costs here.
///
/// `@unchecked Sendable`: it is touched on its loop only.
final class ResponderTasks: @unchecked Sendable {
    /// What a crowd needed beyond that is given back.
    private static let mostIdle = 64

    private let loop: EventLoop
    /// The last to become idle is the first to run again: its memory is still in the cache.
    private var idle: [ResponderTask] = []
    private var isClosed = false

    init(loop: EventLoop) { self.loop = loop }

    /// Runs the connection's responder, at once and up to its first suspension.
    func run(_ connection: HTTPConnection) -> ResponderTask {
        if let task = idle.popLast() {
            loop.continueAtOnce { task.take(connection) }
            return task
        }
        let task = ResponderTask()
        task.started(loop.startTask { await self.work(task, connection) })
        return task
    }

    private func work(_ task: ResponderTask, _ first: HTTPConnection) async {
        var next: HTTPConnection? = first
        while let connection = next {
            await connection.runResponder()
            next = nil
            // Its cancellation was meant for that request, and cannot be taken back.
            if isClosed || Task.isCancelled || idle.count >= Self.mostIdle { return }
            next = await withUnsafeContinuation { continuation in
                task.wait(continuation)
                idle.append(task)
            }
        }
    }

    /// Ends those that wait; those that run end when they are done.
    func close() {
        isClosed = true
        let idle = idle
        self.idle = []
        for task in idle { task.take(nil) }
    }
}

/// One of those tasks.
///
/// `@unchecked Sendable`: it is touched on its loop only.
final class ResponderTask: @unchecked Sendable {
    private var task: Task<Void, Never>?
    private var continuation: UnsafeContinuation<HTTPConnection?, Never>?

    fileprivate func started(_ task: Task<Void, Never>) { self.task = task }

    fileprivate func wait(_ continuation: UnsafeContinuation<HTTPConnection?, Never>) {
        self.continuation = continuation
    }

    fileprivate func take(_ connection: HTTPConnection?) { continuation.take()?.resume(returning: connection) }

    /// The responder is told that nobody waits for it any more.
    func cancel() { task?.cancel() }
}
