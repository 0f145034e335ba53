import CLibuv

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Starts threads that run a body once.
enum LoopThread {
    /// Starts a loop's thread, which retains the loop until it has stopped. The thread is never joined: `stop` waits
    /// for the loop's own word instead, so that no thread blocks on another.
    static func start(_ loop: EventLoop) throws(LoopError) {
        try start { loop.runUntilStopped() }
    }

    /// Runs `body` on a new detached thread.
    static func start(_ body: @escaping @Sendable () -> Void) throws(LoopError) {
        let box = Unmanaged.passRetained(Body(run: body))
        var thread = uv_thread_t()
        let result = uv_thread_create(
            &thread,
            { context in
                guard let context else { return }
                LoopThread.blockBrokenPipes()
                Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
            }, box.toOpaque())
        if result != 0 {
            box.release()
            throw LoopError(code: result)
        }
        pthread_detach(thread)
    }

    /// Writing to a peer that has gone is an error to handle, not a signal to die of. The signal goes to the thread that
    /// wrote, so that nothing outside our threads changes; libuv unblocks everything in the children it starts.
    private static func blockBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        // Fails only for a wrong first argument.
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private final class Body {
        let run: @Sendable () -> Void
        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

/// Which loop the calling thread belongs to.
enum CurrentLoop {
    private static let key: ThreadKey = ThreadKey()

    static var address: UnsafeMutableRawPointer? { uv_key_get(key.pointer) }

    static func set(_ loop: EventLoop?) {
        uv_key_set(key.pointer, loop.map { Unmanaged.passUnretained($0).toOpaque() })
    }

    /// `@unchecked Sendable`: the key is made once, before anybody can see it, and only read afterwards.
    private final class ThreadKey: @unchecked Sendable {
        let pointer = UnsafeMutablePointer<uv_key_t>.allocate(capacity: 1)
        init() {
            pointer.initialize(to: uv_key_t())
            // Fails only when the process has used up its thread keys; every check would then say "not on a loop".
            uv_key_create(pointer)
        }
    }
}
