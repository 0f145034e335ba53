/// What other threads handed to a loop and it has not taken yet.
struct Inbox {
    var work: [EventLoop.Work] = []
    /// The thread is gone: late work runs on a thread of its own (see `EventLoop+Executor`).
    var isRetired = false
    var isUndertakerRunning = false
    /// Told when the thread ends.
    var onStopped: [@Sendable () -> Void] = []
}
