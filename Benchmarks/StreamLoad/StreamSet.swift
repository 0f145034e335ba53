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

    private let options: Options
    private let loop: UVLoop
    private var streams: [EventStream] = []
    private var publisher: Publisher?

    init(options: Options) throws {
        self.options = options
        loop = try UVLoop()
        streams.reserveCapacity(options.streams)
    }

    /// Opens all streams; returns how many seconds that took until the last one's header was there.
    func open() throws -> Double {
        let start = uv_hrtime()
        var firstPending = 0
        try loop.run(
            atMost: 60,
            until: {
                while firstPending < streams.count, streams[firstPending].isOpen { firstPending += 1 }
                while streams.count < options.streams, streams.count - firstPending < Self.openAtOnce {
                    let stream = try EventStream(loop: loop, path: options.streamPath)
                    try stream.open(port: options.port)
                    streams.append(stream)
                }
                try failWhenBroken(streams[firstPending...])
                return firstPending == options.streams
            }, orFailWith: "only \(firstPending) streams opened within 60 s")
        return Double(uv_hrtime() - start) / 1e9
    }

    func wait(seconds: Double) throws {
        let end = uv_hrtime() + UInt64(seconds * 1e9)
        while uv_hrtime() < end { loop.step() }
        try failWhenBroken(streams[...])
    }

    /// Publishes one event and waits until every stream has it.
    func broadcast(number: Int) throws -> Fanout {
        // `<` begins the marker and stands nowhere else in it, which keeps the search simple.
        let marker = "<event-\(number)>"
        let bytes = Array(marker.utf8)
        let arrivals = Arrivals(missing: streams.count)
        for stream in streams { stream.expect(bytes, countedBy: arrivals) }
        let publishedAt = uv_hrtime()
        let publisher = try publish(marker: marker)
        try loop.run(
            atMost: 30, until: { arrivals.missing == 0 },
            orFailWith: "\(arrivals.missing) streams did not get event \(number) within 30 s")
        try publisher.waitForAnswer()
        let times = streams.compactMap(\.arrivedAt).map { Double($0 - publishedAt) / 1e6 }
        return Fanout(publishedAt: publishedAt, milliseconds: times.sorted())
    }

    func publish(marker: String) throws -> Publisher {
        let current = try publisher ?? Publisher(loop: loop, options: options)
        publisher = current
        try current.publish(marker: marker)
        return current
    }

    private func failWhenBroken(_ streams: ArraySlice<EventStream>) throws {
        if let failure = streams.lazy.compactMap(\.failure).first { throw LoadError("a stream broke: \(failure)") }
    }
}
