package import Checkout
package import HTTPMessages

/// The types of `Checkout` as members of a body.
extension JSONReader {
    /// An id; a malformed one is an impossible value.
    package func id<Kind: IdentifierKind>(
        _ name: String, as type: Identifier<Kind>.Type = Identifier<Kind>.self
    ) throws(APIError) -> Identifier<Kind>? {
        guard let text = try string(name) else { return nil }
        guard let id = Identifier<Kind>(text) else { throw invalid(name, "an id that begins with \(Kind.prefix)") }
        return id
    }

    /// A currency by its code in lower case.
    package func currency(_ name: String) throws(APIError) -> Currency? {
        guard let text = try string(name) else { return nil }
        guard let currency = Currency(text) else { throw invalid(name, "a lower-case ISO 4217 code") }
        return currency
    }

    package func metadata(_ name: String = "metadata") throws(APIError) -> Metadata? {
        guard let values = try stringMap(name) else { return nil }
        do throws(MetadataError) {
            return try Metadata(values)
        } catch {
            throw problem(name, error)
        }
    }

    private func problem(_ name: String, _ error: MetadataError) -> APIError {
        switch error {
        case .tooManyKeys: invalid(name, "an object of at most \(Metadata.maximumKeyCount) members")
        case .emptyKey: invalid(name, "an object whose members have names")
        case .keyTooLong(let key):
            invalid("\(name).\(key.prefix(40))", "named with at most \(Metadata.maximumKeyCharacterCount) characters")
        case .valueTooLong(let key):
            invalid("\(name).\(key)", "at most \(Metadata.maximumValueCharacterCount) characters long")
        case .nulCharacter(let key): invalid("\(name).\(key.prefix(40))", "free of NUL characters")
        }
    }
}
