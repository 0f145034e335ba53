/// The ordered fields of an answer. No value in here can end its line: control characters become spaces on the way in.
package struct HTTPHeaders: Sendable {
    /// One line of the header block.
    package struct Field: Hashable, Sendable {
        package let name: HTTPFieldName
        package let value: String
    }

    package private(set) var fields: [Field] = []

    package init() {}

    /// The value of the first field of that name.
    package subscript(name: HTTPFieldName) -> String? {
        fields.first { $0.name == name }?.value
    }

    package func values(of name: HTTPFieldName) -> [String] {
        fields.filter { $0.name == name }.map(\.value)
    }

    package func contains(_ name: HTTPFieldName) -> Bool { fields.contains { $0.name == name } }

    /// Appends a field, keeping others of the same name.
    package mutating func add(_ name: HTTPFieldName, _ value: String) {
        fields.append(Field(name: name, value: Self.singleLine(value)))
    }

    /// Replaces every field of that name by this one.
    package mutating func set(_ name: HTTPFieldName, _ value: String) {
        remove(name)
        add(name, value)
    }

    package mutating func remove(_ name: HTTPFieldName) {
        if contains(name) { fields.removeAll { $0.name == name } }
    }

    /// RFC 9110 §5.5 allows a recipient to replace CR, LF and NUL by SP; doing so on the sender's side makes response
    /// splitting impossible whatever a handler puts in.
    private static func singleLine(_ value: String) -> String {
        var value = value
        if value.withUTF8({ $0.allSatisfy { $0.isFieldValueByte } }) { return value }
        let bytes = value.utf8.map { $0.isFieldValueByte ? $0 : ASCII.space }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (HTTPFieldName, String)...) {
        // With room for what is added on the way out, such as Vary.
        fields.reserveCapacity(elements.count + 2)
        for (name, value) in elements { add(name, value) }
    }
}

extension HTTPHeaders: Hashable {}
