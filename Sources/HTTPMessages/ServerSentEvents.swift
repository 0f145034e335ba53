/// Encodes `text/event-stream` (WHATWG HTML §9.2); no value can start a line of its own.
package enum ServerSentEvents {
    package static let contentType = "text/event-stream"

    /// Appends one event: `id:` and `event:` lines where given, one `data:` line per line of `data`, an empty line.
    ///
    /// CR, LF and CRLF all end a line of data, and the reader gets LF for each: the format cannot carry anything else.
    package static func write(
        data: String, id: String? = nil, event: String? = nil, into output: inout [UInt8]
    ) {
        if let id { writeLine("id: ", id, into: &output) }
        if let event { writeLine("event: ", event, into: &output) }
        writeLines("data: ", data, into: &output)
        output.append(ASCII.lineFeed)
    }

    /// Appends an event whose data is bytes already rendered, such as JSON: they must be UTF-8.
    package static func write(
        data: [UInt8], id: String? = nil, event: String? = nil, into output: inout [UInt8]
    ) {
        if let id { writeLine("id: ", id, into: &output) }
        if let event { writeLine("event: ", event, into: &output) }
        data.withUnsafeBufferPointer { writeLines("data: ", $0, into: &output) }
        output.append(ASCII.lineFeed)
    }

    /// Appends a comment: clients ignore it, proxies and kernels see a living connection.
    package static func writeComment(_ text: String = "", into output: inout [UInt8]) {
        writeLines(": ", text, into: &output)
        output.append(ASCII.lineFeed)
    }

    /// Appends the time after which a client that lost its stream comes back.
    package static func writeRetry(milliseconds: Int, into output: inout [UInt8]) {
        output.append(literal: "retry: ")
        output.append(decimal: UInt64(max(0, milliseconds)))
        output.append(literal: "\n\n")
    }

    /// A value that must stay on its line: line ends are dropped, and NUL, which makes readers ignore an id.
    private static func writeLine(_ field: StaticString, _ value: String, into output: inout [UInt8]) {
        output.append(literal: field)
        for byte in value.utf8 where byte != ASCII.carriageReturn && byte != ASCII.lineFeed && byte != ASCII.nul {
            output.append(byte)
        }
        output.append(ASCII.lineFeed)
    }

    private static func writeLines(_ field: StaticString, _ text: String, into output: inout [UInt8]) {
        var text = text
        text.withUTF8 { writeLines(field, $0, into: &output) }
    }

    private static func writeLines(
        _ field: StaticString, _ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]
    ) {
        var start = 0
        var index = 0
        while index < text.count {
            let byte = text[index]
            guard byte == ASCII.lineFeed || byte == ASCII.carriageReturn else {
                index += 1
                continue
            }
            writeSlice(field, text[start..<index], into: &output)
            let isPair = byte == ASCII.carriageReturn && index + 1 < text.count && text[index + 1] == ASCII.lineFeed
            index += isPair ? 2 : 1
            start = index
        }
        writeSlice(field, text[start...], into: &output)
    }

    private static func writeSlice(
        _ field: StaticString, _ line: Slice<UnsafeBufferPointer<UInt8>>, into output: inout [UInt8]
    ) {
        output.append(literal: field)
        output.append(contentsOf: UnsafeBufferPointer(rebasing: line))
        output.append(ASCII.lineFeed)
    }
}
