import Checkout
import CheckoutStore
import Payments

/// The calls themselves.
extension EffectChain {
    private var intent: IntentReference? {
        record.state.intentID.map { IntentReference(intentID: $0, accountID: record.terms.merchant.accountID) }
    }

    mutating func createIntent(_ provider: ProviderClient) async throws -> EffectReport.Result {
        switch await provider.createIntent(try await flow.intentOrder(for: record)) {
        case .created(let created):
            let (now, id) = (flow.now, created.intentID)
            return try await tell(sealedIntentSecret: try flow.sealed(created.clientSecret, of: record)) {
                $0.intentCreated(id, at: now)
            }
        case .refused(let reason):
            let now = flow.now
            _ = try await tell { $0.intentRefused(reason: reason, at: now) }
            return .refused(reason: reason)
        case .unanswered(let failure):
            return .unanswered(failure)
        }
    }

    /// Without a provider the call is provably not made.
    mutating func confirm(
        _ attempt: Int, _ key: ProviderKey, _ paymentMethod: String?, _ provider: ProviderClient?
    ) async throws -> EffectReport.Result {
        var answer = ConfirmAnswer.notSent
        if let provider, let intent {
            // Always our own page: whoever confirms cannot make the bank send buyers anywhere else.
            let order = ConfirmOrder(
                intent: intent, key: key, paymentMethod: paymentMethod, returnURL: flow.returnURL(record.id))
            answer = await provider.confirmIntent(order)
        }
        let (now, told) = (flow.now, answer)
        let result = try await tell { $0.confirmAnswered(attempt: attempt, told, at: now) }
        switch answer {
        case .reported, .declined: return result
        case .notSent: return provider == nil ? .notConfigured : .unanswered(nil)
        case .unknown: return .unanswered(nil)
        }
    }

    mutating func cancelIntent(_ provider: ProviderClient) async throws -> EffectReport.Result {
        guard let intent else { return .late }
        let report: IntentReport
        do throws(ProviderFailure) {
            report = try await provider.cancelIntent(intent)
        } catch {
            let now = flow.now
            if error.kind == .notFound { _ = try await tell { $0.cancelFoundNothing(at: now) } }
            return .unanswered(error)
        }
        let now = flow.now
        return try await tell { $0.cancelAnswered(report, at: now) }
    }

    mutating func lookUpIntent(
        _ ticket: LookUpTicket, _ provider: ProviderClient
    ) async throws -> EffectReport.Result {
        guard let intent else { return .late }
        let report: IntentReport
        do throws(ProviderFailure) {
            report = try await provider.lookUpIntent(intent)
        } catch {
            let now = flow.now
            if error.kind == .notFound { _ = try await tell { $0.lookUpFoundNothing(for: ticket, at: now) } }
            return .unanswered(error)
        }
        let now = flow.now
        return try await tell { $0.lookUpAnswered(report, to: ticket, at: now) }
    }

    mutating func refund(
        _ key: ProviderKey, _ amount: Money, _ provider: ProviderClient
    ) async throws -> EffectReport.Result {
        guard let intent else { return .late }
        let answer: RefundAnswer
        do throws(ProviderFailure) {
            answer = try await provider.refund(
                RefundOrder(intent: intent, key: key, amount: amount, sessionID: record.id))
        } catch {
            return .unanswered(error)
        }
        let now = flow.now
        return try await tell { $0.refundAnswered(answer, at: now) }
    }
}
