/// How much a message matters.
enum LogLevel: String, CaseIterable, Comparable, Sendable {
    case debug, info, notice, warning, error

    static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .debug: 0
        case .info: 1
        case .notice: 2
        case .warning: 3
        case .error: 4
        }
    }
}

/// How log lines look.
enum LogFormat: String, CaseIterable, Sendable {
    case json, text
}
