import CLibuv

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A process this one started and is told the end of.
package final class ChildProcess: LoopHandle {
    /// Where one of the child's standard streams leads.
    package enum Stream: Sendable {
        case null
        case inherit
        case descriptor(Int32)
    }

    package struct Options: Sendable {
        package var executable: String
        package var arguments: [String]
        /// `NAME=value` lines; nil inherits ours.
        package var environment: [String]?
        package var workingDirectory: String?
        package var userID: UInt32?
        package var groupID: UInt32?
        /// Its own session, so that the terminal's Ctrl-C does not reach it.
        package var newSession = false
        package var standardInput = Stream.null
        package var standardOutput = Stream.inherit
        package var standardError = Stream.inherit

        package init(executable: String, arguments: [String] = []) {
            self.executable = executable
            self.arguments = arguments
        }
    }

    package enum ExitStatus: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
    }

    private let onExit: (ExitStatus) -> Void
    private var process: UnsafeMutablePointer<uv_process_t> { memory.assumingMemoryBound(to: uv_process_t.self) }

    package var pid: Int32 { process.pointee.pid }

    package static func spawn(
        _ options: Options, loop: EventLoop, onExit: @escaping (ExitStatus) -> Void
    ) throws(LoopError) -> ChildProcess {
        let child = try ChildProcess(loop: loop, onExit: onExit)
        let result = SpawnArguments.lend(options) { arguments in
            arguments.pointee.exit_cb = { process, status, signal in
                guard let process else { return }
                let child = LoopHandle.of(process, as: ChildProcess.self)
                child.close()
                child.onExit(signal == 0 ? .exited(Int32(truncatingIfNeeded: status)) : .signalled(signal))
            }
            return uv_spawn(loop.uv, child.process, arguments)
        }
        // uv_spawn initialises the handle even when it fails, so it has to be closed either way.
        child.opened()
        if result < 0 {
            child.close()
            throw LoopError(code: result)
        }
        return child
    }

    private init(loop: EventLoop, onExit: @escaping (ExitStatus) -> Void) throws(LoopError) {
        try loop.checkOpen()
        self.onExit = onExit
        super.init(uv_process_t.self, loop: loop)
    }

    /// Sends a signal; one to a child that has ended already is no concern.
    package func signal(_ number: Int32) {
        guard !isClosing else { return }
        uv_process_kill(process, number)
    }
}

/// The C form of `ChildProcess.Options`.
private enum SpawnArguments {
    static func lend(
        _ options: ChildProcess.Options, _ body: (UnsafeMutablePointer<uv_process_options_t>) -> Int32
    ) -> Int32 {
        var arguments = cStrings([options.executable] + options.arguments)
        var environment = options.environment.map(cStrings)
        let directory = options.workingDirectory.flatMap { strdup($0) }
        let executable = strdup(options.executable)
        defer {
            for string in arguments + (environment ?? []) { free(string) }
            free(directory)
            free(executable)
        }
        var streams = [options.standardInput, options.standardOutput, options.standardError].enumerated().map(container)
        return arguments.withUnsafeMutableBufferPointer { arguments in
            streams.withUnsafeMutableBufferPointer { streams in
                var c = uv_process_options_t()
                c.file = UnsafePointer(executable)
                c.cwd = UnsafePointer(directory)
                c.args = arguments.baseAddress
                c.stdio = streams.baseAddress
                c.stdio_count = 3
                c.flags = flags(options)
                c.uid = options.userID ?? 0
                c.gid = options.groupID ?? 0
                guard environment != nil else { return body(&c) }
                return environment?.withUnsafeMutableBufferPointer { environment in
                    c.env = environment.baseAddress
                    return body(&c)
                } ?? UV_EINVAL.rawValue
            }
        }
    }

    private static func cStrings(_ strings: [String]) -> [UnsafeMutablePointer<CChar>?] {
        strings.map { strdup($0) } + [nil]
    }

    private static func flags(_ options: ChildProcess.Options) -> UInt32 {
        var flags: UInt32 = 0
        if options.userID != nil { flags |= UInt32(UV_PROCESS_SETUID.rawValue) }
        if options.groupID != nil { flags |= UInt32(UV_PROCESS_SETGID.rawValue) }
        if options.newSession { flags |= UInt32(UV_PROCESS_DETACHED.rawValue) }
        return flags
    }

    private static func container(_ index: Int, _ stream: ChildProcess.Stream) -> uv_stdio_container_t {
        var container = uv_stdio_container_t()
        switch stream {
        case .null: container.flags = UV_IGNORE
        case .inherit:
            container.flags = UV_INHERIT_FD
            container.data.fd = Int32(index)
        case .descriptor(let descriptor):
            container.flags = UV_INHERIT_FD
            container.data.fd = descriptor
        }
        return container
    }
}
