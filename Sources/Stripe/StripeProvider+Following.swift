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
