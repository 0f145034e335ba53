/// Turns a record into one line, with everything that looks like a secret taken out.
struct LogFormatter: Sendable {
    var format: LogFormat
    /// Whether the lines go to a terminal that shows colours.
    var colours = false

    func append(_ record: LogRecord, to bytes: inout [UInt8]) {
        switch format {
        case .json: appendJSON(record, to: &bytes)
        case .text: appendText(record, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func appendJSON(_ record: LogRecord, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"{"time":""#.utf8)
        Timestamp.append(record.unixNanoseconds, to: &bytes)
        bytes.append(contentsOf: #"","level":""#.utf8)
        bytes.append(contentsOf: record.level.rawValue.utf8)
        bytes.append(contentsOf: #"","message":"#.utf8)
        JSONText.append(Redaction.scrub(record.message), to: &bytes)
        if let requestID = record.requestID {
            bytes.append(contentsOf: #","requestId":"#.utf8)
            JSONText.append(Redaction.scrub(requestID), to: &bytes)
        }
        for field in record.fields.pairs {
            bytes.append(UInt8(ascii: ","))
            JSONText.append(field.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            appendJSON(field.value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private func appendJSON(_ value: LogValue, to bytes: inout [UInt8]) {
        switch value {
        case .string(let text): JSONText.append(Redaction.scrub(text), to: &bytes)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .decimal(let number):
            // JSON has no word for infinity and the like.
            bytes.append(contentsOf: number.isFinite ? number.description.utf8 : "null".utf8)
        case .boolean(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
        }
    }

    private func appendText(_ record: LogRecord, to bytes: inout [UInt8]) {
        var stamp: [UInt8] = []
        Timestamp.append(record.unixNanoseconds, to: &stamp)
        bytes.append(contentsOf: stamp[11..<23])
        bytes.append(UInt8(ascii: " "))
        let name = record.level.rawValue
        let colour = colours ? Self.colour(of: record.level) : nil
        if let colour { bytes.append(contentsOf: colour.utf8) }
        bytes.append(contentsOf: name.utf8)
        if colour != nil { bytes.append(contentsOf: "\u{1B}[0m".utf8) }
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 8 - name.utf8.count))
        appendLine(Redaction.scrub(record.message), to: &bytes)
        for field in record.fields.pairs {
            bytes.append(contentsOf: "  \(field.name)=".utf8)
            appendText(field.value, to: &bytes)
        }
        if let requestID = record.requestID {
            bytes.append(contentsOf: "  requestId=".utf8)
            appendLine(Redaction.scrub(requestID), to: &bytes)
        }
    }

    private func appendText(_ value: LogValue, to bytes: inout [UInt8]) {
        guard case .string(let text) = value else { return appendJSON(value, to: &bytes) }
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") }
        isPlain ? bytes.append(contentsOf: Redaction.scrub(text).utf8) : appendJSON(value, to: &bytes)
    }

    /// Keeps a message on its line: no control character reaches the terminal.
    private func appendLine(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 { bytes.append(byte < 0x20 || byte == 0x7F ? UInt8(ascii: " ") : byte) }
    }

    private static func colour(of level: LogLevel) -> String? {
        switch level {
        case .debug: "\u{1B}[2m"
        case .info: nil
        case .notice: "\u{1B}[36m"
        case .warning: "\u{1B}[33m"
        case .error: "\u{1B}[31m"
        }
    }
}
