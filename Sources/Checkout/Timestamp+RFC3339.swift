extension Timestamp: LosslessStringConvertible {
    /// RFC 3339 in UTC with exactly milliseconds: `2026-01-31T23:59:59.999Z`.
    package var description: String {
        String(unsafeUninitializedCapacity: 24) { output in
            let (dayNumber, millisecondOfDay) = floorDivide(unixMilliseconds, by: 86_400_000)
            let date = CivilDate(dayNumber: dayNumber)
            let (secondOfDay, millisecond) = millisecondOfDay.quotientAndRemainder(dividingBy: 1000)
            let (minuteOfDay, second) = secondOfDay.quotientAndRemainder(dividingBy: 60)
            let (hour, minute) = minuteOfDay.quotientAndRemainder(dividingBy: 60)
            Self.write(date.year / 100, "-", 0, output)
            Self.write(date.year % 100, "-", 2, output)
            Self.write(date.month, "-", 5, output)
            Self.write(date.day, "T", 8, output)
            Self.write(hour, ":", 11, output)
            Self.write(minute, ":", 14, output)
            Self.write(second, ".", 17, output)
            Self.write(millisecond / 10, "Z", 20, output)
            output[22] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: millisecond % 10)
            output[23] = UInt8(ascii: "Z")
            return 24
        }
    }

    /// Two digits and what stands behind them.
    private static func write(
        _ value: Int64, _ separator: Unicode.Scalar, _ position: Int, _ output: UnsafeMutableBufferPointer<UInt8>
    ) {
        output[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10)
        output[position + 1] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10)
        output[position + 2] = UInt8(ascii: separator)
    }

    /// Reads RFC 3339's `date-time`, and nothing else: upper-case `T` and `Z`, any number of decimals from one to nine
    /// (or none), cut to milliseconds, `Z` or a numeric offset. Leap seconds are refused, since Unix time has none.
    package init?(_ text: String) {
        var reader = DigitReader(text)
        guard
            let year = reader.number(width: 4), reader.skip("-"), let month = reader.number(width: 2), reader.skip("-"),
            let day = reader.number(width: 2), let date = CivilDate(year: year, month: month, day: day),
            reader.skip("T"),
            let hour = reader.number(width: 2), hour < 24, reader.skip(":"),
            let minute = reader.number(width: 2), minute < 60, reader.skip(":"),
            let second = reader.number(width: 2), second < 60,
            let millisecond = Self.fraction(&reader), let offset = Self.offset(&reader), reader.isAtEnd
        else { return nil }
        let seconds = date.dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset
        let milliseconds = seconds * 1000 + millisecond
        // An offset can push a text of the year 0000 or 9999 out of range; that is refused, not moved.
        guard (Self.earliest.unixMilliseconds...Self.latest.unixMilliseconds).contains(milliseconds) else { return nil }
        self.init(unixMilliseconds: milliseconds)
    }

    /// Milliseconds after the second; 0 when there is no point at all.
    private static func fraction(_ reader: inout DigitReader) -> Int64? {
        guard reader.skip(".") else { return 0 }
        var (milliseconds, count) = (Int64(0), 0)
        while let digit = reader.number(width: 1) {
            if count < 3 { milliseconds = milliseconds * 10 + digit }
            count += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in 0..<max(0, 3 - count) { milliseconds *= 10 }
        return milliseconds
    }

    /// Seconds east of UTC.
    private static func offset(_ reader: inout DigitReader) -> Int64? {
        if reader.skip("Z") { return 0 }
        let sign: Int64 = reader.skip("-") ? -1 : reader.skip("+") ? 1 : 0
        guard
            sign != 0, let hours = reader.number(width: 2), hours < 24, reader.skip(":"),
            let minutes = reader.number(width: 2), minutes < 60
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let timestamp = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
        }
        self = timestamp
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
