import CLibuv

/// Tells when a descriptor that belongs to another library (libpq, libcurl) can be read or written.
package final class DescriptorWatcher: LoopHandle {
    /// What to wait for, and what happened.
    package struct Events: OptionSet, Sendable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }
        package static let readable = Events(rawValue: Int32(UV_READABLE.rawValue))
        package static let writable = Events(rawValue: Int32(UV_WRITABLE.rawValue))
        package static let disconnected = Events(rawValue: Int32(UV_DISCONNECT.rawValue))
    }

    private let onReady: (Events) -> Void
    private var watched: Events = []
    private var poll: UnsafeMutablePointer<uv_poll_t> { memory.assumingMemoryBound(to: uv_poll_t.self) }

    package init(descriptor: Int32, loop: EventLoop, onReady: @escaping (Events) -> Void) throws(LoopError) {
        try loop.checkOpen()
        self.onReady = onReady
        super.init(uv_poll_t.self, loop: loop)
        try LoopError.check(uv_poll_init(loop.uv, poll, descriptor))
        opened()
    }

    /// Waits for `events` from now on; an empty set pauses. Close the watcher before its descriptor is closed.
    package func watch(_ events: Events) {
        guard !isClosing, events != watched else { return }
        watched = events
        if events.isEmpty {
            uv_poll_stop(poll)
            return
        }
        // Fails only for a closed handle or a bad event mask.
        uv_poll_start(poll, events.rawValue) { handle, status, events in
            guard let handle else { return }
            LoopHandle.of(handle, as: DescriptorWatcher.self).happened(status, events)
        }
    }

    private func happened(_ status: Int32, _ events: Int32) {
        guard !isClosing else { return }
        guard status < 0 else { return onReady(Events(rawValue: events)) }
        // libuv stops watching a descriptor that has an error, but the owner may find bytes that came before the error and
        // wait for more: it has to be told again until it has met the error itself.
        let wanted = watched
        watched = []
        watch(wanted)
        // An error is reported as readiness: whoever reads or writes next learns what it is.
        onReady([.readable, .writable])
    }
}
