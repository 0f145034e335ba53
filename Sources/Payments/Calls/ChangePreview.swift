package import Checkout

/// What a change of price would cost.
package struct ChangePreview: Hashable, Sendable {
    /// One line of the bill it would lead to.
    package struct Line: Hashable, Sendable {
        package var description: String
        /// Negative when it is given back.
        package var amount: Money
        package var period: Range<Timestamp>?
        /// Whether it is for a part of a period, because of the change.
        package var isProration: Bool

        package init(description: String, amount: Money, period: Range<Timestamp>? = nil, isProration: Bool) {
            self.description = description
            self.amount = amount
            self.period = period
            self.isProration = isProration
        }
    }

    /// All lines of the bill; of a bill that comes at the period's end also the next period's.
    package var lines: [Line]
    /// For the time that was paid for at the old price and is not used. Not negative.
    package var credited: Money
    /// For that time at the new price.
    package var charged: Money
    /// Of both: what the change costs, or when negative what is left over for bills to come.
    package var total: Money
    /// What is paid at once.
    package var dueNow: Money
    /// When the bill is due that has the lines.
    package var billedAt: Timestamp?
    package var currency: Currency { total.currency }

    package init(lines: [Line], credited: Money, charged: Money, total: Money, dueNow: Money, billedAt: Timestamp?) {
        self.lines = lines
        self.credited = credited
        self.charged = charged
        self.total = total
        self.dueNow = dueNow
        self.billedAt = billedAt
    }

    /// For the buyer, in a sentence.
    package var explanation: String {
        let code = currency.code.uppercased()
        guard !credited.isZero || !charged.isZero else {
            return "Nothing is charged or credited for the current period; the new price counts from the next bill on."
        }
        let parts =
            "\(credited.decimalString) \(code) is credited for unused time at the old price and "
            + "\(charged.decimalString) \(code) charged for it at the new one."
        if !dueNow.isZero { return parts + " \(dueNow.decimalString) \(code) is due now." }
        return parts + (total.isNegative ? " The rest is credited to the next bill." : " It is on the next bill.")
    }
}
