import HTTPMessages

/// A part of a payment in percent with up to two decimals.
struct FeePercentage: Hashable, Sendable {
    let json: JSONValue
    let basisPoints: Int64

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let whole = Int64(parts[0]), (0...100).contains(whole) else { return nil }
        let decimals = parts.count == 2 ? parts[1] : "0"
        guard (1...2).contains(decimals.utf8.count), let rest = Int64(decimals), rest >= 0 else { return nil }
        basisPoints = whole * 100 + (decimals.utf8.count == 1 ? rest * 10 : rest)
        guard basisPoints <= 10_000, let json = try? JSONParser.parse(Array(text.utf8)) else { return nil }
        self.json = json
    }

    /// Rounded half up.
    func share(of amount: Int64) -> Int64 { (amount * basisPoints + 5_000) / 10_000 }
}
