/// The parameters `$1`, `$2`, … of one execution, already in binary form in one buffer.
package struct PostgresParameters: Sendable {
    /// Where a parameter lies in the buffer; a NULL has no length.
    struct Field: Sendable {
        var type: PostgresType
        var offset: Int
        var length: Int32
        var isNull: Bool
    }

    private(set) var fields: [Field] = []
    private(set) var writer = BinaryWriter()

    package init() {}

    package init<each Value: PostgresEncodable>(_ values: repeat each Value) {
        repeat append(each values)
    }

    package var count: Int { fields.count }

    package mutating func append<Value: PostgresEncodable>(_ value: Value) {
        let offset = writer.count
        let isNull = value.isPostgresNull
        if !isNull { value.encode(into: &writer) }
        // PostgreSQL's own limit for a value is 1 GB, so that a length beyond 2 GB is refused by it in any case.
        let length = Int32(clamping: writer.count - offset)
        fields.append(Field(type: Value.postgresType, offset: offset, length: length, isNull: isNull))
    }
}
