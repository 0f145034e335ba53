import CLibuv

/// Runs a closure on its loop each time the process receives a signal.
package final class SignalWatcher: LoopHandle {
    private let body: () -> Void
    private var watcher: UnsafeMutablePointer<uv_signal_t> { memory.assumingMemoryBound(to: uv_signal_t.self) }

    fileprivate init(_ number: Int32, loop: EventLoop, _ body: @escaping () -> Void) throws(LoopError) {
        try loop.checkOpen()
        self.body = body
        super.init(uv_signal_t.self, loop: loop)
        try LoopError.check(uv_signal_init(loop.uv, watcher))
        opened()
        let result = uv_signal_start(
            watcher,
            { handle, _ in
                guard let handle else { return }
                LoopHandle.of(handle, as: SignalWatcher.self).body()
            }, number)
        if result < 0 {
            close()
            throw LoopError(code: result)
        }
    }
}

extension EventLoop {
    /// Watches for a signal until the answer is closed.
    package func onSignal(_ number: Int32, _ body: @escaping () -> Void) throws(LoopError) -> SignalWatcher {
        try SignalWatcher(number, loop: self, body)
    }
}
