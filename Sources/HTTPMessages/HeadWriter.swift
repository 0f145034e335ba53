/// Writes the head of an answer behind what is there already: room for all of it is made once, and each piece is one copy.
struct HeadWriter: ~Copyable {
    private let room: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    /// Calls `write` with room for `capacity` bytes at the end of `output`, and keeps what it wrote there.
    static func append(to output: inout [UInt8], capacity: Int, _ write: (inout HeadWriter) -> Void) {
        let start = output.count
        output.append(contentsOf: repeatElement(0, count: capacity))
        let written = output.withUnsafeMutableBytes { bytes in
            var writer = HeadWriter(room: UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
            write(&writer)
            return writer.count
        }
        output.removeLast(capacity - written)
    }

    private init(room: UnsafeMutableRawBufferPointer) { self.room = room }

    mutating func write(_ literal: StaticString) {
        literal.withUTF8Buffer { write(UnsafeRawBufferPointer($0)) }
    }

    mutating func write(_ text: String) {
        let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { write(UnsafeRawBufferPointer($0)) }
        if isWritten == nil { write(Array(text.utf8)) }
    }

    mutating func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0) }
    }

    mutating func write(decimal value: Int) {
        DecimalDigits(UInt64(value.magnitude), isNegative: value < 0).withUnsafeBytes { write($0) }
    }

    /// Checked: a capacity that was reckoned wrongly must not become a write beside the array.
    private mutating func write(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        precondition(bytes.count <= room.count - count, "the room for a head was reckoned too small")
        room.baseAddress?.advanced(by: count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }
}
