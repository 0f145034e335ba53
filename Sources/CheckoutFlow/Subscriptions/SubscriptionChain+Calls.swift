import Checkout
import CheckoutStore
import Payments

/// The calls themselves.
extension SubscriptionChain {
    mutating func call(for effect: SubscriptionEffect) async throws -> EffectReport.Result {
        guard let provider = flow.subscriptions.provider(of: record) else {
            // Provably nothing was sent.
            if let number = effect.number { try await tell(number, .notSent) }
            return .notConfigured
        }
        switch effect {
        case .createCustomer(let number, _):
            return try await createCustomer(number, provider)
        case .attachMethod(let number, let key, let customer, let method, let intent):
            return try await attach(number, key, method, of: intent, to: customer, provider)
        case .createSubscription(let number, let key, let firstBill, let isTrial):
            return try await createSubscription(number, key, firstBill, isTrial: isTrial, provider)
        case .setCancelAtPeriodEnd(let number, let key, let isToEnd):
            return try await answered(number) { reference throws(ProviderFailure) in
                guard isToEnd else { return try await provider.subscriptions.reactivate(.init(reference, key: key)) }
                return try await provider.subscriptions.cancel(.init(reference, key: key, time: .atPeriodEnd))
            }
        case .cancel(let number, let key):
            return try await answered(number) { reference throws(ProviderFailure) in
                try await provider.subscriptions.cancel(.init(reference, key: key, time: .now))
            }
        case .changePlan(let number, let key, let plan, let time):
            let order = try await flow.subscriptions.changeOrder(of: record, to: plan, key: key, at: time)
            return try await answered(number) { _ throws(ProviderFailure) in
                guard let order else { throw .noSubscription }
                return try await provider.subscriptions.changePrice(order)
            }
        case .lookUp(let ticket):
            return try await lookUp(ticket, provider)
        case .refundOrigin, .purchaseEnded, .grantEntitlements, .revokeEntitlements:
            return .answered
        }
    }

    // MARK: Making it

    /// One customer of the provider's for each of ours, however many subscriptions they have: one that is known is used,
    /// and the key is the customer's own.
    private mutating func createCustomer(
        _ number: Int, _ provider: ProviderClient
    ) async throws -> EffectReport.Result {
        let terms = record.terms
        let known = try await flow.subscriptionStore.providerCustomer(
            of: terms.customerID, provider: terms.provider, accountID: terms.accountID)
        if let known { return try await tell(number, .customerCreated(known)) }
        let details = try await flow.customers.customer(
            terms.customerID, of: record.organizationID, livemode: terms.livemode)?.details
        let order = CustomerOrder(
            customerID: terms.customerID, email: details?.email, name: details?.name, accountID: terms.accountID)
        let id: String
        do throws(ProviderFailure) {
            if let found = try await findCustomer(order, provider) {
                id = found
            } else {
                id = try await provider.customers.create(order)
            }
        } catch {
            return try await tell(number, error)
        }
        return try await tell(number, .customerCreated(id))
    }

    /// After an answer that was lost. The address may be another one now, so that those of that time are looked through, too.
    private func findCustomer(
        _ order: CustomerOrder, _ provider: ProviderClient
    ) async throws(ProviderFailure) -> String? {
        guard record.state.owed?.isInDoubt == true else { return nil }
        let start = record.state.currentPeriod?.lowerBound ?? record.terms.createdAt
        var search = CustomerSearch(customerID: order.customerID, email: order.email, accountID: order.accountID)
        do throws(ProviderFailure) {
            if search.email != nil, let found = try await provider.customers.find(search) { return found }
            search.email = nil
            // Between our clock and the provider's.
            search.createdSince = start - .seconds(600)
            return try await provider.customers.find(search)
        } catch {
            throw error.ofQuestion
        }
    }

    /// What the intent was paid with, as the provider has it: what the buyer's client had named may stand for another method
    /// each time it is used, as the provider's test methods do.
    private mutating func attach(
        _ number: Int, _ key: ProviderKey, _ method: String?, of intent: String?, to customer: String,
        _ provider: ProviderClient
    ) async throws -> EffectReport.Result {
        let account = record.terms.accountID
        let attached: String
        do throws(ProviderFailure) {
            var method = method
            if let intent {
                let reference = IntentReference(intentID: intent, accountID: account)
                method = try await paidMethod(reference, provider) ?? method
            }
            guard let method else { throw .noPaymentMethod }
            var order = AttachOrder(paymentMethod: method, customer: customer, accountID: account)
            order.key = key
            try await provider.customers.attachPaymentMethod(order)
            attached = method
        } catch {
            return try await tell(number, error)
        }
        return try await tell(number, .methodAttached(attached))
    }

    private func paidMethod(
        _ intent: IntentReference, _ provider: ProviderClient
    ) async throws(ProviderFailure) -> String? {
        do throws(ProviderFailure) {
            return try await provider.lookUpIntent(intent).paymentMethod
        } catch {
            throw error.ofQuestion
        }
    }

    private mutating func createSubscription(
        _ number: Int, _ key: ProviderKey, _ firstBill: Timestamp, isTrial: Bool, _ provider: ProviderClient
    ) async throws -> EffectReport.Result {
        guard
            let order = try await flow.subscriptions.order(
                for: record, key: key, isTrial ? .trial(until: firstBill) : .paid(until: firstBill))
        else { return .late }
        return try await answered(number) { () throws(ProviderFailure) in
            try await provider.subscriptions.create(order)
        }
    }

    // MARK: What came of it

    private mutating func answered(
        _ number: Int, _ call: () async throws(ProviderFailure) -> SubscriptionReport
    ) async throws -> EffectReport.Result {
        let report: SubscriptionReport
        do throws(ProviderFailure) { report = try await call() } catch { return try await tell(number, error) }
        return try await tell(number, .reported(report))
    }

    private mutating func answered(
        _ number: Int, _ call: (SubscriptionReference) async throws(ProviderFailure) -> SubscriptionReport
    ) async throws -> EffectReport.Result {
        let reference = record.reference
        return try await answered(number) { () throws(ProviderFailure) in
            guard let reference else { throw .noSubscription }
            return try await call(reference)
        }
    }

    /// By the provider's id; before that is known, by ours.
    private mutating func lookUp(
        _ ticket: SubscriptionTicket, _ provider: ProviderClient
    ) async throws -> EffectReport.Result {
        var report: SubscriptionReport?
        do throws(ProviderFailure) {
            if let reference = record.reference {
                report = try await provider.subscriptions.lookUp(reference)
            } else if let customer = record.state.provider.customer {
                report = try await provider.subscriptions.find(
                    SubscriptionSearch(
                        subscriptionID: record.id, customer: customer, accountID: record.terms.accountID))
            } else {
                return .late
            }
        } catch {
            guard error.kind == .notFound else { return .unanswered(error) }
        }
        let now = flow.now
        guard let report else { return try await tell { $0.lookUpFoundNothing(for: ticket, at: now) } }
        return try await tell { $0.lookUpAnswered(report, to: ticket, at: now) }
    }

    /// The session's machine refunds, once however often it is told.
    mutating func refund(_ origin: SubscriptionOrigin, _ number: Int) async throws {
        let now = flow.now
        switch try await flow.apply(origin.sessionID, { $0.fulfilmentFailed(at: now) }) {
        case .applied(let session, let transition):
            flow.observe(transition, of: session)
            flow.begin(transition, of: session)
            try await tell(number, .refundHandedOver)
        case .notFound, .duplicateEvent, .answered:
            try await tell(number, .refused(reason: "there is no session \(origin.sessionID)"))
        }
    }
}

extension SubscriptionChain {
    /// The checkout that asked for a change, of what became of it. It is on record, should this get lost.
    func tell(_ purchase: ChangePurchase, _ end: ChangeEnd) async throws {
        let now = flow.now
        let outcome = try await flow.apply(purchase.sessionID) {
            $0.changeEnded(attempt: purchase.attempt, end, at: now)
        }
        guard case .applied(let session, let transition) = outcome else { return }
        flow.observe(transition, of: session)
        flow.begin(transition, of: session)
    }
}

extension SubscriptionEffect {
    /// Of the call that it makes.
    fileprivate var number: Int? {
        switch self {
        case .createCustomer(let number, _), .attachMethod(let number, _, _, _, _),
            .createSubscription(let number, _, _, _), .setCancelAtPeriodEnd(let number, _, _), .cancel(let number, _),
            .changePlan(let number, _, _, _), .refundOrigin(let number, _):
            number
        case .lookUp, .purchaseEnded, .grantEntitlements, .revokeEntitlements: nil
        }
    }
}

extension ProviderFailure {
    /// A question that is refused refuses nothing of what it was asked for.
    fileprivate var ofQuestion: ProviderFailure {
        ProviderFailure(
            kind: kind == .refused ? .broken : kind, mayHaveActed: false, retryAfter: retryAfter, requestID: requestID,
            detail: detail)
    }

    fileprivate static var noPaymentMethod: ProviderFailure {
        ProviderFailure(kind: .refused, mayHaveActed: false, detail: "the intent has no payment method")
    }

    fileprivate static var noSubscription: ProviderFailure {
        ProviderFailure(kind: .refused, mayHaveActed: false, detail: "the provider's id of it is not known")
    }
}
