/// The UTF-8 text of a `jsonb` or `json` value, exactly as it is sent or as the server printed it.
package struct PostgresJSON: Hashable, Sendable, PostgresArrayElement {
    package var bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
    package init(_ text: String) { bytes = Array(text.utf8) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    package static var postgresType: PostgresType { .jsonb }
    package static var postgresArrayType: PostgresType { .jsonbArray }
    package static func accepts(_ type: PostgresType) -> Bool { type == .jsonb || type == .json }

    /// The only version of the binary form there has ever been: this byte, then the text.
    private static let version: UInt8 = 1

    package func encode(into writer: inout BinaryWriter) {
        writer.write(Self.version)
        writer.write(bytes: bytes)
    }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        guard type == .jsonb else {
            self.bytes = Array(bytes)
            return
        }
        guard bytes.first == Self.version else { throw .malformed }
        self.bytes = Array(bytes.dropFirst())
    }
}
