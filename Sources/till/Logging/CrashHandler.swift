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

    /// What stood there before (Swift's own backtraces, perhaps), by signal; plain memory, for the handler's sake.
    ///
    /// `nonisolated(unsafe)`: written once, by `install`, before the handler can run, and only read by the handler.
    nonisolated(unsafe) private static let previous = UnsafeMutablePointer<sigaction>.allocate(capacity: 65)

    static func install(saving logWriter: LogWriter) {
        previous.initialize(repeating: sigaction(), count: 65)
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
        _ = sigaction(signal, &action, previous + Int(signal))
    }

    private static let handler: @convention(c) (Int32) -> Void = { signal in
        if let address = UnsafeRawPointer(bitPattern: writer.exchange(0, ordering: .acquiring)) {
            Unmanaged<LogWriter>.fromOpaque(address).takeUnretainedValue().writeAfterCrash()
        }
        _ = sigaction(signal, previous + Int(signal), nil)
        // A fault comes again by itself, and then meets what stood there before; an abort would not.
        if signal == SIGABRT { raise(signal) }
    }
}
