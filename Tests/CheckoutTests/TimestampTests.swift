import Foundation
import TestSupport
import Testing

@testable import Checkout

@Suite("Timestamps")
struct TimestampTests {
    static let examples: [(Int64, String)] = [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (1, "1970-01-01T00:00:00.001Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_078_012_799_999, "2004-02-28T23:59:59.999Z"),
        (1_709_164_800_000, "2024-02-29T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (1_645_557_742_000, "2022-02-22T19:22:22.000Z"), (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
        (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ]

    @Test("texts of known instants", arguments: examples)
    func known(milliseconds: Int64, text: String) {
        #expect(Timestamp(unixMilliseconds: milliseconds).description == text)
        #expect(Timestamp(text)?.unixMilliseconds == milliseconds)
    }

    @Test(
        "other RFC 3339 spellings of the same instant",
        arguments: [
            "2022-02-22T19:22:22Z", "2022-02-22T19:22:22.0Z", "2022-02-22T19:22:22.000999Z",
            "2022-02-22T19:22:22.000000999Z", "2022-02-22T19:22:22+00:00", "2022-02-22T19:22:22-00:00",
            "2022-02-22T14:22:22-05:00", "2022-02-23T00:52:22.000+05:30",
        ])
    func spellings(text: String) {
        #expect(Timestamp(text)?.unixMilliseconds == 1_645_557_742_000)
    }

    @Test("decimals are cut, not rounded")
    func decimals() {
        #expect(Timestamp("1970-01-01T00:00:00.5Z")?.unixMilliseconds == 500)
        #expect(Timestamp("1970-01-01T00:00:00.05Z")?.unixMilliseconds == 50)
        #expect(Timestamp("1970-01-01T00:00:00.9999Z")?.unixMilliseconds == 999)
        #expect(Timestamp("1969-12-31T23:59:59.9999Z")?.unixMilliseconds == -1)
    }

    @Test(
        "what is not RFC 3339 is nil",
        arguments: [
            "", "2022-02-22", "2022-02-22T19:22:22", "2022-02-22T19:22:22.Z", "2022-02-22t19:22:22Z",
            "2022-02-22T19:22:22z", "2022-02-22 19:22:22Z", "2022-02-30T00:00:00Z", "2023-02-29T00:00:00Z",
            "2100-02-29T00:00:00Z", "2022-00-01T00:00:00Z", "2022-13-01T00:00:00Z", "2022-04-31T00:00:00Z",
            "2022-01-00T00:00:00Z", "2022-01-32T00:00:00Z", "2022-02-22T24:00:00Z", "2022-02-22T19:60:00Z",
            "2022-02-22T19:22:60Z", "2016-12-31T23:59:60Z", "2022-02-22T19:22:22.0000000000Z",
            "2022-02-22T19:22:22+0000", "2022-02-22T19:22:22+24:00", "2022-02-22T19:22:22+00:60",
            "2022-02-22T19:22:22ZZ", "2022-02-22T19:22:22Z ", " 2022-02-22T19:22:22Z", "+022-02-22T19:22:22Z",
            "-022-02-22T19:22:22Z", "22022-02-22T19:22:22Z", "2022-2-22T19:22:22Z", "2022-02-22T19:22:22,5Z",
            "2022-02-22T19:22:2٢Z", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "1645557742",
        ])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("every instant comes back from its text, and texts sort like instants")
    func roundTrips() {
        withSeed("timestamps") { generator in
            let range = Timestamp.earliest.unixMilliseconds...Timestamp.latest.unixMilliseconds
            for _ in 0..<5000 {
                let left = Timestamp(unixMilliseconds: .random(in: range, using: &generator))
                let right = Timestamp(unixMilliseconds: .random(in: range, using: &generator))
                #expect(Timestamp(left.description) == left)
                #expect((left < right) == (left.description < right.description))
            }
        }
    }

    @Test("agrees with Foundation's calendar on every day of 800 years")
    func calendar() throws {
        var calendar = Foundation.Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        // From 1600 on, where Foundation does not switch to the Julian calendar.
        let first = CivilDate(year: 1600, month: 1, day: 1)
        var day = try #require(first).dayNumber
        let last = day + 2 * 146_097
        while day < last {
            let date = CivilDate(dayNumber: day)
            let parts = calendar.dateComponents(
                [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
            #expect(parts.year == Int(date.year) && parts.month == Int(date.month) && parts.day == Int(date.day))
            #expect(date.dayNumber == day)
            day += 13
        }
    }

    @Test("readings of other precisions fall into their millisecond")
    func precisions() {
        #expect(Timestamp(unixNanoseconds: 1_999_999).unixMilliseconds == 1)
        #expect(Timestamp(unixNanoseconds: -1).unixMilliseconds == -1)
        #expect(Timestamp(unixNanoseconds: .min).unixMilliseconds == -9_223_372_036_855)
        #expect(Timestamp(unixSeconds: 2).unixMilliseconds == 2000)
        #expect(Timestamp(unixSeconds: .max) == .latest)
        #expect(Timestamp(unixSeconds: .min) == .earliest)
        #expect(Timestamp(unixMilliseconds: 1999).unixSeconds == 1)
        #expect(Timestamp(unixMilliseconds: -1).unixSeconds == -1)
    }

    @Test("arithmetic stays in the range")
    func arithmetic() {
        let start = Timestamp(unixMilliseconds: 1_000)
        #expect((start + .milliseconds(500)).unixMilliseconds == 1500)
        #expect((start - .seconds(2)).unixMilliseconds == -1000)
        #expect((start + .microseconds(1999)).unixMilliseconds == 1001)
        #expect((start - .microseconds(1)).unixMilliseconds == 999)
        #expect((start + .milliseconds(500)) - start == .milliseconds(500))
        #expect(start + .seconds(Int64.max) == .latest)
        #expect(start - .seconds(Int64.max) == .earliest)
        #expect(start - Duration(secondsComponent: .min, attosecondsComponent: 0) == .latest)
        #expect(Timestamp(unixMilliseconds: .max) == .latest)
        #expect(Timestamp(unixMilliseconds: .min) == .earliest)
        #expect(Timestamp.latest.description == "9999-12-31T23:59:59.999Z")
    }

    @Test("JSON is the text")
    func json() throws {
        let json = try JSONEncoder().encode([Timestamp(unixMilliseconds: 0)])
        #expect(String(decoding: json, as: UTF8.self) == #"["1970-01-01T00:00:00.000Z"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: json) == [Timestamp(unixMilliseconds: 0)])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Timestamp].self, from: Data(#"["now"]"#.utf8)) }
    }
}
