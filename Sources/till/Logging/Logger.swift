/// Where formatted lines go.
struct LogOutput: Sendable {
    var append: @Sendable ([UInt8]) -> Void
    /// Lines may be kept back until this is called.
    var flush: @Sendable () -> Void

    static func writer(_ writer: LogWriter) -> LogOutput {
        LogOutput(append: { writer.append($0) }, flush: { writer.flush() })
    }
}

/// Tells what happens, one line each, from any thread.
struct Logger: Sendable {
    var level: LogLevel
    var formatter: LogFormatter
    var output: LogOutput
    /// The wall clock, in nanoseconds since 1970.
    var now: @Sendable () -> Int64

    func debug(_ message: @autoclosure () -> String, _ fields: @autoclosure () -> LogFields = [:]) {
        if level <= .debug { log(.debug, message(), fields: fields()) }
    }

    func info(_ message: String, _ fields: LogFields = [:]) { log(.info, message, fields: fields) }
    func notice(_ message: String, _ fields: LogFields = [:]) { log(.notice, message, fields: fields) }
    func warning(_ message: String, _ fields: LogFields = [:]) { log(.warning, message, fields: fields) }
    func error(_ message: String, _ fields: LogFields = [:]) { log(.error, message, fields: fields) }

    func log(_ level: LogLevel, _ message: String, requestID: String? = nil, fields: LogFields = [:]) {
        guard level >= self.level else { return }
        let record = LogRecord(
            unixNanoseconds: now(), level: level, message: message, requestID: requestID, fields: fields)
        output.append(formatter.line(record))
        output.flush()
    }
}
