import Checkout
import HTTPMessages

/// How far a movement of the clock came, and what it made happen.
struct ClockProgress: Hashable, Sendable {
    let asked: Duration
    var advanced: Duration = .zero
    /// Moments at which something was due.
    var steps = 0
    var events = 0
    var bills = 0
    var charges = 0
    var webhooks = 0

    /// More than nothing when it was stopped by its bounds: ask again for the rest.
    var remaining: Duration { asked - advanced }

    func json(now: Timestamp) -> JSONValue {
        [
            "now": .string(now.description), "advancedSeconds": .seconds(advanced),
            "remainingSeconds": .seconds(remaining), "steps": .integer(steps), "events": .integer(events),
            "invoices": .integer(bills), "charges": .integer(charges), "webhooks": .integer(webhooks),
        ]
    }
}

/// Why the clock is not moved.
enum ClockRefusal: Error, Hashable, Sendable {
    /// It is being moved.
    case isMoving
    /// Not further from today than this world can be.
    case isTooFar
}

extension JSONValue {
    /// Whole seconds, or milliseconds as decimals.
    static func seconds(_ duration: Duration) -> JSONValue {
        .integer((duration + .milliseconds(500)).components.seconds)
    }
}
