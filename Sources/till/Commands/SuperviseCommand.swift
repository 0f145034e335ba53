import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `till supervise`: runs PostgreSQL for a `till dev` and stops it when that one is gone, which it learns from the end
/// of its standard input; a crash or a SIGKILL closes the pipe as well.
final class SuperviseCommand {
    private let loop: EventLoop
    private let finish: (ExitCode) -> Void
    private var state = SupervisorState()
    private var program: ChildProcess?
    private var pipe: DescriptorWatcher?
    private var signals: [SignalWatcher] = []

    /// - Parameter finish: called once, on the loop.
    init(loop: EventLoop, finish: @escaping (ExitCode) -> Void) {
        self.loop = loop
        self.finish = finish
    }

    /// Runs until PostgreSQL has ended.
    static func run(_ options: SuperviseOptions) throws(CommandFailure) -> ExitCode {
        let outcome = Monitor<ExitCode?>(nil)
        let loop: EventLoop
        do throws(LoopError) { loop = try EventLoop.start(name: "supervise") } catch { throw failure(error) }
        loop.execute {
            let command = SuperviseCommand(loop: loop) { code in
                outcome.withLock { $0 = code }
                outcome.signal()
            }
            do throws(LoopError) {
                try command.start(options)
            } catch {
                StandardOutput.printError("till: \(failure(error).message)")
                command.finish(.osError)
            }
        }
        return outcome.wait { $0 } ?? .software
    }

    private static func failure(_ error: LoopError) -> CommandFailure {
        CommandFailure(.osError, "PostgreSQL cannot be supervised: \(error).")
    }

    /// On the loop.
    func start(_ options: SuperviseOptions) throws(LoopError) {
        let runAs = RunAsOptions(parent: getpid(), owner: options.owner, program: options.program)
        var child = ChildProcess.Options(executable: Subprocess.ownExecutable, arguments: runAs.arguments)
        // Our own standard error is for what concerns us; what PostgreSQL says goes to its log.
        child.standardError = .descriptor(1)
        program = try ChildProcess.spawn(child, loop: loop) { _ in self.act(self.state.programEnded()) }
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signals.append(try loop.onSignal(signal) { self.act(self.state.parentLeft()) })
        }
        let pipe = try DescriptorWatcher(descriptor: 0, loop: loop) { _ in self.pipeIsReady() }
        pipe.watch(.readable)
        self.pipe = pipe
    }

    private func pipeIsReady() {
        var byte: UInt8 = 0
        let count = read(0, &byte, 1)
        if count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN)) { return }
        pipe?.close()
        act(state.parentLeft())
    }

    private func act(_ action: SupervisorState.Action) {
        switch action {
        case .nothing: break
        case .stop(let step):
            program?.signal(Self.signal(for: step))
            loop.schedule(after: step.patience) { self.act(self.state.patienceEnded()) }
        case .finish(let code): finish(code)
        }
    }

    /// PostgreSQL's own meanings; https://www.postgresql.org/docs/current/server-shutdown.html
    private static func signal(for step: SupervisorState.Step) -> Int32 {
        switch step {
        case .fast: SIGINT
        case .immediate: SIGQUIT
        case .kill: SIGKILL
        }
    }
}
