import Checkout
import Cryptography
import HTTPMessages
package import Payments

extension StripeProvider {
    package func createIntent(_ order: IntentOrder) async -> CreateAnswer {
        // Test and live data never meet, whatever a configuration mixes up.
        if let livemode = api.settings.livemode, livemode != order.livemode {
            return .refused(reason: "the configured key is for \(livemode ? "live" : "test") mode")
        }
        guard let form = Self.form(for: order) else {
            return .refused(reason: "Stripe cannot take an amount of \(order.amount?.description ?? "nothing")")
        }
        let kind: StripeIntent.Kind = order.amount == nil ? .setup : .payment
        let call = StripeCall(
            method: .post, path: kind.collection, form: form, accountID: order.accountID, key: order.key.text)
        do throws(StripeCallFailure) {
            return created(try await api.perform(call), order)
        } catch {
            let problem = error.problem
            // Turned away for what it says, and no earlier try is in doubt: no repetition will fare better.
            if problem.kind == .invalidRequest || problem.kind == .notFound, error.effect == .none {
                return .refused(reason: problem.detail)
            }
            return .unanswered(ProviderFailure(error))
        }
    }

    private func created(_ object: JSONObject, _ order: IntentOrder) -> CreateAnswer {
        do throws(ProviderFailure) {
            let intent = try read(object)
            guard let secret = intent.clientSecret else {
                throw ProviderFailure(
                    kind: .broken, mayHaveActed: true, retryAfter: nil, requestID: nil,
                    detail: "unreadable intent: client_secret")
            }
            return .created(
                CreatedIntent(
                    intentID: intent.id, clientSecret: SecretString(secret),
                    report: intent.report(accountID: order.accountID)))
        } catch {
            return .unanswered(error)
        }
    }

    /// Nil when Stripe cannot take the amount. The same order always makes the same form: the key insists on it.
    static func form(for order: IntentOrder) -> FormMap? {
        var form = FormMap()
        if let amount = order.amount {
            guard let units = StripeMoney.amount(of: amount) else { return nil }
            form["amount"] = .text(String(units))
            form["currency"] = .text(amount.currency.code)
            form["receipt_email"] = order.receiptEmail.map(FormValue.text)
            if order.savesPaymentMethod { form["setup_future_usage"] = "off_session" }
            if let fee = order.applicationFee {
                guard let units = StripeMoney.amount(roundingDown: fee) else { return nil }
                if units > 0 { form["application_fee_amount"] = .text(String(units)) }
            }
        } else {
            form["usage"] = "off_session"
        }
        form["automatic_payment_methods"] = ["enabled": "true"]
        form["customer"] = order.customerID.map(FormValue.text)
        form["description"] = order.description.map(FormValue.text)
        form["metadata"] = [StripeMetadata.session: .text(order.sessionID.description)]
        return form
    }
}
