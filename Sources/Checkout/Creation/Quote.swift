/// What an order costs.
package struct Quote: Hashable, Sendable {
    /// Unit price times quantity.
    package let amount: Money
    package let discount: Money
    package let tax: Money
    /// What the buyer pays now: nothing yet in a trial.
    package let due: Money
    package let mode: CheckoutMode

    /// Every step is checked for overflow, and the result against what a provider can charge.
    package init(
        unitAmount: Money, quantity: Int64, discount: Money?, tax: Money?, trialDays: Int
    ) throws(OrderProblem) {
        let currency = unitAmount.currency
        let range = CheckoutLimits.amountMinorUnits
        let unit = OrderProblem("amount", .outOfRange(range))
        guard range.contains(unitAmount.minorUnits) else { throw unit }
        let amount = try Self.calculated(or: OrderProblem("quantity", .outOfRange(range))) {
            () throws(MoneyError) in try unitAmount.multiplied(by: quantity)
        }
        self.discount = discount ?? .zero(currency)
        self.tax = tax ?? .zero(currency)
        guard self.discount.currency == currency else { throw OrderProblem("couponCode", .differentCurrency) }
        guard self.tax.currency == currency else { throw OrderProblem("taxAmount", .differentCurrency) }
        guard !self.discount.isNegative, self.discount.minorUnits <= amount.minorUnits else {
            throw OrderProblem("couponCode", .moreThanTheAmount)
        }
        guard range.contains(self.tax.minorUnits) else { throw OrderProblem("taxAmount", .outOfRange(range)) }
        let (discounted, taxed) = (self.discount, self.tax)
        let total = try Self.calculated(or: OrderProblem("quantity", .outOfRange(range))) {
            () throws(MoneyError) in try amount.subtracting(discounted).adding(taxed)
        }
        self.amount = amount
        mode = unitAmount.isZero ? .free : trialDays > 0 ? .trial : total.isZero ? .free : .standard
        due = mode == .standard ? total : .zero(currency)
    }

    /// Of a change, whose provider has worked out what is due.
    init(changing change: PlanChange, to unitAmount: Money, quantity: Int64) throws(OrderProblem) {
        let whole = try Quote(unitAmount: unitAmount, quantity: quantity, discount: nil, tax: nil, trialDays: 0)
        self.init(amount: whole.amount, discount: whole.discount, tax: whole.tax, due: change.due, mode: .change)
    }

    /// As it was stored.
    package init(amount: Money, discount: Money, tax: Money, due: Money, mode: CheckoutMode) {
        self.amount = amount
        self.discount = discount
        self.tax = tax
        self.due = due
        self.mode = mode
    }

    private static func calculated(
        or problem: OrderProblem, _ calculation: () throws(MoneyError) -> Money
    ) throws(OrderProblem) -> Money {
        let money: Money
        do throws(MoneyError) { money = try calculation() } catch { throw problem }
        guard CheckoutLimits.amountMinorUnits.contains(money.minorUnits) else { throw problem }
        return money
    }
}
