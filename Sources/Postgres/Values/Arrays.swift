// The binary form of an array: number of dimensions, whether there are NULLs, the element type, then for each
// dimension its length and lower bound, then each element with its length (-1 for NULL).

extension Array: PostgresEncodable where Element: PostgresArrayElement {
    package static var postgresType: PostgresType { Element.postgresArrayType }

    package func encode(into writer: inout BinaryWriter) {
        writer.reserve(20 + count * (4 + MemoryLayout<Element>.size))
        writer.write(isEmpty ? 0 : 1 as Int32)
        writer.write(Element.hasNull(self) ? 1 : 0 as Int32)
        writer.write(Element.postgresType.oid)
        guard !isEmpty else { return }
        writer.write(Int32(clamping: count))
        writer.write(1 as Int32)
        Element.encode(self, into: &writer)
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package static func accepts(_ type: PostgresType) -> Bool { type == Element.postgresArrayType }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        var reader = BinaryReader(bytes)
        let dimensions: Int32 = try reader.read()
        let _: Int32 = try reader.read()
        let elementType = PostgresType(oid: try reader.read())
        self = []
        guard dimensions > 0 else { return }
        guard dimensions == 1, Element.accepts(elementType) else { throw .malformed }
        let length: Int32 = try reader.read()
        let _: Int32 = try reader.read()
        // Each element takes at least its length field; anything else is not worth reserving memory for.
        guard length >= 0, Int(length) <= bytes.count / 4 else { throw .malformed }
        reserveCapacity(Int(length))
        for _ in 0..<length {
            let size: Int32 = try reader.read()
            if size < 0 {
                append(try Element.fromPostgresNull())
            } else {
                append(try Element(postgres: try reader.readBytes(Int(size)), type: elementType))
            }
        }
    }
}

extension Optional: PostgresArrayElement where Wrapped: PostgresArrayElement {
    package static var postgresArrayType: PostgresType { Wrapped.postgresArrayType }
}
