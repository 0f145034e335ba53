import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs programs to their end.
enum Subprocess {
    /// Starts a program and waits for it; when the caller is cancelled, the program is asked to stop.
    static func run(_ options: ChildProcess.Options, on loop: EventLoop) async throws -> ChildProcess.ExitStatus {
        let running = Running(loop: loop)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                loop.execute { running.start(options, continuation) }
            }
        } onCancel: {
            loop.execute { running.stop() }
        }
    }

    /// What a program prints, when it prints little and ends well.
    static func output(of program: String, _ arguments: [String], on loop: EventLoop) async throws -> String? {
        guard let pipe = Descriptor.pipe() else { throw FileError.last(program) }
        defer { close(pipe.reading) }
        var options = ChildProcess.Options(executable: program, arguments: arguments)
        options.standardOutput = .descriptor(pipe.writing)
        options.standardError = .null
        let status: ChildProcess.ExitStatus
        do {
            status = try await run(options, on: loop)
        } catch {
            close(pipe.writing)
            throw error
        }
        close(pipe.writing)
        guard status == .exited(0), let bytes = Descriptor.readAll(pipe.reading) else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmed
    }

    /// This very program, to be started again.
    static var ownExecutable: String {
        #if canImport(Glibc)
            // The link also leads to a binary that was replaced or removed since, but the path reads better in ps.
            let link = "/proc/self/exe"
            return FileSystem.resolve(link).flatMap { FileSystem.isExecutable($0) ? $0 : nil } ?? link
        #else
            var size = UInt32(4096)
            var path = [CChar](repeating: 0, count: Int(size))
            return _NSGetExecutablePath(&path, &size) == 0 ? String(cString: path) : CommandLine.arguments[0]
        #endif
    }
}

/// One program and the task that waits for it.
///
/// Sound to send: made anywhere, but every method runs on the loop.
private final class Running: @unchecked Sendable {
    private let loop: EventLoop
    private var child: ChildProcess?
    private var isCancelled = false

    init(loop: EventLoop) { self.loop = loop }

    func start(
        _ options: ChildProcess.Options, _ continuation: CheckedContinuation<ChildProcess.ExitStatus, any Error>
    ) {
        if isCancelled {
            continuation.resume(throwing: CancellationError())
            return
        }
        do throws(LoopError) {
            child = try ChildProcess.spawn(options, loop: loop) { status in
                self.child = nil
                continuation.resume(returning: status)
            }
        } catch {
            continuation.resume(throwing: error)
        }
    }

    func stop() {
        isCancelled = true
        child?.signal(SIGINT)
    }
}
