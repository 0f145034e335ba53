import FoundationEssentials
import HTTPMessages
import Testing

/// Dates against known ones and against another calendar.
@Suite struct HTTPDateTests {
    private func text(_ unixSeconds: Int64) -> String {
        String(decoding: HTTPDate.render(unixSeconds: unixSeconds), as: UTF8.self)
    }

    @Test(
        "known dates",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        ] as [(Int64, String)])
    func known(_ unixSeconds: Int64, _ expected: String) {
        #expect(text(unixSeconds) == expected)
    }

    @Test func eachDayOfACentury() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        for day in stride(from: Int64(0), to: 36_525, by: 7) {
            let seconds = day * 86_400 + day % 86_400
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekday, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: Double(seconds)))
            let words = text(seconds).split(whereSeparator: { " ,:".contains($0) })
            #expect(Int(words[1]) == parts.day && Int(words[3]) == parts.year)
            #expect(
                ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].firstIndex(of: words[0]).map { $0 + 1 }
                    == parts.weekday)
            #expect(Int(words[4]) == parts.hour && Int(words[5]) == parts.minute && Int(words[6]) == parts.second)
        }
    }

    @Test func whatIsWrittenIsRead() {
        for seconds in stride(from: Int64(-2_000_000_000), to: 8_000_000_000, by: 7_654_321) {
            #expect(HTTPDate.parse(text(seconds)) == seconds)
        }
        #expect(HTTPDate.parse("Sat, 31 Dec 2016 23:59:60 GMT") == 1_483_228_800, "a leap second")
    }

    @Test(arguments: [
        "", "Sun, 06 Nov 1994 08:49:37", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Thu, 31 Feb 2000 00:00:00 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, +6 Nov 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:3é GMT",
    ])
    func nothingElseIs(_ text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }
}
