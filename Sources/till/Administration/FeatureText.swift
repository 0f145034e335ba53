import Checkout
import CheckoutStore

/// A feature as it is written on a command line: `sso=Single sign-on`, `seats=Seats:10`, `calls=API calls:1000/month`.
enum FeatureText {
    static let form = "CODE=TITLE[:LIMIT[/PERIOD]]"

    /// The code alone is its own title.
    static func read(_ text: String) throws(Expectation) -> ProductFeature {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isCode = parts[0].utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "_.-".utf8.contains(byte)
        }
        let (title, allowance) = parts.count == 2 ? try Self.allowance(after: parts[1]) : (parts[0], .boolean)
        guard isCode, let first = parts[0].first, first.isLetter || first.isNumber, parts[0].utf8.count <= 64,
            (1...200).contains(title.unicodeScalars.count)
        else {
            throw Expectation(advice: "give CODE=TITLE, the code in lower-case letters, digits, “_”, “.” and “-”")
        }
        return ProductFeature(key: parts[0], title: title, allowance)
    }

    /// A title may have colons of its own: what follows the last is a limit only when it looks like one.
    private static func allowance(after text: String) throws(Expectation) -> (String, FeatureAllowance) {
        guard let colon = text.lastIndex(of: ":") else { return (text, .boolean) }
        let words = text[text.index(after: colon)...].split(separator: "/", omittingEmptySubsequences: false)
        guard words[0] == "unlimited" || words[0].first?.isNumber == true, !words[0].contains(" ") else {
            return (text, .boolean)
        }
        let limit = Int64(words[0])
        guard
            words.count <= 2, words[0] == "unlimited" || limit.map(FeatureAllowance.limits.contains) == true,
            let allowance = words.count == 1 ? .number(limit: limit) : metered(limit, words[1])
        else {
            throw Expectation(
                advice: "give a limit like 10 or unlimited, and for what is used up when the count begins anew: "
                    + periods.map(\.word).joined(separator: ", "))
        }
        return (String(text[..<colon]), allowance)
    }

    private static let periods: [(word: String, period: FeatureResetPeriod?)] = [
        ("day", .day), ("month", .month), ("billing-period", .billingPeriod), ("never", nil),
    ]

    private static func metered(_ limit: Int64?, _ word: Substring) -> FeatureAllowance? {
        periods.first { $0.word == word }.map { .metered(limit: limit, resets: $0.period) }
    }
}

extension ProductFeature {
    /// For people: `API calls (1000 each month)`.
    var summary: String {
        switch allowance {
        case .boolean: title
        case .number(let limit): "\(title) (\(Self.words(limit)))"
        case .metered(let limit, nil): "\(title) (\(Self.words(limit)), counted)"
        case .metered(let limit, .billingPeriod): "\(title) (\(Self.words(limit)) each billing period)"
        case .metered(let limit, let period?): "\(title) (\(Self.words(limit)) each \(period.rawValue))"
        }
    }

    private static func words(_ limit: Int64?) -> String { limit.map { "\($0)" } ?? "unlimited" }
}
