import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes the rest of the log when the process crashes, then lets the crash take its course.
enum CrashHandler {
    private static let signals = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT]
    /// The log writer to save, retained for ever; 0 while there is none.
    private static let writer = Atomic<UInt>(0)

    static func install(saving logWriter: LogWriter) {
        let address = UInt(bitPattern: Unmanaged.passRetained(logWriter).toOpaque())
        writer.store(address, ordering: .releasing)
        for signal in signals { install(signal) }
    }

    private static func install(_ signal: Int32) {
        var action = sigaction()
        #if canImport(Glibc)
            action.__sigaction_handler.sa_handler = handler
        #else
            action.__sigaction_u.__sa_handler = handler
        #endif
        // Reset before the handler runs: the fault, met again, then ends the process as it would have.
        action.sa_flags = Int32(bitPattern: UInt32(truncatingIfNeeded: SA_RESETHAND)) | SA_NODEFER
        set(&action, for: signal)
    }

    private static let handler: @convention(c) (Int32) -> Void = { signal in
        if let address = UnsafeRawPointer(bitPattern: writer.exchange(0, ordering: .acquiring)) {
            Unmanaged<LogWriter>.fromOpaque(address).takeUnretainedValue().writeAfterCrash()
        }
        // A fault comes again by itself; an abort would not.
        if signal == SIGABRT { raise(signal) }
    }

    /// `sigaction` is both a type and a function.
    private static func set(_ action: inout sigaction, for signal: Int32) {
        _ = sigaction(signal, &action, nil)
    }
}
