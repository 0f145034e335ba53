/// A reader of `text/event-stream` after WHATWG HTML §9.2.6, sharing nothing with the encoder.
struct EventStreamReader {
    struct Event: Equatable {
        var data: String
        var type = "message"
        var lastEventID = ""
    }

    private(set) var events: [Event] = []
    private(set) var retryMilliseconds: Int?
    private(set) var comments: [String] = []
    private var data: [String] = []
    private var type = ""
    private var lastEventID = ""

    init(_ bytes: [UInt8]) {
        for line in Self.lines(String(decoding: bytes, as: UTF8.self)) { process(line) }
    }

    /// Lines end in CRLF, LF or CR; what follows the last end is never dispatched.
    private static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r":
                lines.append(String(line))
                line = String.UnicodeScalarView()
            default: line.append(scalar)
            }
            previous = scalar
        }
        return lines
    }

    private mutating func process(_ line: String) {
        if line.unicodeScalars.isEmpty { return dispatch() }
        let scalars = line.unicodeScalars
        let colon = scalars.firstIndex(of: ":") ?? scalars.endIndex
        let field = String(scalars[..<colon])
        var value = colon == scalars.endIndex ? scalars[colon...] : scalars[scalars.index(after: colon)...]
        if value.first == " " { value = value.dropFirst() }
        switch field {
        case "": comments.append(String(value))
        case "data": data.append(String(value))
        case "event": type = String(value)
        case "id": if !value.contains("\0") { lastEventID = String(value) }
        case "retry": if value.allSatisfy({ ("0"..."9").contains($0) }) { retryMilliseconds = Int(String(value)) }
        default: break
        }
    }

    private mutating func dispatch() {
        if !data.isEmpty {
            events.append(
                Event(
                    data: data.joined(separator: "\n"), type: type.isEmpty ? "message" : type,
                    lastEventID: lastEventID))
        }
        data = []
        type = ""
    }
}
