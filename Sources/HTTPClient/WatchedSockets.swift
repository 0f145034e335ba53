import CLibcurl
import EventLoop

/// The sockets libcurl wants to hear of, watched by the loop.
struct WatchedSockets {
    private let loop: EventLoop
    private var watchers: [Int32: DescriptorWatcher] = [:]
    private var failures: [(easy: UnsafeMutableRawPointer, error: LoopError)] = []
    /// The descriptor, and libcurl's mask of what it is ready for.
    var onReady: (Int32, Int32) -> Void = { _, _ in }

    init(loop: EventLoop) { self.loop = loop }

    var hasFailures: Bool { !failures.isEmpty }

    mutating func takeFailures() -> [(easy: UnsafeMutableRawPointer, error: LoopError)] {
        defer { failures.removeAll() }
        return failures
    }

    /// `wanted` is one of libcurl's `CURL_POLL_…`.
    mutating func watch(_ descriptor: Int32, _ wanted: Int32, for easy: UnsafeMutableRawPointer?) {
        guard wanted != CURL_POLL_REMOVE else { return forget(descriptor) }
        do throws(LoopError) {
            try watcher(of: descriptor).watch(Self.events(wanted))
        } catch {
            if let easy { failures.append((easy, error)) }
        }
    }

    mutating func forget(_ descriptor: Int32) {
        watchers.removeValue(forKey: descriptor)?.close()
    }

    mutating func closeAll() {
        for watcher in watchers.values { watcher.close() }
        watchers.removeAll()
    }

    private mutating func watcher(of descriptor: Int32) throws(LoopError) -> DescriptorWatcher {
        if let watcher = watchers[descriptor] { return watcher }
        let onReady = onReady
        let watcher = try DescriptorWatcher(descriptor: descriptor, loop: loop) { events in
            onReady(descriptor, Self.mask(events))
        }
        watchers[descriptor] = watcher
        return watcher
    }

    private static func events(_ wanted: Int32) -> DescriptorWatcher.Events {
        switch wanted {
        case CURL_POLL_IN: .readable
        case CURL_POLL_OUT: .writable
        case CURL_POLL_INOUT: [.readable, .writable]
        default: []
        }
    }

    private static func mask(_ events: DescriptorWatcher.Events) -> Int32 {
        (events.contains(.readable) ? CURL_CSELECT_IN : 0) | (events.contains(.writable) ? CURL_CSELECT_OUT : 0)
    }
}
