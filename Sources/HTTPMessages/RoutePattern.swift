/// A route's pattern taken apart: `/v1/things/{thingId}`.
struct RoutePattern: Sendable {
    enum Segment: Sendable {
        case literal([UInt8])
        case parameter
    }

    let text: String
    private(set) var segments: [Segment] = []
    private(set) var parameterNames: [String] = []

    init(_ pattern: String) throws(RouterError) {
        text = pattern
        guard pattern.hasPrefix("/") else { throw RouterError(description: "\(pattern): does not start with a slash") }
        // "/" has one segment, the empty one: so does the path "/", and nothing else.
        for text in pattern.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            segments.append(try Self.segment(String(text), of: pattern, names: &parameterNames))
        }
        guard parameterNames.count <= PathParameters.limit else {
            throw RouterError(description: "\(pattern): more than \(PathParameters.limit) parameters")
        }
    }

    private static func segment(
        _ text: String, of pattern: String, names: inout [String]
    ) throws(RouterError) -> Segment {
        if text.hasPrefix("{"), text.hasSuffix("}") {
            let name = String(text.dropFirst().dropLast())
            guard !name.isEmpty, name.utf8.allSatisfy(isNameByte), !names.contains(name) else {
                throw RouterError(description: "\(pattern): \(text) is not a parameter, or is there twice")
            }
            names.append(name)
            return .parameter
        }
        // Literals are compared with the path as it came, so one that a client would escape could never match.
        guard text.utf8.allSatisfy({ ByteSet.path.contains($0) && $0 != ASCII.percent }) else {
            throw RouterError(description: "\(pattern): \(text) holds a character that paths escape")
        }
        return .literal(Array(text.utf8))
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte.isDigit || byte.asciiLowercased &- 0x61 < 26 || byte == UInt8(ascii: "_")
    }
}
