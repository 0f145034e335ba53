package import Checkout
package import HTTPMessages

/// The types of `Checkout` as members of an answer.
extension JSONWriter {
    package mutating func member<Kind: IdentifierKind>(_ name: StaticString, _ id: Identifier<Kind>) {
        member(name, id.description)
    }

    package mutating func member(_ name: StaticString, _ time: Timestamp) { member(name, time.description) }

    package mutating func member(_ name: StaticString, timeOrNull time: Timestamp?) {
        member(name, orNull: time?.description)
    }

    /// In the order of the keys, so that the same map always has the same bytes.
    package mutating func member(_ name: StaticString, _ metadata: Metadata) {
        key(name)
        beginObject()
        for (name, value) in metadata.values.sorted(by: { $0.key < $1.key }) {
            key(escaping: name)
            string(value)
        }
        endObject()
    }
}

extension JSONWriter {
    /// The operations of a token, unless it is for all.
    mutating func member(_ name: StaticString, ifPresent operations: [TokenOperation]?) {
        guard let operations else { return }
        key(name)
        beginArray()
        for operation in operations { string(operation.rawValue) }
        endArray()
    }
}
