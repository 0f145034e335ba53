import HTTPMessages

/// A value of a log field.
enum LogValue: Equatable, Sendable {
    case string(String)
    case integer(Int)
    case decimal(Double)
    case boolean(Bool)

    /// Writes the value as JSON, with everything that looks like a secret taken out.
    func write(to json: inout JSONWriter) {
        switch self {
        case .string(let text): json.string(Redaction.scrub(text))
        case .integer(let number): json.integer(number)
        // JSON has no word for infinity and the like.
        case .decimal(let number): number.isFinite ? json.json(number.description.utf8) : json.null()
        case .boolean(let flag): json.bool(flag)
        }
    }
}

extension LogValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByFloatLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(floatLiteral value: Double) { self = .decimal(value) }
}

/// Fields in the order in which they were written.
struct LogFields: Sendable, ExpressibleByDictionaryLiteral {
    var pairs: [(name: String, value: LogValue)]

    init(dictionaryLiteral elements: (String, LogValue)...) {
        pairs = elements.map { ($0.0, $0.1) }
    }
}

/// One thing to be told.
struct LogRecord: Sendable {
    var unixNanoseconds: Int64
    var level: LogLevel
    var message: String
    var requestID: String?
    var fields: LogFields = [:]
}
