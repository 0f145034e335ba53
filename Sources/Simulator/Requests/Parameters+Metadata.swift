import HTTPMessages

/// A map of texts in the order they were set.
typealias TextMap = JSONObject

extension Parameters {
    /// Metadata as it is after this call: given keys are set, keys given as empty removed, all of it when the map itself
    /// is given as empty.
    func metadata(over old: TextMap = JSONObject()) throws(StripeFailure) -> TextMap {
        guard let value = map["metadata"] else { return old }
        if value.text == "" { return JSONObject() }
        guard let given = value.map else { throw .invalid("Invalid object", param: param("metadata")) }
        var metadata = old
        for member in given.members {
            guard let text = member.value.text else {
                throw .invalid("Invalid string", param: "\(param("metadata"))[\(member.name)]")
            }
            try check(key: member.name, value: text)
            metadata[member.name] = text.isEmpty ? nil : .string(text)
        }
        guard metadata.members.count <= 50 else {
            throw .invalid("Metadata can have at most 50 keys.", param: param("metadata"))
        }
        return metadata
    }

    private func check(key: String, value: String) throws(StripeFailure) {
        guard key.unicodeScalars.count <= 40 else {
            throw .invalid("Metadata keys can be at most 40 characters long.", param: param("metadata"))
        }
        guard value.unicodeScalars.count <= 500 else {
            throw .invalid(
                "Metadata values can have up to 500 characters, but you passed in a value that is "
                    + "\(value.unicodeScalars.count) characters.", param: "\(param("metadata"))[\(key)]")
        }
    }
}

extension FormValue {
    /// What the simulator stores without looking at it, such as addresses.
    var json: JSONValue {
        switch self {
        case .text(let text): text.isEmpty ? .null : .string(text)
        case .list(let elements): .array(elements.map(\.json))
        case .map(let map): .object(JSONObject(map.members.map { ($0.name, $0.value.json) }))
        }
    }
}

extension JSONValue {
    /// The text, or `null` without one.
    static func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }

    static func number(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
}
