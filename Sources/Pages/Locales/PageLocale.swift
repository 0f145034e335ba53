/// A language that pages speak. To add one, write a file like `PageLocale+German.swift` and list it in `all`: whatever it
/// lacks does not compile, and the tests compare its sentences with those in English.
package struct PageLocale: Sendable {
    /// A BCP 47 tag.
    package let tag: String
    package let money: MoneyFormat
    package let dates: DateFormat
    package let words: PageWords
    /// The sentences of `FailureAdvice` and `Suggestion`, by their English, as the API tells them.
    let advice: [String: String]

    /// The first is for everybody who speaks none of them.
    package static let all = [english, german, spanish, french]

    /// A sentence about a failure.
    package func advice(_ english: String) -> String { advice[english] ?? english }
}

extension PageLocale {
    /// What was asked for by name (`?locale=`), else the best of what the browser's `Accept-Language` prefers.
    package static func best(named name: String?, accepting header: String?) -> PageLocale {
        if let name, let locale = named(name) { return locale }
        let ranges = (header ?? "").split(separator: ",").prefix(20).compactMap(LanguageRange.init)
        // Sorting may reorder equals: the place decides among those.
        let preferred = ranges.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
        for (_, range) in preferred where range.weight > 0 {
            if let locale = named(range.tag) { return locale }
        }
        return english
    }

    /// `de`, and `de-AT`, which is near enough.
    private static func named(_ tag: String) -> PageLocale? {
        let language = tag.lowercased().prefix { $0 != "-" && $0 != "_" }
        return all.first { $0.tag == language }
    }
}

/// `de-AT;q=0.8` (RFC 9110 §12.5.4).
private struct LanguageRange {
    let tag: String
    /// In thousandths.
    let weight: Int

    init?(_ text: Substring) {
        let parts = text.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
        guard let tag = parts.first, !tag.isEmpty else { return nil }
        self.tag = tag
        weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Self.thousandths($0.dropFirst(2)) } ?? 1000
    }

    private static func thousandths(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first.flatMap({ Int($0) }), whole == 0 else { return 1000 }
        guard parts.count == 2 else { return 0 }
        return Int((String(parts[1]) + "000").prefix(3)) ?? 0
    }
}
