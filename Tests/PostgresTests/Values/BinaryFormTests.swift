import Testing

@testable import Postgres

@Suite struct BinaryFormTests {
    private func encoded<Value: PostgresEncodable>(_ value: Value) -> [UInt8] {
        var writer = BinaryWriter()
        value.encode(into: &writer)
        return writer.bytes
    }

    private func decoded<Value: PostgresDecodable>(
        _: Value.Type, _ bytes: [UInt8], _ type: PostgresType
    ) throws(PostgresValueError) -> Value {
        // A detour, because closures lose the type of what they throw.
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(PostgresValueError) in try Value(postgres: buffer, type: type) }
        }
        return try result.get()
    }

    @Test func numbersAreBigEndian() throws {
        #expect(encoded(Int32(-2)) == [0xFF, 0xFF, 0xFF, 0xFE])
        #expect(encoded(1) == [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(try decoded(Int.self, [0xFF, 0xFE], .int2) == -2)
        #expect(try decoded(Int64.self, [0, 0, 1, 0], .int4) == 256)
        #expect(try decoded(Int32.self, [0x7F, 0xFF], .int2) == 32_767)
        #expect(encoded(1.0) == [0x3F, 0xF0, 0, 0, 0, 0, 0, 0])
        #expect(try decoded(Double.self, [0x3F, 0x80, 0, 0], .float4) == 1)
    }

    @Test func narrowTypesDoNotAcceptWideColumns() {
        #expect(!Int32.accepts(.int8))
        #expect(!Int16.accepts(.int4))
        #expect(!Bool.accepts(.int2))
        #expect(!String.accepts(.bytea))
        #expect(!PostgresTimestamp.accepts(.int8))
        #expect(![Int64].accepts(.int4Array))
    }

    @Test func wrongLengthsAreMalformed() {
        #expect(throws: PostgresValueError.malformed) { try decoded(Int64.self, [0, 1], .int8) }
        #expect(throws: PostgresValueError.malformed) { try decoded(PostgresUUID.self, [1, 2, 3], .uuid) }
        #expect(throws: PostgresValueError.malformed) { try decoded(PostgresJSON.self, [2, 123, 125], .jsonb) }
        #expect(throws: PostgresValueError.malformed) { try decoded(PostgresJSON.self, [], .jsonb) }
    }

    @Test func timestampsCountFromTheYear2000() throws {
        #expect(encoded(PostgresTimestamp(unixMicroseconds: 946_684_800_000_001)) == [0, 0, 0, 0, 0, 0, 0, 1])
        #expect(
            try decoded(PostgresTimestamp.self, [0, 0, 0, 0, 0, 0, 0, 0], .timestamptz).unixMicroseconds
                == 946_684_800_000_000)
        #expect(PostgresTimestamp(unixNanoseconds: 1_999).unixMicroseconds == 1)
        #expect(PostgresTimestamp(unixNanoseconds: -1).unixMicroseconds == -1)
    }

    @Test(arguments: [PostgresTimestamp.distantFuture, .distantPast, PostgresTimestamp(unixMicroseconds: .min + 5)])
    func infinitiesSurvive(_ time: PostgresTimestamp) throws {
        let back = try decoded(PostgresTimestamp.self, encoded(time), .timestamptz)
        #expect(back == (time == .distantFuture ? .distantFuture : .distantPast))
    }

    @Test func uuidsAreReadStrictly() {
        let text = "0190b5c8-7e7e-7abc-8def-00112233AABB"
        #expect(PostgresUUID(text)?.description == text.lowercased())
        for wrong in [
            "", "0190b5c87e7e7abc8def00112233aabb", text + "0", String(text.dropLast()), text + "-",
            "g190b5c8-7e7e-7abc-8def-00112233aabb", "{" + text + "}",
        ] {
            #expect(PostgresUUID(wrong) == nil, "\(wrong)")
        }
    }

    @Test func arraysHaveADocumentedForm() throws {
        let bytes = encoded([1, nil, 3] as [Int32?])
        #expect(
            bytes == [
                0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 23, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF,
                0xFF,
                0, 0, 0, 4, 0, 0, 0, 3,
            ])
        #expect(try decoded([Int32?].self, bytes, .int4Array) == [1, nil, 3])
        #expect(throws: PostgresValueError.unexpectedNull) { try decoded([Int32].self, bytes, .int4Array) }
        #expect(encoded([] as [Int32]) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 23])
    }

    @Test func arraysThatLieAboutTheirLengthAreMalformed() {
        let honest = encoded([1, 2] as [Int32])
        for length in 0..<honest.count where length != 12 {
            #expect(throws: PostgresValueError.malformed) {
                try decoded([Int32].self, Array(honest.prefix(length)), .int4Array)
            }
        }
        var boasting = honest
        boasting[12] = 0x7F
        #expect(throws: PostgresValueError.malformed) { try decoded([Int32].self, boasting, .int4Array) }
    }

    @Test func parametersKeepTypesAndNulls() {
        let parameters = PostgresParameters(7, nil as String?, "", true)
        #expect(parameters.fields.map(\.type) == [.int8, .text, .text, .bool])
        #expect(parameters.fields.map(\.isNull) == [false, true, false, false])
        #expect(parameters.fields.map(\.length) == [8, 0, 0, 1])
        #expect(parameters.fields.map(\.offset) == [0, 8, 8, 8])
    }
}
