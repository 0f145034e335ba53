import Checkout

/// One try at telling one endpoint of one event.
package struct WebhookDelivery: Hashable, Sendable {
    /// Names this try when its outcome is reported.
    package let id: Int
    package let url: String
    package let eventID: String
    package let eventType: String
    package let body: [UInt8]
    /// What the body is signed with; not the endpoint's own secret when the signature is to be wrong.
    package let secret: String
    /// 1 for the first.
    package let attempt: Int
}

/// Deliveries that wait for their time, and those that are under way.
struct WebhookOutbox: Sendable {
    /// A delivery without what is looked up when its time comes.
    struct Slot: Hashable, Sendable {
        let event: String
        let endpoint: String
        let attempt: Int
    }

    private var waiting = DueQueue<Slot>()
    private var underWay: [Int: Slot] = [:]
    private var lastID = 0

    var nextDue: Timestamp? { waiting.nextDue }
    var waitingCount: Int { waiting.count }
    var underWayCount: Int { underWay.count }

    mutating func add(_ slot: Slot, at due: Timestamp) { waiting.add(slot, at: due) }

    /// Takes the next one whose time has come; its outcome is reported under the id.
    mutating func takeDue(at now: Timestamp) -> (id: Int, slot: Slot)? {
        guard let slot = waiting.takeDue(at: now) else { return nil }
        lastID += 1
        underWay[lastID] = slot
        return (lastID, slot)
    }

    mutating func finish(_ id: Int) -> Slot? { underWay.removeValue(forKey: id) }
}
