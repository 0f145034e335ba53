extension HTTPDate {
    /// The seconds since 1970 of a date in the form that `render` gives; nil for any other. RFC 9110 has two older forms,
    /// which nobody has sent for decades.
    package static func parse(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count == 29 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard
            let day = number(5..<7), let year = number(12..<16), let hour = number(17..<19),
            let minute = number(20..<22), let second = number(23..<25),
            let month = (1...12).first(where: { monthName($0).matches(bytes[8..<11]) }),
            (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let time = Int64(days(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second)
        // Whatever is not as it would be written was not read right: a wrong weekday, the 31st of February.
        let isLeapSecond = second == 60
        return render(unixSeconds: isLeapSecond ? time - 1 : time).matches(bytes, exceptSecond: isLeapSecond)
            ? time : nil
    }

    /// Howard Hinnant's `days_from_civil`.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let era = (yearFromMarch >= 0 ? yearFromMarch : yearFromMarch - 399) / 400
        let yearOfEra = yearFromMarch - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension StaticString {
    fileprivate func matches(_ bytes: ArraySlice<UInt8>) -> Bool {
        withUTF8Buffer { $0.elementsEqual(bytes) }
    }
}

extension [UInt8] {
    fileprivate func matches(_ other: [UInt8], exceptSecond: Bool) -> Bool {
        exceptSecond ? prefix(23) == other.prefix(23) && suffix(4) == other.suffix(4) : self == other
    }
}
