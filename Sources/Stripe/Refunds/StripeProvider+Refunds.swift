package import Checkout
import HTTPMessages
package import Payments

extension StripeProvider {
    var refunds: RefundCalls {
        RefundCalls(
            create: { order throws(ProviderFailure) in
                let call = try Self.call(for: order)
                return try await perform(call) { object throws(UnreadableMember) in
                    try RefundReport(stripe: object, accountID: order.intent.accountID)
                }
            },
            lookUp: { refund throws(ProviderFailure) in
                let call = StripeCall(
                    method: .get, path: "/v1/refunds/\(StripeCall.segment(refund.providerID))",
                    accountID: refund.accountID)
                return try await perform(call) { object throws(UnreadableMember) in
                    let report = try RefundReport(stripe: object, accountID: refund.accountID)
                    guard report.providerID == refund.providerID else { throw UnreadableMember("id") }
                    return report
                }
            },
            list: { intent throws(ProviderFailure) in try await listRefunds(intent) })
    }

    /// A session's own refund. Of it, only whether the money goes back is of interest.
    package func refund(_ order: RefundOrder) async throws(ProviderFailure) -> RefundAnswer {
        guard let call = try? Self.call(for: order) else {
            return .refused(reason: "Stripe cannot take an amount of \(order.amount)")
        }
        do throws(StripeCallFailure) {
            let object = try await api.perform(call)
            // It can fail later, too; an event tells then.
            guard object["status"]?.string != "failed" else {
                return .refused(reason: object["failure_reason"]?.string ?? "failed")
            }
            return .accepted
        } catch {
            // Somebody else gave the money back already, which is what was wanted.
            if error.problem.code == "charge_already_refunded" { return .accepted }
            let isRefused = error.problem.kind == .invalidRequest || error.problem.kind == .card
            if isRefused, error.effect == .none || error.effect == .told {
                return .refused(reason: error.problem.code ?? error.problem.detail)
            }
            throw ProviderFailure(error)
        }
    }

    private static func call(for order: RefundOrder) throws(ProviderFailure) -> StripeCall {
        guard let units = StripeMoney.amount(of: order.amount) else {
            throw .notAsked("Stripe cannot take an amount of \(order.amount)")
        }
        var form: FormMap = ["payment_intent": .text(order.intent.intentID), "amount": .text(String(units))]
        form["reason"] = order.reason.map { .text($0.rawValue) }
        var notes: FormMap = [StripeMetadata.refund: .text(order.reference.text)]
        notes[StripeMetadata.session] = order.sessionID.map { .text($0.description) }
        form["metadata"] = .map(notes)
        return StripeCall(
            method: .post, path: "/v1/refunds", form: form, accountID: order.intent.accountID, key: order.key.text)
    }

    private func listRefunds(_ intent: IntentReference) async throws(ProviderFailure) -> ProviderPage<RefundReport> {
        var whole = ProviderPage<RefundReport>([])
        repeat {
            var query = Self.paging(after: whole.next, limit: 100)
            query["payment_intent"] = .text(intent.intentID)
            let call = StripeCall(method: .get, path: "/v1/refunds", query: query, accountID: intent.accountID)
            let page = try await page(call) { object throws(UnreadableMember) in
                try RefundReport(stripe: object, accountID: intent.accountID)
            }
            whole.items += page.items
            whole.unreadable += page.unreadable
            whole.next = page.next
        } while whole.next != nil
        return whole
    }
}
