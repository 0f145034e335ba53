import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A PostgreSQL that a killed `till dev` left on our data directory, in spite of the supervisor.
struct StalePostmaster: Sendable {
    let pid: Int32
    let dataDirectory: String

    /// The process that `postmaster.pid` names, if it really is a PostgreSQL on this directory.
    init?(in dataDirectory: String) {
        guard let file = PostmasterFile.read(in: dataDirectory) else { return nil }
        pid = file.pid
        self.dataDirectory = dataDirectory
        guard isRunning else { return nil }
    }

    /// Stops the one on `dataDirectory`, if there is one.
    static func stop(in dataDirectory: String, on loop: EventLoop, log: Logger) async throws(CommandFailure) {
        guard let stale = StalePostmaster(in: dataDirectory) else { return }
        log.notice("Stopping the PostgreSQL of an earlier run", ["pid": .integer(Int(stale.pid))])
        try await stale.stop(on: loop)
    }

    /// Asks it to stop, ever more firmly, and waits until it is gone.
    private func stop(on loop: EventLoop) async throws(CommandFailure) {
        for (signal, seconds) in [(SIGINT, 15), (SIGQUIT, 10)] {
            kill(pid, signal)
            let deadline = loop.clock.now() + .seconds(seconds)
            while loop.clock.now() < deadline {
                if !isRunning { return }
                do { try await loop.sleep(for: .milliseconds(20)) } catch { throw .interrupted }
            }
        }
        throw CommandFailure(
            .unavailable, "A PostgreSQL from an earlier till dev (process \(pid)) does not stop: end it by hand.")
    }

    #if canImport(Glibc)
        /// PostgreSQL works inside its data directory, which tells it from a process that got the same number later.
        private var isRunning: Bool {
            link("exe").contains("/postgres") && link("cwd") == dataDirectory
        }

        private func link(_ name: String) -> String {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = bytes.withUnsafeMutableBytes { buffer in
                buffer.baseAddress.map { readlink("/proc/\(pid)/\(name)", $0, buffer.count) } ?? 0
            }
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    #else
        private var isRunning: Bool {
            var path = [CChar](repeating: 0, count: Int(4 * MAXPATHLEN))
            return proc_pidpath(pid, &path, UInt32(path.count)) > 0 && String(cString: path).hasSuffix("/postgres")
        }
    #endif
}
