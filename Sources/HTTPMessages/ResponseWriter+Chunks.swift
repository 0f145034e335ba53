extension ResponseWriter {
    /// Appends a piece of a chunked body. An empty piece is no piece: written as a chunk it would end the body.
    package static func writeChunk(_ bytes: [UInt8], into output: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        output.append(hexadecimal: bytes.count)
        output.append(literal: "\r\n")
        output.append(contentsOf: bytes)
        output.append(literal: "\r\n")
    }

    package static func writeLastChunk(into output: inout [UInt8]) {
        output.append(literal: "0\r\n\r\n")
    }

    /// The interim answer to `Expect: 100-continue`.
    package static func writeContinue(into output: inout [UInt8]) {
        output.append(literal: "HTTP/1.1 100 Continue\r\n\r\n")
    }
}
