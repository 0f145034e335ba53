import CLibpq
import EventLoop
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A request to the server to interrupt what a backend is doing, sent over a connection of its own.
///
/// libpq 15 can only send it in a blocking way, so a thread is made for each; they are rare, and never many at once.
final class CancelRequest {
    private static let underWay = Atomic<Int>(0)
    private static let mostAtOnce = 8

    private let cancel: OpaquePointer
    private let loop: EventLoop
    private let onEnd: @Sendable () -> Void

    private init(cancel: OpaquePointer, loop: EventLoop, onEnd: @escaping @Sendable () -> Void) {
        self.cancel = cancel
        self.loop = loop
        self.onEnd = onEnd
    }

    deinit { PQfreeCancel(cancel) }

    /// Sends a request for the backend of `connection`. `onEnd` runs on the loop once the server has passed it on to the
    /// backend, or it has failed. Answers false when it cannot even be tried.
    static func send(for connection: OpaquePointer, loop: EventLoop, onEnd: @escaping @Sendable () -> Void) -> Bool {
        guard underWay.add(1, ordering: .relaxed).newValue <= mostAtOnce, let cancel = PQgetCancel(connection) else {
            underWay.subtract(1, ordering: .relaxed)
            return false
        }
        let request = CancelRequest(cancel: cancel, loop: loop, onEnd: onEnd)
        let context = Unmanaged.passRetained(request)
        guard startThread(context.toOpaque()) else {
            context.release()
            underWay.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    private func run() {
        var message = [CChar](repeating: 0, count: 256)
        // Whether it worked shows in the backend's answer, or in its silence.
        _ = PQcancel(cancel, &message, Int32(message.count))
        Self.underWay.subtract(1, ordering: .relaxed)
        loop.execute(onEnd)
    }

    private static func startThread(_ context: UnsafeMutableRawPointer) -> Bool {
        #if canImport(Glibc)
            var thread = pthread_t()
            let body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { context in
                if let context { Unmanaged<CancelRequest>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }
            guard pthread_create(&thread, nil, body, context) == 0 else { return false }
            pthread_detach(thread)
        #else
            var thread: pthread_t?
            let body: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { context in
                Unmanaged<CancelRequest>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }
            guard pthread_create(&thread, nil, body, context) == 0, let thread else { return false }
            pthread_detach(thread)
        #endif
        return true
    }
}
