/// Writes JSON by hand, for answers that are too hot for an encoder. Commas are its business, nesting is the caller's.
package struct JSONWriter: Sendable {
    /// What a piece is wrapped in when it is written.
    enum Wrapping {
        case none
        case quotes
        /// Quotes and the colon behind them.
        case key
    }

    /// Longer than what has been written: so a piece costs one check of the room and one copy.
    private var storage: [UInt8]
    private var used = 0

    package init(capacity: Int = 512) { storage = [UInt8](repeating: 0, count: max(capacity, 64)) }

    /// What has been written so far.
    package var bytes: [UInt8] { [UInt8](storage[..<used]) }

    package mutating func beginObject() { write(literal: "{") }
    package mutating func endObject() { put(UInt8(ascii: "}")) }
    package mutating func beginArray() { write(literal: "[") }
    package mutating func endArray() { put(UInt8(ascii: "]")) }

    /// A key that needs no escaping, as literals of the program do not.
    package mutating func key(_ name: StaticString) { write(literal: name, .key) }

    /// A key that came from outside, such as one of a metadata map.
    package mutating func key(escaping name: String) {
        string(name)
        put(ASCII.colon)
    }

    package mutating func integer(_ value: Int) { integer(Int64(value)) }

    package mutating func integer(_ value: Int64) {
        DecimalDigits(value.magnitude, isNegative: value < 0).withUnsafeBytes { write($0) }
    }

    package mutating func bool(_ value: Bool) { write(literal: value ? "true" : "false") }

    package mutating func null() { write(literal: "null") }

    /// A value that is JSON already and trusted to be.
    package mutating func json(_ value: some Collection<UInt8>) {
        let isWritten: Void? = value.withContiguousStorageIfAvailable { write(UnsafeRawBufferPointer($0)) }
        if isWritten == nil { [UInt8](value).withUnsafeBytes { write($0) } }
    }

    mutating func write(literal: StaticString, _ wrapping: Wrapping = .none) {
        literal.withUTF8Buffer { write(UnsafeRawBufferPointer($0), wrapping) }
    }

    /// Appends one value or key, behind a comma if one is due.
    ///
    /// Whether it is can be read off the last byte: no value ends in `{`, `[`, `:` or `,`.
    @inline(__always)
    mutating func write(_ piece: UnsafeRawBufferPointer, _ wrapping: Wrapping = .none) {
        reserve(piece.count + 4)
        let start = used
        // One reach into the array for all of it: each costs a check that nobody else holds it.
        used = storage.withUnsafeMutableBytes { output in
            guard let base = output.baseAddress else { return start }
            var position = start
            func place(_ byte: UInt8) {
                base.storeBytes(of: byte, toByteOffset: position, as: UInt8.self)
                position &+= 1
            }
            if position > 0 {
                switch base.load(fromByteOffset: position &- 1, as: UInt8.self) {
                case UInt8(ascii: "{"), UInt8(ascii: "["), ASCII.colon, ASCII.comma: break
                default: place(ASCII.comma)
                }
            }
            if wrapping != .none { place(ASCII.quote) }
            if let source = piece.baseAddress { (base + position).copyMemory(from: source, byteCount: piece.count) }
            position &+= piece.count
            if wrapping != .none { place(ASCII.quote) }
            if wrapping == .key { place(ASCII.colon) }
            return position
        }
    }

    /// Appends bytes as they are.
    mutating func put(_ piece: UnsafeRawBufferPointer) {
        reserve(piece.count)
        place(piece)
    }

    mutating func put(_ byte: UInt8) {
        reserve(1)
        place(byte)
    }

    @inline(__always)
    private mutating func place(_ byte: UInt8) {
        storage[used] = byte
        used &+= 1
    }

    @inline(__always)
    private mutating func place(_ piece: UnsafeRawBufferPointer) {
        storage.withUnsafeMutableBytes { UnsafeMutableRawBufferPointer(rebasing: $0[used...]).copyMemory(from: piece) }
        used &+= piece.count
    }

    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if storage.count &- used < count { grow(count) }
    }

    private mutating func grow(_ count: Int) {
        storage.append(contentsOf: repeatElement(0, count: max(count, storage.count)))
    }
}
