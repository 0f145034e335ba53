import Checkout

extension SimulatedStripe {
    /// What a period costs. One that is cut short by the anchor costs its part.
    mutating func periodLines(_ subscription: Subscription, _ period: Range<Timestamp>) -> [InvoiceLine] {
        let whole = subscription.cycle.period(containing: period.lowerBound)
        return subscription.items.map { item in
            let isWhole = whole == period
            return line(
                item,
                amount: isWhole ? item.amount : Proration.rest(of: item.amount, in: whole, from: period.lowerBound),
                "\(item.quantity) × \(productName(item)) (at \(item.price.wording))", period)
        }
    }

    /// What a trial costs: nothing, and it says so.
    mutating func trialLines(_ subscription: Subscription, _ trial: Range<Timestamp>) -> [InvoiceLine] {
        subscription.items.map { line($0, amount: 0, "Trial period for \(productName($0))", trial) }
    }

    /// What a change in the middle of a period gives back, and what it costs for the rest. What stayed is left alone.
    mutating func prorationLines(
        from old: Subscription, to new: Subscription, at time: Timestamp
    ) -> [InvoiceLine] {
        let whole = old.cycle.period(containing: time)
        guard time < old.currentPeriod.upperBound, old.status != .trialing else { return [] }
        let rest = time..<old.currentPeriod.upperBound
        let day = "\(time.description.prefix(10))"
        var lines: [InvoiceLine] = []
        for item in old.items where !new.items.contains(where: { $0.costs(as: item) }) {
            let amount = -Proration.rest(of: item.amount, in: whole, from: time)
            lines.append(line(item, amount: amount, "Unused time on \(productName(item)) after \(day)", rest, true))
        }
        for item in new.items where !old.items.contains(where: { $0.costs(as: item) }) {
            let amount = Proration.rest(of: item.amount, in: whole, from: time)
            lines.append(line(item, amount: amount, "Remaining time on \(productName(item)) after \(day)", rest, true))
        }
        return lines
    }

    /// What an end in the middle of a period gives back.
    mutating func creditLines(_ subscription: Subscription, at time: Timestamp) -> [InvoiceLine] {
        var emptied = subscription
        emptied.items = []
        return prorationLines(from: subscription, to: emptied, at: time)
    }

    private mutating func line(
        _ item: SubscriptionItem, amount: Int64, _ description: String, _ period: Range<Timestamp>,
        _ isProration: Bool = false
    ) -> InvoiceLine {
        InvoiceLine(
            id: generator.identifier("il_1"), amount: amount, description: description, period: period,
            price: item.price, quantity: item.quantity, item: item.id, isProration: isProration)
    }

    private func productName(_ item: SubscriptionItem) -> String {
        products[item.price.product]?.name ?? item.price.product
    }
}

extension SubscriptionItem {
    fileprivate func costs(as other: SubscriptionItem) -> Bool {
        id == other.id && price.id == other.price.id && quantity == other.quantity
    }
}

extension Price {
    /// As a bill says it, in minor units: the simulator knows no currencies.
    fileprivate var wording: String {
        let every = recurring.map { $0.count == 1 ? $0.unit.rawValue : "\($0.count) \($0.unit.rawValue)s" }
        return "\(unitAmount) \(currency) / \(every ?? "once")"
    }
}
