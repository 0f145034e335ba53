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
    /// Those that say how an attempt goes. That an intent was made or edited is no news to who made it.
    private static let intentTypes: Set<String> = [
        "payment_intent.succeeded", "payment_intent.payment_failed", "payment_intent.processing",
        "payment_intent.requires_action", "payment_intent.canceled", "setup_intent.succeeded",
        "setup_intent.setup_failed", "setup_intent.requires_action", "setup_intent.canceled",
    ]

    fileprivate init(stripe object: JSONObject, type: String, _ event: JSONObject) {
        if Self.intentTypes.contains(type) {
            do throws(UnreadableIntent) {
                self = try Self.intent(object, event)
            } catch {
                self = .unreadable(reason: "\(error.member) of the intent")
            }
            return
        }
        switch type.split(separator: ".").first {
        case "charge", "refund":
            guard let intent = object["payment_intent"]?.string else {
                self = .other(objectID: object["id"]?.string)
                return
            }
            if type.hasPrefix("charge.dispute.") {
                self = .dispute(intentID: intent)
            } else if type == "charge.refunded" || type.hasPrefix("charge.refund.") || type.hasPrefix("refund.") {
                self = .refund(intentID: intent)
            } else {
                self = .other(objectID: object["id"]?.string)
            }
        default:
            self = .other(objectID: object["id"]?.string)
        }
    }

    /// The event's own mode counts, not the object's: they only differ in a forgery or a mix-up, and then the report has
    /// to be seen not to fit.
    private static func intent(_ object: JSONObject, _ event: JSONObject) throws(UnreadableIntent) -> Self {
        let intent = try StripeIntent(object)
        guard intent.livemode == event["livemode"]?.bool else { throw UnreadableIntent("livemode") }
        // Our key names the attempt, when it was our call that caused the event. After 3DS it was nobody's.
        let key = event["request"]?["idempotency_key"]?.string
        let attempt = intent.session.flatMap { session in
            key.flatMap { ProviderKey.attemptNumber(in: $0, of: session) }
        }
        return .intent(
            intent.report(accountID: event["account"]?.string, attempt: attempt), session: intent.session)
    }
}
