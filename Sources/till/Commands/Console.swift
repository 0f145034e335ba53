import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a command logs to, and how it tells its failure: all of it on standard error.
struct Console: Sendable {
    let log: Logger
    let writer: LogWriter
    private let format: LogFormat

    init(_ configuration: Configuration, environment: [String: String], clock: Clock = .system) {
        let isTerminal = isatty(STDERR_FILENO) == 1
        format = configuration.logFormat ?? (isTerminal ? .text : .json)
        let formatter = LogFormatter(
            format: format,
            // https://no-color.org
            colours: isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb")
        let now = clock.unixNanoseconds
        writer = LogWriter(descriptor: STDERR_FILENO) { count in
            formatter.line(
                LogRecord(
                    unixNanoseconds: now(), level: .warning, message: "Log lines were lost: their reader is too slow",
                    fields: ["lines": .integer(count)]))
        }
        log = Logger(level: configuration.logLevel, formatter: formatter, output: .writer(writer), now: now)
    }

    /// For a program that reads the log, as a line of it; for people, as a sentence.
    func tell(_ failure: CommandFailure) {
        if failure.code == .success { return log.notice(failure.message) }
        switch format {
        case .json: log.error(failure.message, ["exitCode": .integer(Int(failure.code.rawValue))])
        case .text:
            writer.drain()
            StandardOutput.printError("till: \(failure.message)")
        }
    }
}
