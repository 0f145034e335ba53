/// Writes JSON by hand, for answers that are too hot for an encoder. Commas are its business, nesting is the caller's.
///
/// Whether a comma is due is read off the last byte written: no value ends in `{`, `[`, `:` or `,`.
package struct JSONWriter: Sendable {
    package internal(set) var bytes: [UInt8] = []

    package init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    package mutating func beginObject() { open(0x7b) }
    package mutating func endObject() { bytes.append(0x7d) }
    package mutating func beginArray() { open(0x5b) }
    package mutating func endArray() { bytes.append(0x5d) }

    /// A key that needs no escaping, as literals of the program do not.
    package mutating func key(_ name: StaticString) {
        separate()
        bytes.append(ASCII.quote)
        bytes.append(literal: name)
        bytes.append(ASCII.quote)
        bytes.append(ASCII.colon)
    }

    /// A key that came from outside, such as one of a metadata map.
    package mutating func key(escaping name: String) {
        string(name)
        bytes.append(ASCII.colon)
    }

    package mutating func string(_ value: String) {
        separate()
        bytes.append(ASCII.quote)
        appendEscaped(value)
        bytes.append(ASCII.quote)
    }

    package mutating func integer(_ value: some BinaryInteger) {
        separate()
        if value < 0 { bytes.append(0x2d) }
        bytes.append(decimal: UInt64(clamping: value.magnitude))
    }

    package mutating func bool(_ value: Bool) {
        separate()
        bytes.append(literal: value ? "true" : "false")
    }

    package mutating func null() {
        separate()
        bytes.append(literal: "null")
    }

    /// A value that is JSON already and trusted to be.
    package mutating func json(_ value: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: value)
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
    }

    private mutating func separate() {
        switch bytes.last {
        case nil, 0x7b, 0x5b, ASCII.colon, ASCII.comma: break
        default: bytes.append(ASCII.comma)
        }
    }
}
