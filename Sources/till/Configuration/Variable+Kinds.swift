import HTTPServer

/// What a value should have looked like, as the end of a sentence: “give a whole number from 1 to 100”.
struct Expectation: Error, Equatable, Sendable {
    var advice: String
}

/// The kinds of variables that occur more than once.
extension Variable {
    typealias Target<Value> = WritableKeyPath<Configuration, Value> & Sendable

    static func integer(
        _ name: String, _ range: ClosedRange<Int>, _ target: any Target<Int>, _ summary: String
    ) -> Variable {
        Variable(
            name: name, form: "\(range.lowerBound)–\(range.upperBound)",
            standard: String(Configuration()[keyPath: target]), summary: summary,
            read: { text, configuration throws(Expectation) in
                configuration[keyPath: target] = try wholeNumber(text, in: range)
            },
            show: { String($0[keyPath: target]) })
    }

    /// An integer whose default is not a number but a rule.
    static func optionalInteger(
        _ name: String, _ range: ClosedRange<Int>, _ target: any Target<Int?>, standard: String, _ summary: String
    ) -> Variable {
        Variable(
            name: name, form: "\(range.lowerBound)–\(range.upperBound)", standard: standard, summary: summary,
            read: { text, configuration throws(Expectation) in
                configuration[keyPath: target] = try wholeNumber(text, in: range)
            },
            show: { $0[keyPath: target].map(String.init) ?? standard })
    }

    static func boolean(_ name: String, _ target: any Target<Bool>, _ summary: String) -> Variable {
        Variable(
            name: name, form: "1 or 0", standard: "0", summary: summary,
            read: { text, configuration throws(Expectation) in
                switch text.lowercased() {
                case "1", "true", "yes", "on": configuration[keyPath: target] = true
                case "0", "false", "no", "off": configuration[keyPath: target] = false
                default: throw Expectation(advice: "give 1 or 0")
                }
            },
            show: { $0[keyPath: target] ? "1" : "0" })
    }

    static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ target: any Target<Value>, standard: String, _ summary: String
    ) -> Variable where Value.RawValue == String {
        Variable(
            name: name, form: list(Value.self), standard: standard, summary: summary,
            read: { text, configuration throws(Expectation) in
                configuration[keyPath: target] = try oneOf(Value.self, text)
            },
            show: { $0[keyPath: target].rawValue })
    }

    static func oneOf<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type, _ text: String
    ) throws(Expectation) -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: text.lowercased()) else {
            throw Expectation(advice: "give \(list(type))")
        }
        return value
    }

    static func addressRanges(_ text: String) throws(Expectation) -> [AddressRange] {
        var ranges: [AddressRange] = []
        for part in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let range = AddressRange(String(part)) else {
                throw Expectation(advice: "“\(part)” is no address or block; give some like 10.0.0.0/8, 2001:db8::/32")
            }
            ranges.append(range)
        }
        return ranges
    }

    private static func list<Value: RawRepresentable & CaseIterable>(_ type: Value.Type) -> String
    where Value.RawValue == String {
        let words = Value.allCases.map(\.rawValue)
        return words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    }

    private static func wholeNumber(_ text: String, in range: ClosedRange<Int>) throws(Expectation) -> Int {
        // `Int` also reads "+5", which is more likely a slip than a wish.
        guard text.utf8.first != UInt8(ascii: "+"), let value = Int(text), range.contains(value) else {
            throw Expectation(advice: "give a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }
}
