import Checkout
import CheckoutStore
import HTTPMessages

extension JSONWriter {
    /// The members of an answer that lists what happened, oldest first.
    mutating func timeline(_ entries: [TimelineEntry]) {
        member("object", "list")
        key("data")
        beginArray()
        for entry in entries { self.entry(entry) }
        endArray()
        member("hasMore", false)
        member("nextCursor", orNull: nil)
    }

    private mutating func entry(_ entry: TimelineEntry) {
        beginObject()
        member("at", entry.at)
        switch entry.what {
        case .session(let kind, let sequence, let version, let isVisible, let attempt, let detail):
            member("source", "session")
            member("type", kind)
            member("sequence", sequence)
            member("version", version)
            member("visible", isVisible)
            if let attempt { member("attempt", attempt) }
            if let detail { member("detail", detail) }
        case .subscription(let row):
            member("source", "subscription")
            member("type", row.kind)
            member("sequence", row.sequence)
            member("version", row.version)
            member("visible", row.isVisible)
            member("status", row.status.rawValue)
            if let detail = row.detail { member("detail", detail) }
        case .providerEvent(let eventID, let type, let state, let tries, let error):
            member("source", "provider")
            member("type", type)
            member("eventId", eventID)
            member("state", state.rawValue)
            member("tries", tries)
            if let error { member("detail", error) }
        }
        endObject()
    }
}
