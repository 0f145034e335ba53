import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The executable: reads the command line, and hands over to the command.
@main
struct Till {
    static func main() {
        do throws(CommandFailure) {
            try run(try CommandLineParser.parse(Array(CommandLine.arguments.dropFirst())))
            exit(ExitCode.success.rawValue)
        } catch {
            StandardOutput.printError("till: \(error.message)")
            if error.code == .usage { StandardOutput.printError("“till help” lists the commands.") }
            exit(error.code.rawValue)
        }
    }

    /// Ends the process without waiting for anything, not even its own exit handlers.
    static func endNow(_ code: Int32) -> Never { _exit(code) }

    private static func run(_ command: Command) throws(CommandFailure) {
        let environment = ProcessEnvironment.read()
        switch command {
        case .help(let topic): StandardOutput.print(Help.text(on: topic))
        case .version: StandardOutput.print(VersionCommand.text)
        case .runAs(let options): try RunAsCommand.run(options)
        case .supervise(let options): exit(try SuperviseCommand.run(options).rawValue)
        case .configCheck(let database, let envFile): try checkConfiguration(database, envFile, environment)
        case .serve(let envFile): try serve(envFile, environment)
        case .dev(let options): try dev(options, environment)
        case .migrate(let mode, let envFile): try migrate(mode, envFile, environment)
        case .administer(let act, let options): try administer(act, options, environment)
        case .reconcile(let options): try reconcile(options, environment)
        case .simulate(let options): try simulate(options, environment)
        }
    }

    private static func checkConfiguration(
        _ database: Bool, _ envFile: String?, _ environment: [String: String]
    ) throws(CommandFailure) {
        let reading = try CommandConfiguration.read(envFile: envFile, environment: environment)
        try ConfigCheckCommand.report(reading)
        guard database else { return }
        let console = Console(reading.configuration, environment: environment)
        let command = ConfigCheckCommand(reading: reading, console: console)
        try MainLoop.run { loop throws(CommandFailure) in try await command.run(on: loop) }
    }

    private static func serve(_ envFile: String?, _ environment: [String: String]) throws(CommandFailure) {
        let reading = try CommandConfiguration.read(
            envFile: envFile, environment: environment, requiring: [.database, .secret])
        try start(reading, environment) { console, url throws(CommandFailure) in
            let command = ServeCommand(
                configuration: reading.configuration, databaseURL: try url.required, console: console,
                notifier: ServiceNotifier(environment: environment))
            try MainLoop.run { loop throws(CommandFailure) in try await command.run(on: loop) }
        }
    }

    private static func migrate(
        _ mode: MigrateMode, _ envFile: String?, _ environment: [String: String]
    ) throws(CommandFailure) {
        let reading = try CommandConfiguration.read(
            envFile: envFile, environment: environment, requiring: .database)
        try start(reading, environment) { console, url throws(CommandFailure) in
            let command = MigrateCommand(
                mode: mode, configuration: reading.configuration, databaseURL: try url.required, console: console)
            try MainLoop.run { loop throws(CommandFailure) in try await command.run(on: loop) }
        }
    }

    private static func administer(
        _ act: AdministrativeAct, _ options: AdministrationOptions, _ environment: [String: String]
    ) throws(CommandFailure) {
        let reading = try CommandConfiguration.read(
            envFile: options.envFile, environment: environment, requiring: .database)
        try start(reading, environment) { console, url throws(CommandFailure) in
            let command = AdministrationCommand(
                act: act, options: options, configuration: reading.configuration, databaseURL: try url.required,
                console: console)
            try MainLoop.run { loop throws(CommandFailure) in try await command.run(on: loop) }
        }
    }

    private static func reconcile(
        _ options: ReconcileOptions, _ environment: [String: String]
    ) throws(CommandFailure) {
        let reading = try CommandConfiguration.read(
            envFile: options.envFile, environment: environment, requiring: [.database, .secret])
        try start(reading, environment) { console, url throws(CommandFailure) in
            let command = ReconcileCommand(
                options: options, configuration: reading.configuration, databaseURL: try url.required,
                console: console)
            try MainLoop.run { loop throws(CommandFailure) in try await command.run(on: loop) }
        }
    }

    private static func simulate(
        _ options: SimulateOptions, _ environment: [String: String]
    ) throws(CommandFailure) {
        let reading = try CommandConfiguration.read(envFile: nil, environment: environment)
        try start(reading, environment) { console, _ throws(CommandFailure) in
            let command = SimulateCommand(options: options, console: console)
            try MainLoop.run { loop throws(CommandFailure) in try await command.run(on: loop) }
        }
    }

    private static func dev(_ options: DevOptions, _ environment: [String: String]) throws(CommandFailure) {
        var reading = try CommandConfiguration.read(envFile: options.envFile, environment: environment)
        if let listen = options.listen, let variable = Variable.all.first(where: { $0.name == "TILL_LISTEN" }) {
            reading.take(listen, for: variable, from: .option("--listen"))
        }
        let final = reading
        try start(final, environment) { console, _ throws(CommandFailure) in
            let command = DevCommand(options: options, configuration: final.configuration, console: console)
            try MainLoop.run { loop throws(CommandFailure) in try await command.run(on: loop) }
        }
    }

    /// What all commands that log have in common: judge the configuration, open the log, and tell a failure there.
    private static func start(
        _ reading: ConfigurationReading, _ environment: [String: String],
        _ body: (Console, DatabaseURL?) throws(CommandFailure) -> Void
    ) throws(CommandFailure) {
        if let failure = ConfigurationReport.failure(reading.problems) { throw failure }
        let console = Console(reading.configuration, environment: environment)
        CrashHandler.install(saving: console.writer)
        DescriptorBound.raise()
        for warning in reading.warnings { console.log.warning(warning) }
        var code = ExitCode.success
        do throws(CommandFailure) {
            try body(console, reading.configuration.databaseURL)
        } catch {
            console.tell(error)
            code = error.code
        }
        console.writer.drain()
        exit(code.rawValue)
    }
}

extension DatabaseURL? {
    /// The reading has refused a configuration without one already.
    fileprivate var required: DatabaseURL {
        get throws(CommandFailure) {
            guard let self else { throw CommandFailure(.configuration, "DATABASE_URL is not set.") }
            return self
        }
    }
}
