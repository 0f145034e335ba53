import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import HTTPServer
import Postgres

/// The open pages of one loop. They are told which sessions changed and fetch what they show for themselves, so that a
/// stream says nothing that a page would not, and what was missed on the way is made good by the next look.
///
/// `@unchecked Sendable`: handlers carry it into their replies; every entry point traps off its loop.
final class DashboardStreams: @unchecked Sendable {
    /// Whose changes are told.
    struct Topic: Hashable, Sendable {
        let organizationID: OrganizationID
        let livemode: Bool
    }

    /// Pages of one merchant that may be open on one loop; more bring themselves up to date without a stream.
    static let readersOfTopic = 32
    private static let readers = 256
    /// Sessions that a message names; when more have changed, it names none.
    private static let namedSessions = 200
    /// Changes are gathered so long: under load a page is to be told a few times a second and not a thousand times.
    private static let delay = Duration.milliseconds(80)

    private final class Reader {
        let stream: ResponseStream
        let topic: Topic
        let endsAt: MonotonicTime

        init(_ stream: ResponseStream, _ topic: Topic, endsAt: MonotonicTime) {
            self.stream = stream
            self.topic = topic
            self.endsAt = endsAt
        }
    }

    private let store: SessionStore
    private let feed: EventFeed
    private let pace: StreamPace
    private var loop: EventLoop { store.loop }
    private var topics: [Topic: [ObjectIdentifier: Reader]] = [:]
    private var count = 0
    private var watch: EventFeed.Watch?
    private var heartbeat: TimerToken?
    private var changed: Set<CheckoutSessionID> = []
    private var isGathering = false

    init(_ store: SessionStore, _ feed: EventFeed, pace: StreamPace = StreamPace()) {
        self.store = store
        self.feed = feed
        self.pace = pace
    }

    /// Nil when there are too many.
    func reply(for topic: Topic) -> StreamingReply? {
        loop.preconditionCurrent()
        guard count < Self.readers, topics[topic, default: [:]].count < Self.readersOfTopic else { return nil }
        return StreamingReply(
            headers: [
                "Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform",
                "X-Accel-Buffering": "no",
            ]
        ) { [self] stream in begin(stream, topic) }
    }

    private func begin(_ stream: ResponseStream, _ topic: Topic) {
        loop.preconditionCurrent()
        stream.send(EventFrames.opening(retryMilliseconds: Int(pace.retry() / .milliseconds(1)), nil, isNamed: false))
        guard stream.isOpen else { return }
        let reader = Reader(stream, topic, endsAt: loop.now + pace.life())
        topics[topic, default: [:]][ObjectIdentifier(reader)] = reader
        count += 1
        stream.onClose = { [weak self] in self?.leave(reader) }
        guard count == 1 else { return }
        watch = feed.watch { [weak self] in self?.heard($0) }
        beat()
    }

    private func leave(_ reader: Reader) {
        guard topics[reader.topic]?.removeValue(forKey: ObjectIdentifier(reader)) != nil else { return }
        if topics[reader.topic]?.isEmpty == true { topics[reader.topic] = nil }
        count -= 1
        guard count == 0 else { return }
        if let watch { feed.unwatch(watch) }
        watch = nil
        if let heartbeat { loop.cancel(heartbeat) }
        heartbeat = nil
    }

    // MARK: Telling

    private func heard(_ sessions: Set<CheckoutSessionID>) {
        // One more than are named tells that there are too many.
        for session in sessions where changed.count <= Self.namedSessions { changed.insert(session) }
        guard !isGathering else { return }
        isGathering = true
        _ = loop.schedule(after: Self.delay) { [weak self] in
            guard let self else { return }
            let this = LoopBound(self, on: loop)
            loop.startTask { await this.value.tell() }
        }
    }

    private func tell() async {
        let sessions = changed
        changed = []
        isGathering = false
        guard sessions.count <= Self.namedSessions, let owned = try? await store.owners(of: sessions) else {
            // Whoever looks finds out, or is told what is wrong.
            for topic in topics.keys { send("{}", to: topic) }
            return
        }
        let byTopic = Dictionary(grouping: owned) { Topic(organizationID: $0.organizationID, livemode: $0.livemode) }
        for (topic, sessions) in byTopic {
            var json = JSONWriter()
            json.beginObject()
            json.key("sessions")
            json.beginArray()
            for session in sessions { json.value(.string(session.id.description)) }
            json.endArray()
            json.endObject()
            send(String(decoding: json.bytes, as: UTF8.self), to: topic)
        }
    }

    private func send(_ data: String, to topic: Topic) {
        guard let readers = topics[topic] else { return }
        var bytes: [UInt8] = []
        ServerSentEvents.write(data: data, into: &bytes)
        let frame = StreamFrame(bytes)
        for reader in readers.values { reader.stream.send(frame) }
    }

    /// A sign of life for all, and the end for those that have lived long enough.
    private func beat() {
        heartbeat = loop.schedule(after: pace.heartbeat) { [weak self] in
            guard let self else { return }
            let now = loop.now
            for reader in topics.values.flatMap(\.values) {
                if now >= reader.endsAt { reader.stream.finish() } else { reader.stream.send(EventFrames.heartbeat) }
            }
            if count > 0 { beat() }
        }
    }
}
