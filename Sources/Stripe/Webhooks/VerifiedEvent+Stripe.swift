import Checkout
import HTTPMessages
package import Payments

extension VerifiedEvent {
    /// Reads a webhook's body. Only call this when its signature holds.
    package init(stripe body: [UInt8]) throws(UnreadableWebhook) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(body)
        } catch {
            throw UnreadableWebhook(reason: "no JSON: \(error.reason) at byte \(error.offset)")
        }
        guard let event = value.object, event["object"]?.string == "event" else {
            throw UnreadableWebhook(reason: "no event")
        }
        guard
            let id = event["id"]?.string, !id.isEmpty, let type = event["type"]?.string, !type.isEmpty,
            let created = event["created"]?.integer, let livemode = event["livemode"]?.bool,
            let object = event["data"]?["object"]?.object
        else { throw UnreadableWebhook(reason: "an event without one of id, type, created, livemode, data.object") }
        self.init(
            id: id, type: type, createdAt: Timestamp(unixSeconds: created), accountID: event["account"]?.string,
            livemode: livemode, apiVersion: event["api_version"]?.string,
            subject: Subject(stripe: object, type: type, event))
    }
}

extension VerifiedEvent.Subject {
    fileprivate init(stripe object: JSONObject, type: String, _ event: JSONObject) {
        do throws(UnreadableMember) {
            self = try Self.read(object, type: type, event)
        } catch {
            self = .unreadable(reason: "\(error.member) of the \(object["object"]?.string ?? "object")")
        }
    }

    private static func read(
        _ object: JSONObject, type: String, _ event: JSONObject
    ) throws(UnreadableMember) -> Self {
        let accountID = event["account"]?.string
        if StripeEventTypes.intents.contains(type) { return try intent(object, event) }
        if StripeEventTypes.subscriptions.contains(type) {
            let report = try SubscriptionReport(stripe: object, accountID: accountID)
            return try .subscription(report).checked(livemode: report.livemode, event)
        }
        if StripeEventTypes.invoices.contains(type) {
            let report = try InvoiceReport(stripe: object, accountID: accountID)
            return try .invoice(report).checked(livemode: report.livemode, event)
        }
        // Without an intent they are of charges that were not made through us.
        guard let intentID = object.reference("payment_intent") else { return .other(objectID: object["id"]?.string) }
        if type == "charge.refunded" {
            let report = try RefundedChargeReport(stripe: object, intentID: intentID, accountID: accountID)
            return try .refundedCharge(report).checked(livemode: report.livemode, event)
        }
        if StripeEventTypes.disputes.contains(type) {
            let report = try DisputeReport(stripe: object, intentID: intentID, accountID: accountID)
            return try .dispute(report).checked(livemode: report.livemode, event)
        }
        if StripeEventTypes.refunds.contains(type) {
            return .refund(try RefundReport(stripe: object, accountID: accountID), intentID: intentID)
        }
        return .other(objectID: object["id"]?.string)
    }

    /// Event and object only differ in mode in a forgery or a mix-up.
    private func checked(livemode: Bool, _ event: JSONObject) throws(UnreadableMember) -> Self {
        guard livemode == event["livemode"]?.bool else { throw UnreadableMember("livemode") }
        return self
    }

    /// The event's own mode counts, not the object's: they only differ in a forgery or a mix-up, and then the report has
    /// to be seen not to fit.
    private static func intent(_ object: JSONObject, _ event: JSONObject) throws(UnreadableMember) -> Self {
        let intent = try StripeIntent(object)
        guard intent.livemode == event["livemode"]?.bool else { throw UnreadableMember("livemode") }
        // Our key names the attempt, when it was our call that caused the event. After 3DS it was nobody's.
        let key = event["request"]?["idempotency_key"]?.string
        let attempt = intent.session.flatMap { session in
            key.flatMap { ProviderKey.attemptNumber(in: $0, of: session) }
        }
        return .intent(
            intent.report(accountID: event["account"]?.string, attempt: attempt), session: intent.session)
    }
}
