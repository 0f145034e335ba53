import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The process that runs the private PostgreSQL and the pipe by which it notices our end.
final class Supervisor {
    let ended = LoopEvent<ChildProcess.ExitStatus>()
    /// What `postmaster.pid` said before, perhaps left by a server that was killed.
    let previous: PostmasterFile?
    private var process: ChildProcess?
    private var pipe: Int32

    init(
        program: [String], owner: DatabaseOwner, databaseLog: DatabaseLog, loop: EventLoop
    ) throws {
        let dataDirectory = program.firstIndex(of: "-D").map { program[$0 + 1] } ?? ""
        previous = PostmasterFile.read(in: dataDirectory)
        guard let pipe = Descriptor.pipe() else { throw FileError.last("pipe") }
        self.pipe = pipe.writing
        defer { close(pipe.reading) }
        let output = try databaseLog.open()
        defer { close(output) }
        var options = ChildProcess.Options(
            executable: Subprocess.ownExecutable,
            arguments: SuperviseOptions(owner: owner, program: program).arguments)
        // The terminal's Ctrl-C is for us; we tell the database when its time has come.
        options.newSession = true
        options.standardInput = .descriptor(pipe.reading)
        options.standardOutput = .descriptor(output)
        process = try ChildProcess.spawn(options, loop: loop) { status in
            self.process = nil
            self.letGo()
            self.ended.happen(status)
        }
    }

    deinit { letGo() }

    /// Closes the pipe: the supervisor stops the server and ends.
    func letGo() {
        guard pipe >= 0 else { return }
        close(pipe)
        pipe = -1
    }
}
