/// A `bytea`; a type of its own because an array of `UInt8` could as well mean numbers.
package struct PostgresBytes: Hashable, Sendable, PostgresArrayElement {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package static var postgresType: PostgresType { .bytea }
    package static var postgresArrayType: PostgresType { .byteaArray }
    package static func accepts(_ type: PostgresType) -> Bool { type == .bytea }
    package func encode(into writer: inout BinaryWriter) { writer.write(bytes: bytes) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        self.bytes = Array(bytes)
    }
}
