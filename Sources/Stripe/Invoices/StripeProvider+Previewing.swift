import Checkout
import HTTPMessages
import Payments

extension StripeProvider {
    func previewChange(_ order: ChangeOrder) async throws(ProviderFailure) -> ChangePreview {
        let item = try await item(of: order)
        var details: FormMap = [
            "items": .list([.map(try await line(order.price, of: order, item))]),
            "proration_behavior": Self.behavior(order.proration),
        ]
        details["proration_date"] = order.at.map { .text(String($0.unixSeconds)) }
        let form: FormMap = [
            "subscription": .text(order.subscription.providerID), "subscription_details": .map(details),
        ]
        let call = StripeCall(
            method: .post, path: "/v1/invoices/create_preview", form: form,
            accountID: order.subscription.accountID, asksOnly: true)
        return try await priced(call, order, item) { form, line in
            var details = form["subscription_details"]?.map ?? FormMap()
            details["items"] = .list([.map(line)])
            form["subscription_details"] = .map(details)
        } read: { object throws(UnreadableMember) in
            try ChangePreview(stripe: object, of: order)
        }
    }
}

extension ChangePreview {
    /// Of the bill Stripe would make next.
    fileprivate init(stripe object: JSONObject, of order: ChangeOrder) throws(UnreadableMember) {
        try object.checkType("invoice")
        // Of half the lines the sums would be wrong.
        guard let list = object["lines"]?.object, list["has_more"]?.bool != true else {
            throw UnreadableMember("lines")
        }
        var lines: [Line] = []
        for line in list.elements { lines.append(try Line(stripe: line)) }
        let due = try object.money("amount_due")
        let isNow = order.proration == .billedNow || Self.startsAnew(lines, object, order)
        let zero = Money.zero(due.currency)
        var (credited, charged, total) = (zero, zero, zero)
        do throws(MoneyError) {
            for line in lines where line.isProration || isNow {
                total = try total.adding(line.amount)
                if line.amount.isNegative {
                    credited = try credited.subtracting(line.amount)
                } else {
                    charged = try charged.adding(line.amount)
                }
            }
        } catch {
            throw UnreadableMember("lines.amount")
        }
        var billedAt = order.at
        if !isNow { billedAt = try object.optionalTime("next_payment_attempt") }
        self.init(
            lines: lines, credited: credited, charged: charged, total: total, dueNow: isNow ? due : zero,
            billedAt: billedAt)
    }

    /// Another interval starts a new period at once, which is billed at once, whatever was asked for. It is told by a
    /// whole period that begins no later than the old one's parts.
    private static func startsAnew(_ lines: [Line], _ invoice: JSONObject, _ order: ChangeOrder) -> Bool {
        guard let start = lines.first(where: { !$0.isProration })?.period?.lowerBound else { return false }
        if let at = order.at { return start <= at }
        return lines.contains { $0.isProration && ($0.period.map { start <= $0.lowerBound } ?? false) }
    }
}

extension ChangePreview.Line {
    fileprivate init(stripe line: JSONObject) throws(UnreadableMember) {
        self.init(
            description: line["description"]?.string ?? "", amount: try line.money("amount"),
            period: try line["period"]?.object?.times("start", "end"), isProration: line.isProration)
    }
}
