import Checkout
import HTTPMessages

extension SchemaValidator {
    /// What only tells readers something.
    static let annotations: Set<String> = ["title", "description", "default", "examples", "contentMediaType"]

    func assert(_ keyword: String, _ wanted: JSONValue, _ value: JSONValue, _ place: String) -> [String] {
        let holds: Bool? =
            switch keyword {
            case "type": types(wanted).contains { Self.isOf($0, value) }
            case "const": value == wanted
            case "enum": wanted.array?.contains(value)
            case "minimum": value.integer.map { $0 >= wanted.integer ?? .max } ?? true
            case "maximum": value.integer.map { $0 <= wanted.integer ?? .min } ?? true
            case "minLength": value.string.map { $0.unicodeScalars.count >= wanted.integer ?? .max } ?? true
            case "maxLength": value.string.map { $0.unicodeScalars.count <= wanted.integer ?? .min } ?? true
            case "minItems": value.array.map { $0.count >= wanted.integer ?? .max } ?? true
            case "maxItems": value.array.map { $0.count <= wanted.integer ?? .min } ?? true
            case "maxProperties": value.object.map { $0.members.count <= wanted.integer ?? .min } ?? true
            case "pattern": value.string.map { Self.matches($0, wanted.string) } ?? true
            case "format": value.string.map { Self.isOfFormat(wanted.string, $0) } ?? true
            case "required", "items", "propertyNames", "contentSchema": true
            default: Self.annotations.contains(keyword) ? true : nil
            }
        guard let holds else { return ["\(place): the keyword \(keyword) is not known here"] }
        guard holds else { return ["\(place): \(keyword) \(wanted.bytes.text), not \(value.bytes.text.prefix(200))"] }
        return parts(keyword, wanted, value, place)
    }

    /// Keywords whose findings are about something inside the value.
    private func parts(_ keyword: String, _ wanted: JSONValue, _ value: JSONValue, _ place: String) -> [String] {
        switch keyword {
        case "required":
            guard let object = value.object else { return [] }
            return (wanted.array ?? []).compactMap(\.string).filter { object[$0] == nil }
                .map { "\(place).\($0) is missing" }
        case "items":
            return (value.array ?? []).enumerated().flatMap { index, element in
                problems(of: element, wanted, at: "\(place)[\(index)]")
            }
        case "propertyNames":
            return (value.object?.members ?? []).flatMap { member in
                problems(of: .string(member.name), wanted, at: "\(place)'s name \(member.name)")
            }
        case "contentSchema":
            guard let text = value.string else { return [] }
            let content = try? JSONParser.parse(Array(text.utf8))
            return content.map { problems(of: $0, wanted, at: "\(place)'s content") } ?? ["\(place) is not JSON"]
        default: return []
        }
    }

    private func types(_ wanted: JSONValue) -> [String] {
        wanted.string.map { [$0] } ?? wanted.array?.compactMap(\.string) ?? []
    }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch (type, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("array", .array), ("object", .object): true
        case ("integer", .number(let number)): number.integer != nil
        default: false
        }
    }

    private static func matches(_ text: String, _ pattern: String?) -> Bool {
        guard let pattern, let expression = try? Regex(pattern) else { return false }
        return text.firstMatch(of: expression) != nil
    }

    private static func isOfFormat(_ format: String?, _ text: String) -> Bool {
        switch format {
        case "date-time": Timestamp(text) != nil
        case "uri":
            text.contains("://") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        default: false
        }
    }
}

extension [UInt8] {
    var text: String { String(decoding: self, as: UTF8.self) }
}
