import EventLoop

@testable import till

/// An HTTP client of a few lines: what it is told to send goes over the wire as it is.
enum PlainClient {
    struct Answer: Sendable {
        var status: Int
        var head: String
        var body: String
    }

    struct Broken: Error {}

    /// One request on a connection of its own.
    static func get(
        _ url: String, _ path: String, headers: [String] = [], on loop: EventLoop
    ) async throws -> Answer {
        try await loop.run {
            let connection = try await Connection.open(url, on: loop)
            defer { connection.close() }
            return try await connection.get(path, headers: headers + ["Connection: close"])
        }
    }

    /// One connection with one request at a time. Belongs to its loop.
    final class Connection: TCPConnectionDelegate {
        private let tcp: TCPConnection
        private var received: [UInt8] = []
        private var isEnded = false
        private var waiting: CheckedContinuation<Void, Never>?

        private init(_ tcp: TCPConnection) { self.tcp = tcp }

        static func open(_ url: String, on loop: EventLoop) async throws -> Connection {
            let authority = url.dropFirst("http://".count)
            let tcp = try await TCPConnection.connect(to: try SocketAddress(listening: String(authority)), loop: loop)
            let connection = Connection(tcp)
            tcp.delegate = connection
            tcp.startReading()
            return connection
        }

        func close() { tcp.close() }

        /// Whether the server has closed the connection between two requests.
        var isClosedByServer: Bool { isEnded && received.isEmpty }

        func get(_ path: String, headers: [String] = []) async throws -> Answer {
            let lines = ["GET \(path) HTTP/1.1", "Host: localhost"] + headers
            tcp.write(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
            while true {
                if let answer = takeAnswer() { return answer }
                if isEnded { throw Broken() }
                await withCheckedContinuation { waiting = $0 }
            }
        }

        private func takeAnswer() -> Answer? {
            let text = String(decoding: received, as: UTF8.self)
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return nil }
            let lines = parts[0].split(separator: "\r\n")
            let length =
                lines.first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int(String($0.dropFirst("content-length:".count)).trimmed) } ?? 0
            guard parts[1].utf8.count >= length else { return nil }
            let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            received = Array(Array(parts[1].utf8).dropFirst(length))
            return Answer(
                status: status, head: String(parts[0]),
                body: String(decoding: Array(parts[1].utf8).prefix(length), as: UTF8.self))
        }

        private func wake() {
            waiting?.resume()
            waiting = nil
        }

        func connectionReceived(_ bytes: UnsafeRawBufferPointer) {
            received += bytes
            wake()
        }

        func connectionReachedEnd() {
            isEnded = true
            wake()
        }

        func connectionFlushed() {}

        func connectionClosed(_ error: LoopError?) {
            isEnded = true
            wake()
        }
    }
}
