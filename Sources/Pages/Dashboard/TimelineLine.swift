package import Checkout
import HTTPMessages

/// One line of the answer to "what happened here?".
package struct TimelineLine: Sendable {
    /// Who made it happen.
    package enum Source: String, Sendable {
        case session, subscription, provider
    }

    package var at: Timestamp
    package var source: Source
    package var title: String
    package var tone: DashboardTone
    /// The stable name behind the title.
    package var kind: String
    /// In the provider's or in our own words.
    package var detail: String?
    package var attempt: Int?
    /// The version that it made, where it was visible to buyers and merchants.
    package var version: Int?
    /// What is unfolded: terms and what they are.
    package var facts: [(name: String, value: String)]
    /// Where more is told of it.
    package var path: String?

    package init(at time: Timestamp, session kind: String, attempt: Int?, detail: String?, version: Int?, sequence: Int)
    {
        at = time
        source = .session
        let known = SessionEvent.Kind(rawValue: kind)
        title = known?.title ?? kind
        tone = known?.tone ?? .quiet
        self.kind = kind
        self.detail = detail
        self.attempt = attempt
        self.version = version
        facts = [("Sequence", String(sequence))]
    }

    package init(
        at time: Timestamp, subscription kind: String, status: SubscriptionStatus, detail: String?, version: Int?,
        sequence: Int
    ) {
        at = time
        source = .subscription
        let known = SubscriptionEvent.Kind(rawValue: kind)
        title = known?.title ?? kind
        tone = known?.tone ?? .quiet
        self.kind = kind
        self.detail = detail
        self.version = version
        facts = [("Status", status.word), ("Sequence", String(sequence))]
    }

    /// An event of the provider's: `state` is how far our handling of it has come.
    package init(at time: Timestamp, event id: String, type: String, state: EventStanding, tries: Int, error: String?) {
        at = time
        source = .provider
        title = type
        tone = state.tone
        kind = type
        detail = error
        facts = [("State", state.word), ("Event", id), ("Tries", String(tries))]
        path = Piece.url("/dashboard/events", [("q", id)])
    }
}

/// How far our handling of a provider's event has come.
package enum EventStanding: String, Sendable, CaseIterable {
    case received, applied, parked, review, ignored, failed

    package var word: String {
        switch self {
        case .received: "Received"
        case .applied: "Done"
        case .parked: "Parked"
        case .review: "Up for review"
        case .ignored: "Ignored"
        case .failed: "Failed"
        }
    }

    var tone: DashboardTone {
        switch self {
        case .received: .busy
        case .applied: .good
        case .parked: .warn
        case .review, .failed: .bad
        case .ignored: .quiet
        }
    }

    var sentence: String {
        switch self {
        case .received: "It is stored and will be handled in a moment."
        case .applied: "It was handled: what it told is part of the timeline of what it is about."
        case .parked:
            "It is about something not known here. It may have come before our own record of it, so it is tried again."
        case .review: "It could not be handled, and a person has to look at it."
        case .ignored: "Events of this type mean nothing to the checkout."
        case .failed: "Handling it failed too often."
        }
    }

    /// Whether another try can make a difference.
    package var isReplayable: Bool { self != .applied }
}
