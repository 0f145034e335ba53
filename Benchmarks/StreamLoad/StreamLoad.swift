import CLibuv

/// `stream-load` opens many event streams against one server, publishes events, and tells how fast each stream got
/// each event, what the streams cost the server while nothing happens, and how other requests fare meanwhile.
@main
struct StreamLoad {
    static func main() throws {
        let options = try Options(CommandLine.arguments.dropFirst())
        print(try Run(options).report())
    }
}

/// The phases of one run, in order; everything is on one thread but for the probe.
private struct Run {
    private let options: Options
    private let server: ServerFigures
    private let streams: StreamSet

    init(_ options: Options) throws {
        self.options = options
        server = ServerFigures(pids: options.pids)
        streams = try StreamSet(options: options)
    }

    func report() throws -> String {
        // One request first, so that what the server allocates once is not counted as the streams'.
        try streams.publish(marker: "warm-up").waitForAnswer()
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
            return try streams.broadcast(number: number)
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
