package import Checkout
package import CheckoutStore
import EventLoop

/// Asking the provider how things stand: because the buyer is back, because somebody reads, because it is time.
extension CheckoutFlow {
    /// Waits for the answer. Nil for a session that does not exist.
    package func buyerReturned(_ id: CheckoutSessionID) async throws -> SessionRecord? {
        loop.preconditionCurrent()
        let now = now
        let outcome = try await apply(id) { $0.buyerReturned(at: now) }
        guard case .applied(let record, let transition) = outcome else { return nil }
        return try await settle(transition, of: record).record
    }

    /// Costs next to nothing. Whatever it begins goes on in the background.
    package func statusRead(_ session: PublicSession) {
        loop.preconditionCurrent()
        let (now, id) = (now, session.change.sessionID)
        guard
            SessionMachine.mayBeLookedUp(
                session.status, hasIntent: session.hasIntent, isUnderWay: session.isUnderWay,
                updatedAt: session.updatedAt, checkedAt: session.checkedAt, at: now),
            readPace.mayAsk(about: id, at: now)
        else { return }
        tasks.start { [self] in
            do {
                let outcome = try await apply(id) { $0.statusRead(at: now) }
                if case .applied(let record, let transition) = outcome { begin(transition, of: record) }
            } catch {
                events.backgroundFailed(.session(id), error)
            }
        }
    }

    /// A check, the expiry or a lost effect has come due. Returns when it has been seen to.
    package func cameDue(_ id: CheckoutSessionID) async throws {
        loop.preconditionCurrent()
        let now = now
        let outcome = try await apply(id) { $0.timeCameDue(at: now) }
        guard case .applied(let record, let transition) = outcome else { return }
        observe(transition, of: record)
        _ = try await settle(transition, of: record)
    }
}

/// How often the reads of one loop may ask about a session. The session's own pace decides in the end, but asking it is a
/// transaction, and pages poll twice a second.
struct StatusReadPace {
    private static let interval = Duration.seconds(10)
    private static let maximumCount = 20_000

    private var askedAt: [CheckoutSessionID: Timestamp] = [:]

    var count: Int { askedAt.count }

    mutating func mayAsk(about id: CheckoutSessionID, at now: Timestamp) -> Bool {
        if let last = askedAt[id], now < last + Self.interval, now >= last { return false }
        if askedAt.count >= Self.maximumCount {
            askedAt = askedAt.filter { now < $0.value + Self.interval && now >= $0.value }
            // Bounded whatever happens: then somebody is asked once too often.
            if askedAt.count >= Self.maximumCount { askedAt = [:] }
        }
        askedAt[id] = now
        return true
    }
}
