extension Int16: PostgresArrayElement {
    package static var postgresType: PostgresType { .int2 }
    package static var postgresArrayType: PostgresType { .int2Array }
    package static func accepts(_ type: PostgresType) -> Bool { type == .int2 }
    package func encode(into writer: inout BinaryWriter) { writer.write(self) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        self = try BinaryReader.number(bytes)
    }
}

extension Int32: PostgresArrayElement {
    package static var postgresType: PostgresType { .int4 }
    package static var postgresArrayType: PostgresType { .int4Array }
    package static func accepts(_ type: PostgresType) -> Bool { type == .int4 || type == .int2 }
    package func encode(into writer: inout BinaryWriter) { writer.write(self) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        self = type == .int2 ? Int32(try BinaryReader.number(bytes) as Int16) : try BinaryReader.number(bytes)
    }
}

extension Int64: PostgresArrayElement {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }
    package static func accepts(_ type: PostgresType) -> Bool { type == .int8 || type == .int4 || type == .int2 }
    package func encode(into writer: inout BinaryWriter) { writer.write(self) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        switch type {
        case .int8: self = try BinaryReader.number(bytes)
        case .int4: self = Int64(try BinaryReader.number(bytes) as Int32)
        default: self = Int64(try BinaryReader.number(bytes) as Int16)
        }
    }
}

extension Int: PostgresArrayElement {
    package static var postgresType: PostgresType { .int8 }
    package static var postgresArrayType: PostgresType { .int8Array }
    package static func accepts(_ type: PostgresType) -> Bool { Int64.accepts(type) }
    package func encode(into writer: inout BinaryWriter) { writer.write(Int64(self)) }

    package init(postgres bytes: UnsafeRawBufferPointer, type: PostgresType) throws(PostgresValueError) {
        guard let number = Int(exactly: try Int64(postgres: bytes, type: type)) else { throw .malformed }
        self = number
    }
}
