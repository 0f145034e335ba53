import Checkout
import CheckoutStore
import HTTPMessages

/// What waits for a person, as text and as JSON.
extension AdministrationReport {
    init(reviews: [Review], _ status: ReviewStatus?) {
        let rows = reviews.map { review in
            [
                "\(review.id)", "\(review.createdAt)", review.kind, review.subject,
                review.resolvedAt == nil ? "" : "resolved", review.detail,
            ]
        }
        let text = TextTable.text(["ID", "SINCE", "KIND", "ABOUT", "", "DETAIL"], rows)
        let nothing = status == .open ? "Nothing waits for a person." : "There is none."
        self.init(rows.isEmpty ? nothing : text) { writer in
            Self.list(reviews, &writer) { $0.write(to: &$1) }
        }
    }

    init(review: Review, of organization: Organization?, _ event: StoredProviderEvent?) {
        var rows: [(String, String?)] = [
            ("id", "\(review.id)"), ("kind", review.kind), ("detail", review.detail),
            ("organization", organization.map { "\($0.slug) (\($0.id))" }),
            ("mode", review.livemode.map { $0 ? "live" : "test" }), ("session", review.sessionID.map { "\($0)" }),
            ("subscription", review.subscriptionID.map { "\($0)" }), ("since", "\(review.createdAt)"),
            ("resolved", review.resolvedAt.map { "\($0)" }), ("note", review.note),
        ]
        if let event {
            rows += [
                ("event", "\(event.event.eventID) (\(event.event.id))"), ("event type", event.event.type),
                ("event state", event.state.rawValue), ("event tries", "\(event.tries)"),
                ("last error", event.lastError),
            ]
        } else {
            rows.append(("event", review.providerEventID.map { "\($0)" }))
        }
        let text = rows.compactMap { name, value in value.map { [name, $0] } }
        self.init(TextTable.text(["", ""], text).split(separator: "\n").joined(separator: "\n")) { writer in
            review.write(to: &writer, event)
        }
    }

    init(resolved review: Review, wasOpen: Bool) {
        let sentence = wasOpen ? "Resolved \(review.id)." : "\(review.id) was resolved already; it stays as it is."
        self.init(sentence) { review.write(to: &$0) }
    }

    init(replayed event: StoredProviderEvent) {
        let sentence = "\(event.event.eventID) (\(event.event.type)) is handled once more, by whichever process serves."
        self.init(sentence) { writer in
            writer.beginObject()
            writer.member("id", "\(event.event.id)")
            writer.member("eventId", event.event.eventID)
            writer.member("type", event.event.type)
            writer.member("replayed", true)
            writer.endObject()
        }
    }
}

extension Review {
    /// What it is about, as far as anybody knows.
    fileprivate var subject: String {
        sessionID.map { "\($0)" } ?? subscriptionID.map { "\($0)" } ?? providerEventID.map { "\($0)" } ?? ""
    }

    fileprivate func write(to json: inout JSONWriter, _ event: StoredProviderEvent? = nil) {
        json.beginObject()
        json.member("id", "\(id)")
        if let organizationID { json.member("organizationId", "\(organizationID)") }
        if let livemode { json.member("livemode", livemode) }
        json.member("kind", kind)
        json.member("detail", detail)
        if let sessionID { json.member("sessionId", "\(sessionID)") }
        if let subscriptionID { json.member("subscriptionId", "\(subscriptionID)") }
        if let providerEventID { json.member("providerEventId", "\(providerEventID)") }
        json.member("createdAt", "\(createdAt)")
        if let resolvedAt { json.member("resolvedAt", "\(resolvedAt)") }
        if let note { json.member("note", note) }
        if let event {
            json.key("event")
            json.beginObject()
            json.member("eventId", event.event.eventID)
            json.member("type", event.event.type)
            json.member("state", event.state.rawValue)
            json.member("tries", event.tries)
            if let lastError = event.lastError { json.member("lastError", lastError) }
            json.endObject()
        }
        json.endObject()
    }
}
