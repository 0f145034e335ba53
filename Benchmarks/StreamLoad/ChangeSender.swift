import CLibuv

/// Sends changes over connections of its own, each with one request under way at most, so that none waits for another.
final class ChangeSender {
    /// When a change was sent, and when its whole answer was here.
    struct Answered {
        let sentAt: UInt64
        let answeredAt: UInt64
    }

    private let loop: UVLoop
    private let port: UInt16
    private var lanes: [Lane] = []
    private var idle: [Lane] = []
    private var failure: String?
    private(set) var answers: [Int: Answered] = [:]

    private final class Lane {
        var connection: Connection?
        var isConnected = false
        var reader = AnswerReader()
        var change = 0
        var sentAt: UInt64 = 0
    }

    init(loop: UVLoop, port: UInt16, connections: Int) throws {
        self.loop = loop
        self.port = port
        for _ in 0..<connections {
            let lane = Lane()
            let connection = try Connection(loop: loop) { [unowned self, unowned lane] in received($0, at: $1, by: lane)
            }
            lane.connection = connection
            try connection.connect(port: port) { [unowned lane] in lane.isConnected = true }
            lanes.append(lane)
        }
        try loop.run(atMost: 5, until: { lanes.allSatisfy(\.isConnected) }, orFailWith: "no connections for changes")
        idle = lanes
    }

    func send(_ path: String, change: Int) throws {
        guard !idle.isEmpty else { throw LoadError("all connections for changes wait for their answers") }
        // The one that has been idle for longest, so that no server finds any of them idle for too long.
        let lane = idle.removeFirst()
        lane.change = change
        lane.reader = AnswerReader()
        lane.sentAt = uv_hrtime()
        lane.connection?.send(
            "POST \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\n\r\n{}")
        try failWhenBroken(lane)
    }

    func close() { lanes.forEach { $0.connection?.close() } }

    func failWhenBroken() throws {
        if let failure { throw LoadError("a change: \(failure)") }
    }

    private func failWhenBroken(_ lane: Lane) throws {
        if let failure = lane.connection?.failure { throw LoadError("a change: \(failure)") }
    }

    private func received(_ bytes: UnsafeRawBufferPointer, at time: UInt64, by lane: Lane) {
        do {
            guard let status = try lane.reader.read(bytes) else { return }
            guard (200..<300).contains(status) else { throw LoadError("answered with \(status)") }
            answers[lane.change] = Answered(sentAt: lane.sentAt, answeredAt: time)
            idle.append(lane)
        } catch {
            failure = "\(error)"
        }
    }
}
