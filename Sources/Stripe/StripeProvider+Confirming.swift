package import Checkout
import HTTPMessages
package import Payments

extension StripeProvider {
    package func confirmIntent(_ order: ConfirmOrder) async -> ConfirmAnswer {
        let kind = StripeIntent.Kind(intentID: order.intent.intentID)
        var form = FormMap()
        form["payment_method"] = order.paymentMethod.map(FormValue.text)
        form["return_url"] = order.returnURL.map(FormValue.text)
        let call = StripeCall(
            method: .post, path: "\(kind.collection)/\(StripeCall.segment(order.intent.intentID))/confirm", form: form,
            accountID: order.intent.accountID, key: order.key.text)
        do throws(StripeCallFailure) {
            let object = try await api.perform(call)
            guard let intent = try? StripeIntent(object) else { return .unknown(requestIsOver: true) }
            return .reported(intent.report(accountID: order.intent.accountID))
        } catch {
            return Self.answer(to: error, order)
        }
    }

    private static func answer(to failure: StripeCallFailure, _ order: ConfirmOrder) -> ConfirmAnswer {
        let problem = failure.problem
        switch failure.effect {
        case .told: return .declined(Decline(stripeError: problem.error))
        case .unknown(let isOver): return .unknown(requestIsOver: isOver)
        case .none: break
        }
        // The intent is further on than we thought; the error says how it stands.
        if let object = (problem.error["payment_intent"] ?? problem.error["setup_intent"])?.object,
            let intent = try? StripeIntent(object), intent.id == order.intent.intentID
        {
            return .reported(intent.report(accountID: order.intent.accountID))
        }
        if concernsPaymentMethod(problem) { return .declined(Decline(.paymentMethodInvalid)) }
        return .notSent
    }

    /// Whether another payment method would have been taken.
    private static func concernsPaymentMethod(_ problem: StripeProblem) -> Bool {
        guard problem.kind == .invalidRequest || problem.kind == .notFound else { return false }
        return problem.param?.hasPrefix("payment_method") == true
            || ["payment_method_unactivated", "payment_method_invalid_parameter"].contains(problem.code)
    }
}
