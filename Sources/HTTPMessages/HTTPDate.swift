/// The IMF-fixdate of RFC 9110 §5.6.7, such as `Sun, 06 Nov 1994 08:49:37 GMT`, from arithmetic alone.
package enum HTTPDate {
    package static func render(unixSeconds: Int64) -> [UInt8] {
        let days = Int((unixSeconds >= 0 ? unixSeconds : unixSeconds - 86_399) / 86_400)
        let second = Int(unixSeconds) - days * 86_400
        let (year, month, day) = civilDate(daysSinceEpoch: days)
        var output: [UInt8] = []
        output.reserveCapacity(29)
        output.append(literal: weekday(daysSinceEpoch: days))
        output.append(literal: ", ")
        appendPadded(day, width: 2, to: &output)
        output.append(ASCII.space)
        output.append(literal: monthName(month))
        output.append(ASCII.space)
        appendPadded(year, width: 4, to: &output)
        output.append(ASCII.space)
        appendPadded(second / 3600, width: 2, to: &output)
        output.append(ASCII.colon)
        appendPadded(second / 60 % 60, width: 2, to: &output)
        output.append(ASCII.colon)
        appendPadded(second % 60, width: 2, to: &output)
        output.append(literal: " GMT")
        return output
    }

    /// Howard Hinnant's `civil_from_days`: years start in March, so that leap days come last.
    private static func civilDate(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func weekday(daysSinceEpoch: Int) -> StaticString {
        switch ((daysSinceEpoch % 7) + 7) % 7 {
        case 0: "Thu"
        case 1: "Fri"
        case 2: "Sat"
        case 3: "Sun"
        case 4: "Mon"
        case 5: "Tue"
        default: "Wed"
        }
    }

    static func monthName(_ month: Int) -> StaticString {
        switch month {
        case 1: "Jan"
        case 2: "Feb"
        case 3: "Mar"
        case 4: "Apr"
        case 5: "May"
        case 6: "Jun"
        case 7: "Jul"
        case 8: "Aug"
        case 9: "Sep"
        case 10: "Oct"
        case 11: "Nov"
        default: "Dec"
        }
    }

    private static func appendPadded(_ value: Int, width: Int, to output: inout [UInt8]) {
        var divisor = width == 4 ? 1000 : 10
        while divisor > 0 {
            output.append(ASCII.zero + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }
}
