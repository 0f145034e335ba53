import EventLoop
import HTTPMessages
import HTTPServer

/// The access log of one loop: a line for each answer, handed on when the tick is over.
///
/// Sound to share: only its loop calls it.
final class AccessLog: @unchecked Sendable {
    /// Asked every second or so by machines; of no interest unless something is looked for.
    private static let quietRoutes: Set<String> = ["/livez", "/readyz", "/metrics"]

    let loop: EventLoop
    private let log: Logger
    private var isFlushDue = false

    init(loop: EventLoop, log: Logger) {
        self.loop = loop
        self.log = log
    }

    func record(_ record: AccessRecord) {
        let level = Self.level(of: record)
        guard level >= log.level else { return }
        log.output.append(line(record, level))
        guard !isFlushDue else { return }
        isFlushDue = true
        loop.atEndOfTick { [self] in
            isFlushDue = false
            log.output.flush()
        }
    }

    static func level(of record: AccessRecord) -> LogLevel {
        if record.status.code >= 500 { return .warning }
        if let route = record.route, quietRoutes.contains(route) { return .debug }
        return .info
    }

    private func line(_ record: AccessRecord, _ level: LogLevel) -> [UInt8] {
        let milliseconds = Double(record.duration.wholeNanoseconds / 1000) / 1000
        return log.formatter.line(
            LogRecord(
                unixNanoseconds: log.now(), level: level, message: "request", requestID: record.requestID,
                fields: [
                    "method": .string(record.method?.name ?? "-"), "route": .string(record.route ?? "-"),
                    "status": .integer(Int(record.status.code)), "milliseconds": .decimal(milliseconds),
                    "bytes": .integer(record.bytes), "client": .string(record.clientAddress),
                ]))
    }
}
