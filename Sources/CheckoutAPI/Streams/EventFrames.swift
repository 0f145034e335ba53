import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer

/// Makes the pieces of streams. A change that goes to many readers comes here once for each, one right after the other,
/// so the last piece made is kept.
struct EventFrames {
    /// Invisible to clients; proxies and kernels see that the stream lives.
    static let heartbeat = StreamFrame(comment())

    private struct Key: Hashable {
        let session: CheckoutSessionID
        let version: Int
        let isNamed: Bool
    }

    private var last: (key: Key, frame: StreamFrame)?

    mutating func frame(_ change: SessionChange, isNamed: Bool) -> StreamFrame {
        let key = Key(session: change.sessionID, version: change.version, isNamed: isNamed)
        if let last, last.key == key { return last.frame }
        let frame = StreamFrame(Self.event(change, isNamed: isNamed))
        last = (key, frame)
        return frame
    }

    /// The beginning of a stream: when to come back if it is lost, and the first event if there is one already.
    static func opening(retryMilliseconds: Int, _ change: SessionChange?, isNamed: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        ServerSentEvents.writeRetry(milliseconds: retryMilliseconds, into: &bytes)
        if let change { bytes += event(change, isNamed: isNamed) }
        return bytes
    }

    private static func event(_ change: SessionChange, isNamed: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(change.body.count + 80)
        ServerSentEvents.write(
            data: change.body, id: String(change.version),
            event: isNamed ? "checkout.session.\(change.status.rawValue)" : nil, into: &bytes)
        return bytes
    }

    private static func comment() -> [UInt8] {
        var bytes: [UInt8] = []
        ServerSentEvents.writeComment(into: &bytes)
        return bytes
    }
}
