import CLibuv

/// Asks for something small each millisecond on a thread of its own, whatever happens to earlier requests: latency
/// counts from when a request was due, so that a stalled server cannot hide by slowing the asker down.
final class LatencyProbe {
    /// One request: when it was due, and how long until its answer was there, in nanoseconds.
    struct Sample {
        let dueAt: UInt64
        let nanoseconds: UInt64
    }

    private static let period: UInt64 = 1_000_000
    private static let connectionCount = 4

    private let options: Options
    private var loop: UVLoop?
    private var lanes: [Lane] = []
    private var thread = uv_thread_t()
    private var nextDue: UInt64 = 0
    private var turn = 0
    private var isStopping = false
    private var mutex = uv_mutex_t()

    /// One connection with its outstanding requests; answers come in order.
    private final class Lane {
        var connection: Connection?
        var isConnected = false
        var due: [UInt64] = []
        var samples: [Sample] = []
        var matched = 0
    }

    init(options: Options) throws {
        self.options = options
        try LoadError.check(uv_mutex_init(&mutex), "uv_mutex_init")
    }

    func start() throws {
        let loop = try UVLoop { [unowned self] in tick() }
        self.loop = loop
        for _ in 0..<Self.connectionCount {
            let lane = Lane()
            let connection = try Connection(loop: loop) { [unowned lane] in Self.received($0, at: $1, by: lane) }
            lane.connection = connection
            try connection.connect(port: options.port) { [unowned lane] in lane.isConnected = true }
            lanes.append(lane)
        }
        try loop.run(
            atMost: 5, until: { lanes.allSatisfy(\.isConnected) }, orFailWith: "the probe could not connect")
        nextDue = uv_hrtime() + Self.period
        let body: uv_thread_cb = { data in
            guard let data else { return }
            Unmanaged<LatencyProbe>.fromOpaque(data).takeUnretainedValue().runUntilStopped()
        }
        try LoadError.check(
            uv_thread_create(&thread, body, Unmanaged.passUnretained(self).toOpaque()), "uv_thread_create")
    }

    /// Ends the thread; from then on its samples are ours.
    func stop() -> [Sample] {
        uv_mutex_lock(&mutex)
        isStopping = true
        uv_mutex_unlock(&mutex)
        uv_thread_join(&thread)
        lanes.forEach { $0.connection?.close() }
        loop?.step()
        return lanes.flatMap(\.samples)
    }

    private func runUntilStopped() {
        while !stopRequested() || lanes.contains(where: { !$0.due.isEmpty && $0.connection?.failure == nil }) {
            loop?.step()
        }
    }

    private func stopRequested() -> Bool {
        uv_mutex_lock(&mutex)
        defer { uv_mutex_unlock(&mutex) }
        return isStopping
    }

    private func tick() {
        guard nextDue > 0, !stopRequested() else { return }
        let now = uv_hrtime()
        while nextDue <= now {
            let lane = lanes[turn % lanes.count]
            turn += 1
            lane.due.append(nextDue)
            lane.connection?.send("GET \(options.probePath) HTTP/1.1\r\nHost: 127.0.0.1:\(options.port)\r\n\r\n")
            nextDue += Self.period
        }
    }

    /// Each answer is found by its status line; bodies of the probed route do not hold one.
    private static func received(_ bytes: UnsafeRawBufferPointer, at time: UInt64, by lane: Lane) {
        let marker: StaticString = "HTTP/1.1 200"
        for byte in bytes {
            let isNext = byte == marker.utf8Start[lane.matched]
            lane.matched = isNext ? lane.matched + 1 : (byte == marker.utf8Start[0] ? 1 : 0)
            guard lane.matched == marker.utf8CodeUnitCount else { continue }
            lane.matched = 0
            guard !lane.due.isEmpty else { continue }
            let due = lane.due.removeFirst()
            lane.samples.append(Sample(dueAt: due, nanoseconds: time > due ? time - due : 0))
        }
    }
}
