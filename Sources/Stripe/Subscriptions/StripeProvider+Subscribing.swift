import Checkout
import HTTPMessages
import Payments

extension StripeProvider {
    func createSubscription(_ order: SubscriptionOrder) async throws(ProviderFailure) -> SubscriptionReport {
        if let livemode = api.settings.livemode, livemode != order.livemode {
            throw .notAsked("the configured key is for \(livemode ? "live" : "test") mode")
        }
        let price = try await stripePrice(order.price, accountID: order.accountID)
        let call = StripeCall(
            method: .post, path: "/v1/subscriptions", form: Self.form(for: order, price), accountID: order.accountID,
            key: order.key.text)
        let object = try await made(call, order)
        return try Self.answer(object, to: call) { object throws(UnreadableMember) in
            try SubscriptionReport(stripe: object, accountID: order.accountID)
        }
    }

    /// In the first of the ways to name the paid period's end that Stripe takes, and at the price of our own where Stripe's
    /// is not sold any more; all under the same key: one that was refused stands for nothing yet, and if Stripe keeps the
    /// refusal none can be made under it.
    private func made(_ call: StripeCall, _ order: SubscriptionOrder) async throws(ProviderFailure) -> JSONObject {
        var call = call
        var anchors = Self.anchors(of: order)[...]
        var standIn = order.standIn
        var refusal: StripeCallFailure?
        while true {
            let failure: StripeCallFailure
            do throws(StripeCallFailure) {
                return try await api.perform(call)
            } catch {
                failure = error
            }
            let known = failure.problem.kind == .keyMismatch ? refusal ?? failure : failure
            guard failure.effect == .none else { throw ProviderFailure(known, of: call) }
            if failure.problem.isAboutPrice, let price = standIn {
                standIn = nil
                let named = try await stripePrice(.inline(price), accountID: order.accountID)
                call.form["items"] = .list([.map(Self.line(named, quantity: order.quantity))])
            } else {
                anchors = anchors.dropFirst().drop { !$0.isAnswer(to: failure.problem) }
                guard let next = anchors.first else { throw ProviderFailure(known, of: call) }
                next.write(to: &call.form)
            }
            refusal = failure
        }
    }

    private static func anchors(of order: SubscriptionOrder) -> [CycleAnchor] {
        guard case .paid(let end) = order.beginning else { return [] }
        return CycleAnchor.candidates(until: end, from: order.anchor)
    }

    /// The same order always makes the same form: the key insists on it.
    static func form(for order: SubscriptionOrder, _ price: FormMap) -> FormMap {
        var form: FormMap = ["customer": .text(order.customer)]
        form["items"] = .list([.map(line(price, quantity: order.quantity))])
        form["default_payment_method"] = order.paymentMethod.map(FormValue.text)
        switch order.beginning {
        case .paid:
            anchors(of: order).first?.write(to: &form)
            // Or the time up to the anchor would be billed, which an intent has paid for.
            form["proration_behavior"] = "none"
        case .trial(let end):
            form["trial_end"] = .text(String(end.unixSeconds))
        }
        form["off_session"] = "true"
        if order.applicationFeeBasisPoints > 0 {
            form["application_fee_percent"] = .text(percent(basisPoints: order.applicationFeeBasisPoints))
        }
        form["description"] = order.description.map(FormValue.text)
        var notes: FormMap = [StripeMetadata.subscription: .text(order.subscriptionID.description)]
        notes[StripeMetadata.customer] = order.customerID.map { .text($0.description) }
        notes[StripeMetadata.session] = order.sessionID.map { .text($0.description) }
        form["metadata"] = .map(notes)
        return form
    }

    static func line(_ price: FormMap, item: String? = nil, quantity: Int64) -> FormMap {
        var line = FormMap()
        line["id"] = item.map(FormValue.text)
        for member in price.members { line[member.name] = member.value }
        line["quantity"] = .text(String(quantity))
        return line
    }

    /// Hundredths of a percent as a percentage without needless zeros.
    private static func percent(basisPoints: Int) -> String {
        let (whole, rest) = basisPoints.quotientAndRemainder(dividingBy: 100)
        guard rest > 0 else { return String(whole) }
        let digits = rest.isMultiple(of: 10) ? String(rest / 10) : rest < 10 ? "0\(rest)" : String(rest)
        return "\(whole).\(digits)"
    }

    /// How a line names its price.
    func stripePrice(_ price: ProviderPrice, accountID: String?) async throws(ProviderFailure) -> FormMap {
        switch price {
        case .existing(let id): return ["price": .text(id)]
        case .inline(let price):
            guard let units = StripeMoney.amount(of: price.unitAmount) else {
                throw .notAsked("Stripe cannot take an amount of \(price.unitAmount)")
            }
            let product = try await stripeProduct(price.product, accountID: accountID)
            return [
                "price_data": [
                    "currency": .text(price.unitAmount.currency.code), "product": .text(product),
                    "recurring": [
                        "interval": .text(price.period.interval.rawValue),
                        "interval_count": .text(String(price.period.count)),
                    ],
                    "unit_amount": .text(String(units)),
                ]
            ]
        }
    }

    private func stripeProduct(
        _ product: InlinePrice.Product, accountID: String?
    ) async throws(ProviderFailure) -> String {
        switch product {
        case .existing(let id): id
        case .ours(let id, let name): try await tellOfProduct(id, name: name, accountID: accountID)
        }
    }
}

extension StripeProblem {
    /// It is archived, or gone.
    var isAboutPrice: Bool {
        (kind == .invalidRequest || kind == .notFound)
            && (param == "items[0][price]" || param == "subscription_details[items][0][price]")
    }
}
