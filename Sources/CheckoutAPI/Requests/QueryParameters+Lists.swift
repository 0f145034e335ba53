package import Checkout
package import CheckoutStore
package import HTTPMessages

/// What the parameters of lists have in common.
extension QueryParameters {
    package static let defaultLimit = 20

    /// How many are wanted: 1 to 100, 20 unless told.
    package func limit() throws(APIError) -> Int { try integer("limit", in: 1...100) ?? Self.defaultLimit }

    /// The `nextCursor` of the page before.
    package func cursor() throws(APIError) -> ListCursor? {
        try value("cursor", "the nextCursor of an earlier answer", ListCursor.init)
    }

    package func id<Kind: IdentifierKind>(
        _ name: String, as type: Identifier<Kind>.Type = Identifier<Kind>.self
    ) throws(APIError) -> Identifier<Kind>? {
        try value(name, "an id that begins with \(Kind.prefix)") { Identifier($0) }
    }

    package func timestamp(_ name: String) throws(APIError) -> Timestamp? {
        try value(name, "an RFC 3339 time such as 2026-01-31T23:59:59.999Z", Timestamp.init)
    }

    /// One of the values of an enumeration.
    package func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, of type: Choice.Type = Choice.self
    ) throws(APIError) -> Choice? where Choice.RawValue == String {
        let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(name, "one of \(names)", Choice.init)
    }

    private func value<Value>(
        _ name: String, _ expectation: String, _ read: (String) -> Value?
    ) throws(APIError) -> Value? {
        guard let text = self[name] else { return nil }
        guard let value = read(text) else { throw .invalid(name, expectation) }
        return value
    }
}
