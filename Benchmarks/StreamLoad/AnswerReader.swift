/// Reads one answer whose header tells its length, in whatever pieces it comes.
struct AnswerReader {
    private var header: [UInt8] = []
    private var status = 0
    private var missing: Int?

    /// The status, once the last byte of the answer is here.
    mutating func read(_ bytes: UnsafeRawBufferPointer) throws -> Int? {
        if let length = missing {
            missing = length - bytes.count
        } else {
            header += bytes
            try readHeader()
        }
        return missing == 0 ? status : nil
    }

    private mutating func readHeader() throws {
        let text = String(decoding: header, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return }
        let lines = text[..<end.lowerBound].split(separator: "\r\n")
        let name = "content-length:"
        guard
            let first = lines.first, let code = first.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
            let line = lines.first(where: { $0.lowercased().hasPrefix(name) }),
            let length = Int(line.dropFirst(name.count).filter { $0 != " " })
        else { throw LoadError("an answer without status or length") }
        status = code
        missing = length - (header.count - text[..<end.upperBound].utf8.count)
    }
}
