import EventLoop
import Postgres
import TestSupport
import Testing

/// What goes to the server as a parameter comes back as the same value, and means there what it means here.
@Suite struct ValuesOnTheServerTests {
    private static let echo: PostgresStatement = "SELECT $1"

    private func expectRoundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(
        _ pool: PostgresPool, _ values: [Value]
    ) async throws {
        for value in values {
            let back = try await pool.first(Self.echo, PostgresParameters(value)) { try $0.decode(0, as: Value.self) }
            #expect(back == value)
        }
    }

    @Test func randomValuesComeBackUnchanged() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        let comment = "seed \(seed)"
        try await withPool { pool, _ in
            var random = SeededGenerator(seed: seed)
            print(comment)
            for _ in 0..<20 {
                let integers = (0..<6).map { _ in Int64(truncatingIfNeeded: random.next()) }
                let uuids = integers.map { PostgresUUID(bits: UInt128(UInt64(bitPattern: $0)) << 64 | 7) }
                let texts = integers.map { "é\($0)\u{1F4B6}\"{},\\ NULL" }
                try await expectRoundTrip(pool, integers)
                try await expectRoundTrip(pool, integers.map { Int32(truncatingIfNeeded: $0) })
                try await expectRoundTrip(pool, integers.map { Int16(truncatingIfNeeded: $0) })
                try await expectRoundTrip(pool, integers.map { $0 > 0 })
                try await expectRoundTrip(pool, integers.map { Double($0) / 3 })
                try await expectRoundTrip(pool, uuids)
                try await expectRoundTrip(pool, texts)
                try await expectRoundTrip(pool, integers.map { PostgresTimestamp(unixMicroseconds: $0 / 1_000) })
                try await expectRoundTrip(pool, texts.map { PostgresBytes(Array($0.utf8) + [0, 255]) })
                try await expectRoundTrip(pool, [integers, []])
                try await expectRoundTrip(pool, [uuids, []])
                try await expectRoundTrip(pool, [texts, [""], []])
                try await expectRoundTrip(pool, [integers.map { $0 > 0 }])
                try await expectRoundTrip(pool, [texts.map { PostgresBytes(Array($0.utf8)) }, [PostgresBytes([])]])
                try await expectRoundTrip(pool, [integers.map { PostgresTimestamp(unixMicroseconds: $0 / 1_000) }])
                try await expectRoundTrip(pool, [uuids.map { $0.bits % 3 == 0 ? nil : $0 }, [nil]])
                try await expectRoundTrip(pool, [texts.map { $0.count % 2 == 0 ? nil : $0 }])
            }
        }
    }

    @Test func boundariesComeBackUnchanged() async throws {
        try await withPool { pool, _ in
            try await expectRoundTrip(pool, [Int64.min, .max, 0, -1])
            try await expectRoundTrip(pool, [Int16.min, .max])
            try await expectRoundTrip(pool, ["", " ", "\u{1}\u{7F}\n\t", String(repeating: "x", count: 300_000)])
            try await expectRoundTrip(pool, [PostgresBytes([]), PostgresBytes((0...255).map { UInt8($0) })])
            try await expectRoundTrip(pool, [nil, 5] as [Int?])
            try await expectRoundTrip(pool, [nil, []] as [[String]?])
            try await expectRoundTrip(pool, [PostgresTimestamp.distantFuture, .distantPast])
            try await expectRoundTrip(pool, [Double.infinity, -Double.infinity, -0.0, .leastNonzeroMagnitude])
        }
    }

    @Test func theServerUnderstandsThemAsMeant() async throws {
        try await withPool { pool, _ in
            let texts = try await pool.first(
                "SELECT $1::text, $2::text, $3::text, $4::text, $5::text, $6::text",
                PostgresParameters(
                    PostgresTimestamp(unixMicroseconds: 1_789_000_000_123_456),
                    PostgresUUID("0190b5c8-7e7e-7abc-8def-00112233aabb"), PostgresJSON(#"{"a": [1, null]}"#),
                    PostgresBytes([0, 0xAB]), [nil, "a,b", "NULL"] as [String?],
                    [PostgresJSON("1"), PostgresJSON(#""x""#)])
            ) { row in try (0..<6).map { try row.decode($0, as: String.self) } }
            #expect(
                texts == [
                    "2026-09-10 00:26:40.123456+00", "0190b5c8-7e7e-7abc-8def-00112233aabb", #"{"a": [1, null]}"#,
                    "\\x00ab", #"{NULL,"a,b","NULL"}"#, #"{1,"\"x\""}"#,
                ])
        }
    }

    @Test func enumerationsDomainsAndNamesAreReadAsText() async throws {
        try await withPool { pool, _ in
            try await pool.execute("CREATE TYPE mood AS ENUM ('sad', 'happy')")
            try await pool.execute("CREATE DOMAIN amount AS bigint CHECK (VALUE >= 0)")
            let row = try await pool.first(
                "SELECT $1::mood, 'x'::name, 5::amount, 'v'::varchar(3), '{}'::json", PostgresParameters("happy")
            ) { row in
                (
                    try row.decode(0, as: String.self), try row.decode(1, as: String.self),
                    try row.decode(2, as: Int.self), try row.decode(3, as: String.self),
                    try row.decode(4, as: PostgresJSON.self)
                )
            }
            #expect(row?.0 == "happy" && row?.1 == "x" && row?.2 == 5 && row?.3 == "v" && row?.4.text == "{}")
        }
    }

    @Test func aWrongTypeIsAnErrorThatNamesTheColumn() async throws {
        try await withPool { pool, _ in
            func reason(_ read: @escaping (borrowing PostgresRow) throws -> Int) async throws -> String {
                try await failure { _ = try await pool.query("SELECT 'a', NULL::int8", decode: read) }.reason
            }
            #expect(try await reason { try $0.decode(0) } == "column 0 is text and cannot be Int")
            #expect(try await reason { try $0.decode(1) } == "column 1 is NULL and cannot be Int")
            #expect(try await reason { try $0.decode(2) } == "there is no column 2")
            // The connection is none the worse for it.
            try await expectRoundTrip(pool, [1])
        }
    }

    @Test func bytesCanBeReadInPlace() async throws {
        try await withPool { pool, _ in
            let sums = try await pool.query("SELECT '\\x0102'::bytea UNION ALL SELECT NULL") { row in
                row.withBytes(0) { bytes in bytes.map { $0.reduce(0) { $0 + Int($1) } } ?? -1 }
            }
            #expect(Set(sums) == [3, -1])
        }
    }
}
