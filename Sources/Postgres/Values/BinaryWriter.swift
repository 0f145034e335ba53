/// Collects values in PostgreSQL's binary form: numbers big-endian, everything else as its bytes.
package struct BinaryWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package var count: Int { bytes.count }

    package mutating func write<Number: FixedWidthInteger>(_ number: Number) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    package mutating func write(utf8 text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    package mutating func write(bytes more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    package mutating func reserve(_ more: Int) {
        bytes.reserveCapacity(bytes.count + more)
    }

    /// Fills in a length that was not known when its place was reserved.
    mutating func overwrite(_ number: Int32, at offset: Int) {
        withUnsafeBytes(of: number.bigEndian) { source in
            for index in source.indices { bytes[offset + index] = source[index] }
        }
    }
}
