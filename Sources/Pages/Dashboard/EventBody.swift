import HTTPMessages

/// The body of an event for people to read: indented, and without what would let whoever reads it pay or act for the buyer.
struct EventBody {
    private static let mask = "•••"
    /// Deeper than any event is.
    private static let maximumDepth = 64

    let text: String

    init(_ payload: [UInt8]) {
        guard let value = try? JSONParser.parse(payload, maximumDepth: Self.maximumDepth) else {
            text = String(decoding: payload, as: UTF8.self)
            return
        }
        var text = ""
        Self.write(value, indent: "", into: &text)
        self.text = text
    }

    private static func write(_ value: JSONValue, indent: String, into text: inout String) {
        let inner = indent + "  "
        switch value {
        case .object(let object) where !object.members.isEmpty:
            text += "{\n"
            for (index, member) in object.members.enumerated() {
                text += inner + quoted(member.name) + ": "
                write(isSecret(member) ? .string(mask) : member.value, indent: inner, into: &text)
                text += index == object.members.count - 1 ? "\n" : ",\n"
            }
            text += indent + "}"
        case .array(let elements) where !elements.isEmpty:
            text += "[\n"
            for (index, element) in elements.enumerated() {
                text += inner
                write(element, indent: inner, into: &text)
                text += index == elements.count - 1 ? "\n" : ",\n"
            }
            text += indent + "]"
        case .object: text += "{}"
        case .array: text += "[]"
        case .string(let string): text += quoted(string)
        case .number(let number): text += number.text
        case .bool(let bool): text += bool ? "true" : "false"
        case .null: text += "null"
        }
    }

    private static func isSecret(_ member: JSONObject.Member) -> Bool {
        member.value.string != nil && (member.name.contains("secret") || member.name.contains("api_key"))
    }

    private static func quoted(_ string: String) -> String {
        var json = JSONWriter()
        json.value(.string(string))
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
