import Testing

@testable import till

@Suite struct LogFormatTests {
    private func line(_ format: LogFormat, colours: Bool = false, _ record: LogRecord) -> String {
        String(decoding: LogFormatter(format: format, colours: colours).line(record), as: UTF8.self)
    }

    private let record = LogRecord(
        unixNanoseconds: 1_700_000_000_123_456_789, level: .warning, message: "a \"quoted\"\nmessage",
        requestID: "req-1",
        fields: [
            "route": "/v1/x", "status": 200, "seconds": 0.25, "ok": true, "text": "two words", "nan": .decimal(.nan),
        ])

    @Test func jsonIsOneObjectALine() {
        #expect(
            line(.json, record)
                == #"{"time":"2023-11-14T22:13:20.123Z","level":"warning","message":"a \"quoted\"\nmessage","#
                + #""requestId":"req-1","route":"/v1/x","status":200,"seconds":0.25,"ok":true,"text":"two words","nan":null}"#
                + "\n")
    }

    @Test func textIsOneLineForPeople() {
        #expect(
            line(.text, record)
                == #"22:13:20.123 warning a "quoted" message  route=/v1/x  status=200  seconds=0.25  ok=true"#
                + #"  text="two words"  nan=null  requestId=req-1"# + "\n")
    }

    @Test func coloursOnlyTheLevel() {
        var record = record
        record.fields = [:]
        #expect(line(.text, colours: true, record).hasPrefix("22:13:20.123 \u{1B}[33mwarning\u{1B}[0m a"))
    }

    @Test(arguments: LogFormat.allCases)
    func nothingBreaksOutOfALine(_ format: LogFormat) {
        let hostile = String(String.UnicodeScalarView((0..<0x21).map { Unicode.Scalar(UInt8($0)) })) + "\u{7F}\u{1B}[2J"
        let text = line(
            format,
            LogRecord(
                unixNanoseconds: 0, level: .info, message: hostile, requestID: hostile, fields: ["x": .string(hostile)])
        )
        #expect(text.utf8.filter { $0 < 0x20 } == [0x0A])
        #expect(text.hasSuffix("\n"))
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_164_800_001, "2024-02-29T00:00:00.001Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"), (-86_400_000, "1969-12-31T00:00:00.000Z"),
        (1_798_761_599_999, "2026-12-31T23:59:59.999Z"),
    ])
    func timesAreRFC3339(_ milliseconds: Int64, _ expected: String) {
        #expect(LogTime.string(milliseconds * 1_000_000) == expected)
    }
}
