import Checkout
import HTTPMessages

/// What each idempotency key stood for, and what it was answered, for at least a day.
struct IdempotencyRecords: Sendable {
    /// Keys of different owners never meet.
    struct Key: Hashable, Sendable {
        let owner: Owner
        let text: String
    }

    /// What a key was first used for.
    struct Use: Hashable, Sendable {
        let path: String
        let parameters: FormMap
    }

    /// What to do with a call that names a key.
    enum Verdict: Sendable {
        case first
        case replay(HTTPResponse)
        /// The first call has not been answered yet.
        case running
        case otherParameters
        case otherPath(String)
    }

    private struct Record: Sendable {
        let use: Use
        let response: HTTPResponse
        let answeredAt: Timestamp
        let expiresAt: Timestamp
    }

    static let lifetime: Duration = .seconds(24 * 3600)

    private var records: [Key: Record] = [:]
    private var expiry = DueQueue<Key>()

    mutating func verdict(_ key: Key, for use: Use, at now: Timestamp) -> Verdict {
        while let key = expiry.takeDue(at: now) {
            if let record = records[key], record.expiresAt <= now { records[key] = nil }
        }
        guard let record = records[key] else { return .first }
        if record.use.path != use.path { return .otherPath(record.use.path) }
        if record.use.parameters.sorted != use.parameters.sorted { return .otherParameters }
        return record.answeredAt > now ? .running : .replay(record.response)
    }

    /// Until `answeredAt` the call counts as running.
    mutating func keep(_ response: HTTPResponse, for use: Use, _ key: Key, at now: Timestamp, answeredAt: Timestamp) {
        let expiresAt = now + Self.lifetime
        records[key] = Record(use: use, response: response, answeredAt: answeredAt, expiresAt: expiresAt)
        expiry.add(key, at: expiresAt)
    }
}

extension FormMap {
    /// The same parameters in an order of their own, since a client may build them from a dictionary.
    fileprivate var sorted: FormMap {
        var sorted = FormMap()
        for member in members.sorted(by: { $0.name < $1.name }) {
            sorted[member.name] = member.value.map.map { .map($0.sorted) } ?? member.value
        }
        return sorted
    }
}
