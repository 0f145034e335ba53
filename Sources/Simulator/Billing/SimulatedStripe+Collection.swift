import Checkout
import HTTPMessages

/// How one try at collecting a bill came out.
enum CollectionOutcome: Hashable, Sendable {
    /// Paid, or nothing was left to pay.
    case done
    /// Waits for the buyer, or for a bank.
    case waiting
    case declined(CardDecline)
    case noMethod
}

extension SimulatedStripe {
    /// One try at a bill, with the subscription's method, the customer's or the one that is given.
    @discardableResult
    mutating func collect(
        _ id: String, isOffSession: Bool, method given: String? = nil, at now: Timestamp, by call: APICall?
    ) -> CollectionOutcome {
        guard let invoice = invoices[id], invoice.status == .open || invoice.status == .uncollectible,
            var intent = paymentIntent(for: id, at: now, by: call)
        else { return .done }
        guard let method = given.flatMap({ paymentMethods[$0] }) ?? defaultMethod(of: invoice) else {
            invoiceFailed(by: intent, asksForBuyer: false, at: now, call)
            return .noMethod
        }
        intent.paymentMethod = method.id
        intent.confirmationKey = call?.idempotencyKey
        if let decline = decline(of: method, for: invoice, isOffSession: isOffSession) {
            fail(&intent, method, decline, at: now, by: call)
            return .declined(decline)
        }
        if method.asksForAuthentication {
            ask(&intent, for: invoice, at: now, by: call)
            return .waiting
        }
        if let account = method.bankAccount {
            debit(&intent, method, account, at: now, by: call)
            return .waiting
        }
        settle(&intent, method, at: now, by: call)
        return .done
    }

    /// The intent that pays a bill; made when it is needed first.
    mutating func paymentIntent(for id: String, at now: Timestamp, by call: APICall?) -> PaymentIntent? {
        guard var invoice = invoices[id] else { return nil }
        if let intent = invoice.paymentIntent.flatMap({ paymentIntents[$0] }) { return intent }
        let intentID = generator.identifier("pi_3")
        var intent = PaymentIntent(
            id: intentID, owner: invoice.owner, created: now.unixSeconds,
            clientSecret: generator.identifier("\(intentID)_secret_", length: 25), amount: invoice.amountDue,
            currency: invoice.currency, methods: .automatic(allowsRedirects: false), customer: invoice.customer)
        intent.passive["description"] = .string(invoice.reason.paymentDescription)
        intent.setupFutureUsage = "off_session"
        let fee = invoice.subscription.flatMap { subscriptions[$0]?.applicationFee }
        intent.applicationFeeAmount = fee.map { $0.share(of: invoice.amountDue) }
        intent.invoice = id
        paymentIntents[intentID] = intent
        invoice.paymentIntent = intentID
        invoices[id] = invoice
        record("payment_intent.created", intent.json, owner: intent.owner, at: now, by: call)
        return intent
    }

    /// What a bill is charged to by itself: only what belongs to the customer still.
    func defaultMethod(of subscription: Subscription) -> PaymentMethod? {
        let names = [subscription.defaultPaymentMethod, customers[subscription.customer]?.defaultPaymentMethod]
        return names.compactMap(\.self).compactMap { paymentMethods[$0] }.first {
            $0.customer == subscription.customer
        }
    }

    private func defaultMethod(of invoice: Invoice) -> PaymentMethod? {
        invoice.subscription.flatMap { subscriptions[$0] }.flatMap { defaultMethod(of: $0) }
    }

    private mutating func decline(
        of method: PaymentMethod, for invoice: Invoice, isOffSession: Bool
    ) -> CardDecline? {
        if method.asksForAuthentication { return isOffSession ? .authenticationRequired : nil }
        let subject = "POST /\(invoice.customer)/\(invoice.subscription ?? "")/\(invoice.id)"
        if faults.take(.declineInvoices, forCall: subject) != nil { return .generic }
        return method.card?.decline
    }

    /// The buyer is there and has to prove who they are.
    private mutating func ask(_ intent: inout PaymentIntent, for invoice: Invoice, at now: Timestamp, by call: APICall?)
    {
        intent.status = .requiresAction
        intent.actionURL = "\(settings.publicURL)/_sim/3ds/\(intent.id)"
        paymentIntents[intent.id] = intent
        record("payment_intent.requires_action", intent.json, owner: intent.owner, at: now, by: call)
        record("invoice.payment_action_required", invoice.json, owner: intent.owner, at: now, by: call)
    }
}

extension Invoice.Reason {
    fileprivate var paymentDescription: String {
        switch self {
        case .creation: "Subscription creation"
        case .cycle, .update, .upcoming: "Subscription update"
        }
    }
}
