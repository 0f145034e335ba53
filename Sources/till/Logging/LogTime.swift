/// Writes instants as RFC 3339 in UTC with milliseconds, without a calendar library.
struct LogTime {
    /// `1970-01-01T00:00:00.000Z`
    static let length = 24

    /// Appends the text for a wall-clock time in nanoseconds since 1970.
    static func append(_ unixNanoseconds: Int64, to bytes: inout [UInt8]) {
        let milliseconds = floorDivide(unixNanoseconds, 1_000_000)
        let (seconds, millisecond) = (
            floorDivide(milliseconds, 1000), milliseconds - floorDivide(milliseconds, 1000) * 1000
        )
        let (days, second) = (floorDivide(seconds, 86_400), seconds - floorDivide(seconds, 86_400) * 86_400)
        let date = civil(fromDays: days)
        pad(date.year, 4, into: &bytes)
        bytes.append(UInt8(ascii: "-"))
        pad(date.month, 2, into: &bytes)
        bytes.append(UInt8(ascii: "-"))
        pad(date.day, 2, into: &bytes)
        bytes.append(UInt8(ascii: "T"))
        pad(second / 3600, 2, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        pad(second / 60 % 60, 2, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        pad(second % 60, 2, into: &bytes)
        bytes.append(UInt8(ascii: "."))
        pad(millisecond, 3, into: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }

    static func string(_ unixNanoseconds: Int64) -> String {
        var bytes: [UInt8] = []
        append(unixNanoseconds, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The proleptic Gregorian date of a day number; https://howardhinnant.github.io/date_algorithms.html
    private static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }

    private static func pad(_ value: Int64, _ width: Int, into bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}
