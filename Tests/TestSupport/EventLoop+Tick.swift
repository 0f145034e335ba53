package import EventLoop

extension EventLoop {
    /// Returns after the loop has polled once more: its tick is over, and what lay in the kernel has been read.
    package func tick() async {
        await withCheckedContinuation { continuation in
            execute { self.afterNextPoll { continuation.resume() } }
        }
    }
}
