extension RequestHead {
    /// The value of the first field of that name, whitespace around it removed.
    package subscript(name: HTTPFieldName) -> String? {
        firstField(named: name).map { string($0.value) }
    }

    package func contains(_ name: HTTPFieldName) -> Bool { firstField(named: name) != nil }

    /// The values of all fields of that name, in order.
    package func values(of name: HTTPFieldName) -> [String] {
        fields.filter { isNamed($0, name) }.map { string($0.value) }
    }

    /// The value of a field that may come once only; repeated, it is 400: two parties could pick different ones.
    package func single(_ name: HTTPFieldName) throws(APIError) -> String? {
        let values = values(of: name)
        guard values.count <= 1 else {
            throw APIError(
                .validation, code: "duplicate_header", message: "The header \(name) may be given only once.",
                param: name.name)
        }
        return values.first
    }

    /// Every field as text, in the order it came.
    package var headers: [(name: String, value: String)] {
        fields.map { (name: string($0.name), value: string($0.value)) }
    }

    private func firstField(named name: HTTPFieldName) -> FieldExtent? {
        fields.first { isNamed($0, name) }
    }

    private func isNamed(_ field: FieldExtent, _ name: HTTPFieldName) -> Bool {
        let expected = name.name.utf8
        guard field.name.count == expected.count else { return false }
        var index = Int(field.name.start)
        for byte in expected {
            if bytes[index] != byte, bytes[index].asciiLowercased != byte.asciiLowercased { return false }
            index += 1
        }
        return true
    }
}
