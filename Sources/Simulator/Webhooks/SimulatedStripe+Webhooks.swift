package import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// How often `duplicate_webhooks` delivers each.
    private static let copies = 3
    /// Events beyond this many are forgotten, the oldest first.
    private static let keptEvents = 100_000

    /// Records that something happened to an object and queues the webhooks.
    mutating func record(
        _ type: String, _ object: JSONValue, previous: JSONObject? = nil, owner: Owner, at now: Timestamp,
        by call: APICall?
    ) {
        var event = Event(
            id: generator.identifier("evt_1"), owner: owner, created: now.unixSeconds, type: type,
            apiVersion: settings.apiVersion, object: object.bytes,
            previous: previous.map { JSONValue.object($0).bytes }, requestID: call?.requestID,
            idempotencyKey: call?.idempotencyKey, pendingWebhooks: 0)
        let targets = endpoints.all.filter { $0.wants(event) }
        event.pendingWebhooks = targets.count
        events[event.id] = event
        eventCount += 1
        events.trim(to: Self.keptEvents)
        for target in targets { queue(event, for: target, at: now) }
    }

    private mutating func queue(_ event: Event, for endpoint: WebhookEndpoint, at now: Timestamp) {
        if faults.take(.loseWebhooks, forEvent: event.type, to: endpoint.url) != nil { return }
        let delay = faults.take(.delayWebhooks, forEvent: event.type, to: endpoint.url)?.duration ?? .zero
        let window = faults.take(.shuffleWebhooks, forEvent: event.type, to: endpoint.url)?.duration
        let copies = faults.take(.duplicateWebhooks, forEvent: event.type, to: endpoint.url) == nil ? 1 : Self.copies
        for _ in 0..<copies {
            var due = now + delay
            if let window {
                let milliseconds = max(0, window / .milliseconds(1))
                due = due + .milliseconds(Int64.random(in: 0...Int64(milliseconds), using: &generator))
            }
            outbox.add(WebhookOutbox.Slot(event: event.id, endpoint: endpoint.id, attempt: 1), at: due)
        }
    }

    /// The next delivery whose time has come. Report its outcome with `finishDelivery`.
    package mutating func takeDelivery(at now: Timestamp) -> WebhookDelivery? {
        while let (id, slot) = outbox.takeDue(at: now) {
            // The endpoint may have been deleted and the event forgotten meanwhile.
            guard let event = events[slot.event], let endpoint = endpoints[slot.endpoint] else {
                _ = outbox.finish(id)
                continue
            }
            let isForged = faults.take(.badSignature, forEvent: event.type, to: endpoint.url) != nil
            return WebhookDelivery(
                id: id, url: endpoint.url, eventID: event.id, eventType: event.type, body: event.body,
                secret: isForged ? "whsec_not_the_secret" : endpoint.secret, attempt: slot.attempt)
        }
        return nil
    }

    /// What became of a delivery: the status of the answer, nil when there was none.
    package mutating func finishDelivery(_ id: Int, status: Int?, at now: Timestamp) {
        guard let slot = outbox.finish(id) else { return }
        if let status, (200..<300).contains(status) {
            // Copies of one delivery count once.
            if let pending = events[slot.event]?.pendingWebhooks, pending > 0 {
                events[slot.event]?.pendingWebhooks = pending - 1
            }
            return
        }
        guard slot.attempt <= settings.webhookRetries.count else { return }
        let wait = settings.webhookRetries[slot.attempt - 1]
        outbox.add(
            WebhookOutbox.Slot(event: slot.event, endpoint: slot.endpoint, attempt: slot.attempt + 1), at: now + wait)
    }

    /// Webhooks that wait or are under way.
    package var unfinishedDeliveries: Int { outbox.waitingCount + outbox.underWayCount }
}
