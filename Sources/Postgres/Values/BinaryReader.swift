/// Takes big-endian numbers and byte runs off the front of a value received in binary form.
struct BinaryReader {
    private var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func read<Number: FixedWidthInteger>(
        _: Number.Type = Number.self
    ) throws(PostgresValueError) -> Number {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { throw .malformed }
        let number = rest.loadUnaligned(as: Number.self)
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(size))
        return Number(bigEndian: number)
    }

    mutating func readBytes(_ count: Int) throws(PostgresValueError) -> UnsafeRawBufferPointer {
        guard count >= 0, rest.count >= count else { throw .malformed }
        let bytes = UnsafeRawBufferPointer(rebasing: rest.prefix(count))
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        return bytes
    }

    /// A value that is one number and nothing else.
    static func number<Number: FixedWidthInteger>(
        _ bytes: UnsafeRawBufferPointer
    ) throws(PostgresValueError) -> Number {
        guard bytes.count == MemoryLayout<Number>.size else { throw .malformed }
        return Number(bigEndian: bytes.loadUnaligned(as: Number.self))
    }
}
