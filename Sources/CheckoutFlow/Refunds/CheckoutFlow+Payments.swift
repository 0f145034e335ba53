import Checkout
import CheckoutStore
import EventLoop
import Payments

/// What an intent turned out to be.
enum PaymentFinding: Sendable {
    case found(RefundedPayment)
    /// None of ours.
    case unknown
    case notPaid
    case notConfigured
    case failed(ProviderFailure)
}

/// Which payment is meant.
extension CheckoutFlow {
    /// The merchant's own, or none at all.
    func payment(of wish: RefundWish) async throws -> PaymentFinding {
        switch wish.payment {
        case .session(let id):
            guard
                let record = try await store.record(id), record.state.version > 0,
                record.organizationID == wish.organization.id, record.terms.merchant.livemode == wish.livemode
            else { return .unknown }
            guard record.session.machine.received != nil, let payment = RefundedPayment(record) else { return .notPaid }
            return .found(payment)
        case .intent(let intentID):
            let account = wish.organization.stripeAccountID
            let finding = try await payment(
                ofIntent: intentID, provider: .stripe, accountID: account, livemode: wish.livemode)
            guard case .found(let payment) = finding else { return finding }
            let isOwn = payment.organizationID == wish.organization.id && payment.livemode == wish.livemode
            return isOwn ? finding : .unknown
        }
    }

    /// What is on record here; else the bill of a subscription of ours that the provider says it paid.
    func payment(
        ofIntent intentID: String, provider: PaymentProvider, accountID: String?, livemode: Bool
    ) async throws -> PaymentFinding {
        if let known = try await refunds.payment(ofIntent: intentID, provider: provider) { return .found(known) }
        guard let client = providers.connected(provider, livemode: livemode)?.client else { return .notConfigured }
        let found: InvoiceReport?
        do throws(ProviderFailure) {
            found = try await client.invoices.find(IntentReference(intentID: intentID, accountID: accountID))
        } catch {
            // What it does not take for the id of an intent is none.
            return error.kind == .notFound || error.kind == .refused ? .unknown : .failed(error)
        }
        guard
            let invoice = found, invoice.livemode == livemode, let providerID = invoice.subscription,
            let id = try await subscriptionStore.id(ofProviderID: providerID, provider: provider),
            let subscription = try await subscriptionStore.find(id), subscription.terms.livemode == livemode,
            subscription.terms.accountID == accountID
        else { return .unknown }
        guard invoice.status == .paid, !invoice.amountPaid.isZero else { return .notPaid }
        return .found(RefundedPayment(subscription, intentID: intentID, paid: invoice.amountPaid))
    }

    /// Puts on record what the provider's own list has of a payment's refunds.
    func takeOverRefunds(of payment: RefundedPayment) async throws -> Result<[RefundReport], ProviderFailure> {
        guard let client = providers.connected(payment.provider, livemode: payment.livemode)?.client else {
            return .failure(ProviderFailure(kind: .unauthorized, mayHaveActed: false, detail: "not configured"))
        }
        let start = monotonicNow
        let page: ProviderPage<RefundReport>
        do throws(ProviderFailure) {
            page = try await client.refunds.list(payment.intent)
        } catch {
            told(.lookUpRefund, of: payment.subject, since: start, .unanswered(error))
            return .failure(error)
        }
        told(.lookUpRefund, of: payment.subject, since: start, page.result)
        guard !page.items.isEmpty else { return .success([]) }
        if case .applied(let reviews, _) = try await refunds.apply(page.items, to: payment, at: now) {
            observe(reviews, of: payment.subject)
        }
        return .success(page.items)
    }

    func told(
        _ kind: EffectReport.Kind, of subject: FlowSubject?, since start: MonotonicTime, _ result: EffectReport.Result
    ) {
        guard let subject else { return }
        events.effectEnded(
            EffectReport(about: subject, kind: kind, duration: monotonicNow - start, result: result))
    }
}

extension ProviderPage<RefundReport> {
    /// What cannot be read does not stand in the way of the rest: the provider itself gives back no more than was paid.
    fileprivate var result: EffectReport.Result {
        guard let first = unreadable.first else { return .answered }
        return .unanswered(
            ProviderFailure(
                kind: .broken, mayHaveActed: false, detail: "unreadable refund \(first.id): \(first.reason)"))
    }
}
