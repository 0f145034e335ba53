import CLibuv

/// `stream-load` opens many event streams against one server, publishes events, and tells how fast each stream got
/// each event, what the streams cost the server while nothing happens, and how other requests fare meanwhile. With
/// `--sessions` every stream is another checkout session's, and single ones are completed.
@main
struct StreamLoad {
    static func main() throws {
        let options = try Options(CommandLine.arguments.dropFirst())
        if let sessions = options.sessions {
            print(try ChangeRun(options, sessions: sessions).report())
        } else {
            print(try Run(options).report())
        }
    }
}

/// The phases of one run, in order; everything is on one thread but for the probe.
private struct Run {
    private let options: Options
    private let server: ServerFigures
    private let streams: StreamSet
    private let publisher: Publisher

    init(_ options: Options) throws {
        self.options = options
        server = ServerFigures(pids: options.pids)
        streams = try StreamSet(
            port: options.port, paths: Array(repeating: options.streamPath, count: options.streams))
        publisher = try Publisher(loop: streams.loop, options: options)
    }

    func report() throws -> String {
        // One request first, so that what the server allocates once is not counted as the streams'.
        try publisher.publish(marker: "warm-up")
        try publisher.waitForAnswer()
        let residentBefore = try server.residentKilobytes()
        let connectSeconds = try streams.open()
        try streams.wait(seconds: 1)
        let residentOpen = try server.residentKilobytes()

        let busyBefore = try server.cpuSeconds()
        try streams.wait(seconds: Double(options.idleSeconds))
        let idleCPU = try server.cpuSeconds() - busyBefore

        let probe = try LatencyProbe(options: options)
        try probe.start()
        let events = try (1...options.events).map { number in
            try streams.wait(seconds: Double(options.intervalMilliseconds) / 1000)
            return try streams.broadcast(number: number, by: publisher)
        }
        let latencies = probe.stop()
        let residentAfter = try server.residentKilobytes()

        return Report(
            streams: options.streams, connectSeconds: connectSeconds, residentBefore: residentBefore,
            residentOpen: residentOpen, residentAfter: residentAfter, idleSeconds: options.idleSeconds,
            idleCPU: idleCPU, events: events, latencies: latencies
        ).json
    }
}
