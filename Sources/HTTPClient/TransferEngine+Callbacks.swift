import CLibcurl
import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

// What libcurl asks of the loop.
extension TransferEngine {
    /// Registers for what the multi handle wants.
    func listen() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        till_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
        till_multi_on_socket(multi) { easy, descriptor, wanted, context, _ in
            let engine = TransferEngine.behind(context)
            engine.sockets.watch(descriptor, wanted, for: easy)
            if engine.sockets.hasFailures { engine.schedulePump() }
            return 0
        }
        till_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
        till_multi_on_timer(multi) { _, milliseconds, context in
            TransferEngine.behind(context).wantsToRun(afterMilliseconds: milliseconds)
            return 0
        }
    }

    /// A descriptor must leave the loop before it is closed, also that of a connection nobody uses any more.
    func listen(toSocketsOf easy: EasyHandle) {
        easy.set(CURLOPT_CLOSESOCKETDATA, pointer: Unmanaged.passUnretained(self).toOpaque())
        easy.onCloseSocket { context, descriptor in
            TransferEngine.behind(context).sockets.forget(descriptor)
            return close(descriptor)
        }
    }

    private static func behind(_ context: UnsafeMutableRawPointer?) -> TransferEngine {
        // Registered together with the callbacks; the multi handle does not outlive the engine (see `shutDown`).
        Unmanaged<TransferEngine>.fromOpaque(context.unsafelyUnwrapped).takeUnretainedValue()
    }

    private func wantsToRun(afterMilliseconds milliseconds: Int) {
        if let timer { loop.cancel(timer) }
        timer = nil
        isDue = milliseconds == 0
        guard !isShutDown, milliseconds >= 0 else { return }
        if isDue { return schedulePump() }
        timer = loop.schedule(after: .milliseconds(milliseconds)) { [unowned self] in
            timer = nil
            act(till_socket_timeout(), 0)
            endFinished()
        }
    }
}
