import HTTPMessages

/// Turns a record into one line, with everything that looks like a secret taken out.
struct LogFormatter: Sendable {
    var format: LogFormat
    /// Whether the lines go to a terminal that shows colours.
    var colours = false

    /// The record as a line, line feed included.
    func line(_ record: LogRecord) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        switch format {
        case .json: bytes += json(record)
        case .text: appendText(record, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private func json(_ record: LogRecord) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.member("time", LogTime.string(record.unixNanoseconds))
        json.member("level", record.level.rawValue)
        json.member("message", Redaction.scrub(record.message))
        if let requestID = record.requestID { json.member("requestId", Redaction.scrub(requestID)) }
        for field in record.fields.pairs {
            json.key(escaping: field.name)
            field.value.write(to: &json)
        }
        json.endObject()
        return json.bytes
    }

    private func appendText(_ record: LogRecord, to bytes: inout [UInt8]) {
        var stamp: [UInt8] = []
        LogTime.append(record.unixNanoseconds, to: &stamp)
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
        if case .string(let text) = value, Self.isPlain(text) {
            bytes += Redaction.scrub(text).utf8
        } else {
            var json = JSONWriter(capacity: 64)
            value.write(to: &json)
            appendLine(String(decoding: json.bytes, as: UTF8.self), to: &bytes)
        }
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\"") }
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
