package import Checkout
import HTTPMessages
package import Payments

/// What is asked about an intent after it was made.
extension StripeProvider {
    package func lookUpIntent(_ intent: IntentReference) async throws(ProviderFailure) -> IntentReport {
        let kind = StripeIntent.Kind(intentID: intent.intentID)
        let call = StripeCall(
            method: .get, path: "\(kind.collection)/\(StripeCall.segment(intent.intentID))", accountID: intent.accountID
        )
        do throws(StripeCallFailure) {
            let object = try await api.perform(call)
            return try report(object, on: intent)
        } catch {
            throw ProviderFailure(error)
        }
    }

    /// Without a key: cancelling twice is harmless, and a replayed old refusal would not be.
    package func cancelIntent(_ intent: IntentReference) async throws(ProviderFailure) -> IntentReport {
        let kind = StripeIntent.Kind(intentID: intent.intentID)
        let call = StripeCall(
            method: .post, path: "\(kind.collection)/\(StripeCall.segment(intent.intentID))/cancel",
            accountID: intent.accountID, isHarmlessTwice: true)
        do throws(StripeCallFailure) {
            return try report(try await api.perform(call), on: intent)
        } catch {
            // Canceled before, or paid: the error says how it stands.
            let told = error.problem.error["payment_intent"] ?? error.problem.error["setup_intent"]
            if error.problem.kind == .invalidRequest, let object = told?.object,
                let report = try? report(object, on: intent)
            {
                return report
            }
            throw ProviderFailure(error)
        }
    }

    package func refund(_ order: RefundOrder) async throws(ProviderFailure) -> RefundAnswer {
        guard let units = StripeMoney.amount(of: order.amount) else {
            return .refused(reason: "Stripe cannot take an amount of \(order.amount)")
        }
        let form: FormMap = [
            "payment_intent": .text(order.intent.intentID), "amount": .text(String(units)),
            "metadata": [StripeMetadata.session: .text(order.sessionID.description)],
        ]
        let call = StripeCall(
            method: .post, path: "/v1/refunds", form: form, accountID: order.intent.accountID, key: order.key.text)
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

    private func report(
        _ object: JSONObject, on intent: IntentReference
    ) throws(StripeCallFailure) -> IntentReport {
        guard let read = try? StripeIntent(object), read.id == intent.intentID else {
            throw StripeCallFailure(
                problem: StripeProblem(kind: .unreadable, status: 200, detail: "not the intent that was asked for"),
                anEarlierTryMayHaveActed: false)
        }
        return read.report(accountID: intent.accountID)
    }
}
