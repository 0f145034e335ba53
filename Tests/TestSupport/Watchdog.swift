import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A shell that outlives this process just long enough to end the server and remove its folder.
///
/// It waits for the end of a pipe of which only this process holds the other side, so that it notices an exit, a crash
/// and a SIGKILL alike.
final class Watchdog: Sendable {
    private let writeEnd: Int32

    private init(writeEnd: Int32) { self.writeEnd = writeEnd }

    private static let script = """
        cat >/dev/null
        if pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null); then
            kill -QUIT "$pid" 2>/dev/null
            tries=0
            while kill -0 "$pid" 2>/dev/null && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
        fi
        rm -rf "$1"
        """

    static func start(folder: String, loop: EventLoop) throws -> Watchdog {
        let (readEnd, writeEnd) = try Pipe.make()
        var options = ChildProcess.Options(executable: "/bin/sh", arguments: ["-c", script, "watchdog", folder])
        options.standardInput = .descriptor(readEnd)
        options.standardOutput = .null
        options.standardError = .null
        options.newSession = true
        defer { close(readEnd) }
        _ = try ChildProcess.spawn(options, loop: loop) { _ in }
        return Watchdog(writeEnd: writeEnd)
    }

    /// Lets it do its work now.
    func release() { close(writeEnd) }
}

/// Pipes whose ends no child process inherits by accident.
enum Pipe {
    static func make() throws -> (readEnd: Int32, writeEnd: Int32) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Glibc)
            // A socket pair, because unlike a pipe it can be made private in one step: a child that another thread
            // starts in between would keep it open.
            let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            let result = socketpair(AF_UNIX, type, 0, &ends)
        #else
            let result = pipe(&ends)
            for end in ends where end >= 0 { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        #endif
        guard result == 0 else { throw TestCluster.Failure(description: "no pipe: errno \(errno)") }
        return (ends[0], ends[1])
    }
}
