extension Bool: PostgresArrayElement {
    package static var postgresType: PostgresType { .bool }
    package static var postgresArrayType: PostgresType { .boolArray }
    package static func accepts(_ type: PostgresType) -> Bool { type == .bool }
    package func encode(into writer: inout BinaryWriter) { writer.write(self ? 1 as UInt8 : 0) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        self = try BinaryReader.number(bytes) as UInt8 != 0
    }
}

extension Double: PostgresArrayElement {
    package static var postgresType: PostgresType { .float8 }
    package static var postgresArrayType: PostgresType { .float8Array }
    package static func accepts(_ type: PostgresType) -> Bool { type == .float8 || type == .float4 }
    package func encode(into writer: inout BinaryWriter) { writer.write(bitPattern) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        if type == .float8 {
            self.init(bitPattern: try BinaryReader.number(bytes))
        } else {
            self.init(Float(bitPattern: try BinaryReader.number(bytes)))
        }
    }
}

extension String: PostgresArrayElement {
    package static var postgresType: PostgresType { .text }
    package static var postgresArrayType: PostgresType { .textArray }

    /// The binary form of enumerations and of `citext` is their text, so user-defined types pass as well.
    package static func accepts(_ type: PostgresType) -> Bool {
        switch type {
        case .text, .varchar, .blankPaddedChar, .name, .unknown, .json: true
        default: type.isUserDefined
        }
    }

    package func encode(into writer: inout BinaryWriter) { writer.write(utf8: self) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        self.init(decoding: bytes, as: UTF8.self)
    }
}
