import Checkout
import Postgres

/// Which process it was: a process knows its own changes before the bell rings.
struct FeedOrigin: Hashable, Sendable {
    let number: UInt64

    static func random() -> FeedOrigin { FeedOrigin(number: .random(in: 0 ... .max)) }
}

/// What a batch of changes tells the other processes: which sessions changed, and how far. A doorbell: the change itself
/// is read from the table.
struct FeedBell: Hashable {
    /// How far a session has come.
    struct Stroke: Hashable {
        let sessionID: CheckoutSessionID
        let version: Int
    }

    static let channel = PostgresChannel("session_events")
    static let ring: PostgresStatement = "SELECT pg_notify('session_events', $1)"

    let origin: FeedOrigin
    let strokes: [Stroke]

    init(origin: FeedOrigin, _ changes: [SessionChange]) {
        self.origin = origin
        strokes = changes.map { Stroke(sessionID: $0.sessionID, version: $0.version) }
    }

    /// 44 bytes for a session at most: a batch stays far below the 8000 that a notification can hold.
    var payload: String {
        var text = String(origin.number, radix: 36)
        for stroke in strokes {
            text += "," + String(stroke.sessionID.id.bits, radix: 36) + ":" + String(stroke.version, radix: 36)
        }
        return text
    }

    /// `nil` for anything but what `payload` gives: other versions of this program may say other things.
    init?(payload: String) {
        let parts = payload.split(separator: ",", omittingEmptySubsequences: false)
        guard let number = UInt64(parts[0], radix: 36) else { return nil }
        var strokes: [Stroke] = []
        for part in parts.dropFirst() {
            let pair = part.split(separator: ":", omittingEmptySubsequences: false)
            guard pair.count == 2, let bits = UInt128(pair[0], radix: 36), let version = Int(pair[1], radix: 36) else {
                return nil
            }
            strokes.append(Stroke(sessionID: CheckoutSessionID(UniqueID(bits: bits)), version: version))
        }
        origin = FeedOrigin(number: number)
        self.strokes = strokes
    }
}
