import Checkout

/// What is bought, what it costs, and what happens next, in the buyer's language.
struct OrderSummary: Sendable {
    /// A line of the bill.
    struct Line: Hashable, Sendable {
        enum Kind: String, Hashable, Sendable {
            case item, less, off, sum
        }

        let kind: Kind
        let label: String
        let amount: String
        var notes: [String] = []
    }

    let headline: String
    /// In large letters, with what it is for beside it.
    let price: String
    let per: String?
    let after: String?
    let lines: [Line]
    let next: String?
    /// What a confirmation permits, where it permits anything beyond today.
    let permission: String?
    /// On the button.
    let action: String

    init(_ session: SessionView, brand: Brand, locale: PageLocale, at time: Timestamp) {
        let words = locale.words
        let every = session.product?.period.map(words.every)
        let regular = every.map { "\(locale.money.text(session.amount)) \($0)" }
        let total = locale.money.text(session.total)
        headline = Self.headline(session, brand, words)
        per = session.checkoutMode == .standard ? every : nil
        lines = Self.lines(session, locale)
        permission = session.checkoutMode == .free ? nil : regular.map { words.allowsCharges(brand.name, $0) }
        switch session.checkoutMode {
        case .standard:
            price = total
            after = nil
            next = regular.map(words.renews) ?? words.paidOnce
            action = regular == nil ? words.pay(total) : words.subscribe(total)
        case .free:
            price = words.free
            after = nil
            next = words.nothingEver
            action = words.confirm
        case .trial:
            let day = locale.dates.text(time + .seconds(session.trialDays * 86_400))
            price = words.daysFree(session.trialDays)
            after = regular.map(words.thenCosts)
            next = regular.map { words.trialEnds(day, $0) }
            action = words.startTrial
        case .change:
            price = total
            after = regular.map(words.thenCosts)
            next = regular.map(words.renews)
            action = session.total.isZero ? words.confirm : words.change(total)
        }
    }

    private static func headline(_ session: SessionView, _ brand: Brand, _ words: PageWords) -> String {
        guard let product = session.product else { return words.payTo(brand.name) }
        if session.checkoutMode == .trial { return words.tryOut(product.name) }
        if session.checkoutMode == .change { return words.changeTo(product.name) }
        let isOnce = product.period == nil && session.checkoutMode == .standard
        return isOnce ? words.payTo(brand.name) : words.subscribeTo(product.name)
    }

    private static func lines(_ session: SessionView, _ locale: PageLocale) -> [Line] {
        let (words, money) = (locale.words, locale.money)
        var lines: [Line] = []
        if let product = session.product {
            // Of a change the lines that follow are the bill, and this is what they are for.
            let every = session.checkoutMode == .change ? product.period.map { " " + words.every($0) } : nil
            var item = Line(kind: .item, label: product.name, amount: money.text(session.amount) + (every ?? ""))
            if session.quantity > 1 { item.notes.append(words.quantity(session.quantity)) }
            if let description = product.description, !description.isEmpty { item.notes.append(description) }
            lines.append(item)
        } else if !session.discount.isZero || !session.tax.isZero {
            lines.append(Line(kind: .item, label: words.subtotal, amount: money.text(session.amount)))
        }
        if let proration = session.proration { lines += Self.lines(proration, locale) }
        if !session.discount.isZero {
            let code = session.couponCode.map { " (\($0))" } ?? ""
            let off = "\u{2212}" + money.text(session.discount)
            lines.append(Line(kind: .off, label: words.discount + code, amount: off))
        }
        if !session.tax.isZero {
            lines.append(Line(kind: .less, label: words.tax, amount: money.text(session.tax)))
        }
        let isOnce = session.product?.period == nil
        let label = isOnce ? words.total : words.dueToday
        lines.append(Line(kind: .sum, label: label, amount: money.text(session.total)))
        return lines
    }

    /// What becomes of the rest of the period.
    private static func lines(_ proration: Proration, _ locale: PageLocale) -> [Line] {
        guard !proration.credited.isZero || !proration.charged.isZero else { return [] }
        let (words, money) = (locale.words, locale.money)
        return [
            Line(kind: .off, label: words.credited, amount: "\u{2212}" + money.text(proration.credited)),
            Line(kind: .less, label: words.charged, amount: money.text(proration.charged)),
        ]
    }
}
