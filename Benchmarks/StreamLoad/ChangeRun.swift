import CLibuv

/// Everybody watches a session of their own, and so many of these are completed a second, whatever became of the ones
/// before: how long until the watcher of each knows, and what the watchers take of the server's memory.
struct ChangeRun {
    /// One change, in microseconds since 1970: the clock that the database has as well.
    struct Sample {
        let change: Int
        let sentAt: Int64
        let answeredAt: Int64
        let arrivedAt: Int64
    }

    /// In the state of a completed session, and in no state before; its first byte stands nowhere else in it.
    private static let marker = Array(#":"completed""#.utf8)

    /// More than changes are ever under way.
    private static let connectionCount = 64

    private let options: Options
    private let server: ServerFigures
    private let sessions: [WatchedSession]
    private let streams: StreamSet

    init(_ options: Options, sessions path: String) throws {
        self.options = options
        server = ServerFigures(pids: options.pids)
        sessions = try WatchedSession.read(path)
        guard sessions.count > options.changes else { throw LoadError("there are more changes than sessions") }
        // The last session is the warm-up's.
        streams = try StreamSet(port: options.port, paths: sessions.dropLast().map(\.streamPath))
    }

    func report() throws -> String {
        // One change first, so that what the server allocates once is not counted as the streams'.
        try warmUp(sessions[sessions.count - 1])
        let residentBefore = try server.residentKilobytes()
        let connectSeconds = try streams.open()
        try streams.wait(seconds: 2)
        let residentOpen = try server.residentKilobytes()
        let samples = try changeAll()
        return ChangeReport(
            streams: streams.count, connectSeconds: connectSeconds, residentBefore: residentBefore,
            residentOpen: residentOpen, residentAfter: try server.residentKilobytes(), samples: samples
        ).json
    }

    private func warmUp(_ session: WatchedSession) throws {
        let sender = try ChangeSender(loop: streams.loop, port: options.port, connections: 1)
        try sender.send(session.changePath, change: 0)
        try waitForAnswers(1, of: sender)
        sender.close()
        streams.loop.step()
    }

    private func changeAll() throws -> [Sample] {
        let sender = try ChangeSender(loop: streams.loop, port: options.port, connections: Self.connectionCount)
        let arrivals = Arrivals(missing: options.changes)
        let start = uv_hrtime()
        for change in 0..<options.changes {
            let dueAt = start + UInt64(change) * 1_000_000_000 / UInt64(options.rate)
            while uv_hrtime() < dueAt { streams.loop.step() }
            streams.expectLast(Self.marker, on: change, countedBy: arrivals)
            try sender.send(sessions[change].changePath, change: change)
            try sender.failWhenBroken()
        }
        try waitForAnswers(options.changes, of: sender)
        try streams.loop.run(
            atMost: 10, until: { arrivals.missing == 0 },
            orFailWith: "\(arrivals.missing) streams did not get their change")
        try streams.wait(seconds: 0)
        return try samples(sender)
    }

    private func waitForAnswers(_ count: Int, of sender: ChangeSender) throws {
        try streams.loop.run(
            atMost: 10,
            until: {
                try sender.failWhenBroken()
                return sender.answers.count == count
            }, orFailWith: "\(count - sender.answers.count) changes were not answered")
    }

    private func samples(_ sender: ChangeSender) throws -> [Sample] {
        let offset = try WallClock.offset()
        return try (0..<options.changes).map { change in
            guard let answer = sender.answers[change], let arrivedAt = streams.arrivedAt(change) else {
                throw LoadError("change \(change) is not known")
            }
            return Sample(
                change: change, sentAt: offset + Int64(answer.sentAt / 1000),
                answeredAt: offset + Int64(answer.answeredAt / 1000), arrivedAt: offset + Int64(arrivedAt / 1000))
        }
    }
}

/// The difference between the clock that the load is timed with and the one that people and databases have.
enum WallClock {
    /// In microseconds.
    static func offset() throws -> Int64 {
        var now = uv_timeval64_t()
        let before = uv_hrtime()
        try LoadError.check(uv_gettimeofday(&now), "uv_gettimeofday")
        let middle = before + (uv_hrtime() - before) / 2
        return now.tv_sec * 1_000_000 + Int64(now.tv_usec) - Int64(middle / 1000)
    }
}
