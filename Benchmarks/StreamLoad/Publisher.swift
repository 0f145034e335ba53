/// Publishes events over a connection of its own.
final class Publisher {
    private let loop: UVLoop
    private let options: Options
    private let connection: Connection
    private let answer = Answer()

    /// What came back so far.
    private final class Answer {
        var bytes: [UInt8] = []
    }

    init(loop: UVLoop, options: Options) throws {
        self.loop = loop
        self.options = options
        connection = try Connection(loop: loop) { [answer] bytes, _ in answer.bytes += bytes }
        var isConnected = false
        try connection.connect(port: options.port) { isConnected = true }
        try loop.run(
            atMost: 5, until: { isConnected || connection.failure != nil }, orFailWith: "no connection to publish on")
        try failWhenBroken()
    }

    /// Sends one event of about 250 bytes, the size of a small status.
    func publish(marker: String) throws {
        answer.bytes = []
        let padding = String(repeating: "x", count: max(0, 230 - marker.utf8.count))
        let body = #"{"event":"\#(marker)","padding":"\#(padding)"}"#
        connection.send(
            "POST \(options.publishPath) HTTP/1.1\r\nHost: 127.0.0.1:\(options.port)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        try failWhenBroken()
    }

    func waitForAnswer() throws {
        try loop.run(
            atMost: 5, until: { answer.bytes.count > 12 || connection.failure != nil },
            orFailWith: "publishing was not answered")
        try failWhenBroken()
        let status = String(decoding: answer.bytes.prefix(12), as: UTF8.self)
        guard status.hasPrefix("HTTP/1.1 2") else { throw LoadError("publishing was answered with \(status)") }
        // The rest of the answer may come in another read; it is short, and nobody waits for it.
        loop.step()
    }

    private func failWhenBroken() throws {
        if let failure = connection.failure { throw LoadError("publishing: \(failure)") }
    }
}
