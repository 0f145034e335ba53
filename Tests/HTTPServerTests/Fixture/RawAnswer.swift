/// One complete answer at the front of some bytes.
struct RawAnswer {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: String
    /// Its bytes with the head.
    let length: Int

    init?(_ bytes: [UInt8], toHead: Bool = false) {
        let separator = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first, let status = Int(first.split(separator: " ")[1]) else { return nil }
        self.status = status
        fields = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
        }
        let start = end + 4
        let declared = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let isBodiless = toHead || status < 200 || status == 204 || status == 304
        length = start + (isBodiless ? 0 : declared)
        guard bytes.count >= length else { return nil }
        body = String(decoding: bytes[start..<length], as: UTF8.self)
    }

    subscript(name: String) -> String? { fields.first { $0.name == name.lowercased() }?.value }
}
