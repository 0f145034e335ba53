import Checkout

/// What a part of a period costs, by the second, as Stripe counts.
enum Proration {
    /// The share of an amount that the rest of a period from `time` on is, rounded half up.
    static func rest(of amount: Int64, in period: Range<Timestamp>, from time: Timestamp) -> Int64 {
        let whole = period.upperBound.unixSeconds - period.lowerBound.unixSeconds
        let rest = min(max(0, period.upperBound.unixSeconds - time.unixSeconds), whole)
        guard whole > 0 else { return 0 }
        let doubled = 2 * Int128(amount) * Int128(rest) + Int128(whole)
        return Int64(clamping: doubled / (2 * Int128(whole)))
    }
}
