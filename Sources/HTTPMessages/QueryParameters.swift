/// The decoded `name=value` pairs of a query, read with their types; what does not fit is a 400 that names it.
package struct QueryParameters: Sendable {
    private var pairs: [(name: String, value: String)] = []

    /// Fails on undecodable or repeated names: of two values, two parties could pick different ones.
    package init(_ head: RequestHead) throws(APIError) {
        let extent = head.queryExtent ?? Extent(0, 0)
        try self.init(bytes: head.bytes[extent.range])
    }

    package init(_ query: String) throws(APIError) {
        try self.init(bytes: Array(query.utf8)[...])
    }

    private init(bytes: ArraySlice<UInt8>) throws(APIError) {
        for piece in bytes.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Limits.queryParameters else {
                throw .query("too_many_parameters", "There are too many query parameters.", nil)
            }
            let separator = piece.firstIndex(of: ASCII.equals) ?? piece.endIndex
            guard let name = percentDecoded(piece[..<separator], plusIsSpace: true),
                let value = percentDecoded(piece[separator...].dropFirst(), plusIsSpace: true)
            else { throw .query("invalid_query", "The query of the URL is malformed.", nil) }
            guard self[name] == nil else {
                throw .query("duplicate_parameter", "The parameter is given more than once.", name)
            }
            pairs.append((name, value))
        }
    }

    package subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value
    }

    /// In the order they came.
    package var names: [String] { pairs.map(\.name) }

    /// The text of a parameter, at most `characters` long.
    package func string(_ name: String, atMost characters: Int) throws(APIError) -> String? {
        guard let value = self[name] else { return nil }
        guard value.count <= characters else {
            throw .query("parameter_too_long", "The parameter may have at most \(characters) characters.", name)
        }
        return value
    }

    /// A whole number in base 10 within `range`.
    package func integer(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        guard let value = self[name] else { return nil }
        // Int's own reader takes a plus sign, which a `+` in a query does not even stand for.
        guard let number = value.hasPrefix("+") ? nil : Int(value), range.contains(number) else {
            throw .query(
                "parameter_out_of_range",
                "The parameter must be a whole number from \(range.lowerBound) to \(range.upperBound).", name)
        }
        return number
    }

    /// `true` or `false`.
    package func bool(_ name: String) throws(APIError) -> Bool? {
        switch self[name] {
        case nil: return nil
        case "true": return true
        case "false": return false
        default: throw .query("parameter_not_boolean", "The parameter must be true or false.", name)
        }
    }
}

extension APIError {
    fileprivate static func query(_ code: String, _ message: String, _ param: String?) -> APIError {
        APIError(.validation, code: code, message: message, param: param)
    }
}
