import CLibuv

/// All event streams of a run, on one loop.
final class StreamSet {
    /// What one event took to reach the streams, in milliseconds.
    struct Fanout {
        let publishedAt: UInt64
        /// Sorted.
        let milliseconds: [Double]
    }

    /// Opening is throttled: the question is what streams cost, not how deep the backlog is.
    private static let openAtOnce = 128

    let loop: UVLoop
    private let port: UInt16
    private let paths: [String]
    private var streams: [EventStream] = []

    init(port: UInt16, paths: [String]) throws {
        self.port = port
        self.paths = paths
        loop = try UVLoop()
        streams.reserveCapacity(paths.count)
    }

    var count: Int { paths.count }

    /// Opens all streams; returns how many seconds that took until the last one's header was there.
    func open() throws -> Double {
        let start = uv_hrtime()
        var firstPending = 0
        try loop.run(
            atMost: 60,
            until: {
                while firstPending < streams.count, streams[firstPending].isOpen { firstPending += 1 }
                while streams.count < paths.count, streams.count - firstPending < Self.openAtOnce {
                    let stream = try EventStream(loop: loop, path: paths[streams.count])
                    try stream.open(port: port)
                    streams.append(stream)
                }
                try failWhenBroken(streams[firstPending...])
                return firstPending == paths.count
            }, orFailWith: "only \(firstPending) streams opened within 60 s")
        return Double(uv_hrtime() - start) / 1e9
    }

    func wait(seconds: Double) throws {
        let end = uv_hrtime() + UInt64(seconds * 1e9)
        while uv_hrtime() < end { loop.step() }
        try failWhenBroken(streams[...])
    }

    /// Publishes one event and waits until every stream has it.
    func broadcast(number: Int, by publisher: Publisher) throws -> Fanout {
        // `<` begins the marker and stands nowhere else in it, which keeps the search simple.
        let marker = "<event-\(number)>"
        let bytes = Array(marker.utf8)
        let arrivals = Arrivals(missing: streams.count)
        for stream in streams { stream.expect(bytes, countedBy: arrivals) }
        let publishedAt = uv_hrtime()
        try publisher.publish(marker: marker)
        try loop.run(
            atMost: 30, until: { arrivals.missing == 0 },
            orFailWith: "\(arrivals.missing) streams did not get event \(number) within 30 s")
        try publisher.waitForAnswer()
        let times = streams.compactMap(\.arrivedAt).map { Double($0 - publishedAt) / 1e6 }
        return Fanout(publishedAt: publishedAt, milliseconds: times.sorted())
    }

    /// One stream's last event: the server may end the stream after it.
    func expectLast(_ marker: [UInt8], on number: Int, countedBy arrivals: Arrivals) {
        streams[number].expect(marker, countedBy: arrivals, isLast: true)
    }

    func arrivedAt(_ number: Int) -> UInt64? { streams[number].arrivedAt }

    private func failWhenBroken(_ streams: ArraySlice<EventStream>) throws {
        if let failure = streams.lazy.compactMap(\.failure).first { throw LoadError("a stream broke: \(failure)") }
    }
}
