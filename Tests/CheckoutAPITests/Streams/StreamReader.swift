import EventLoop
import HTTPMessages
import TestSupport
import Testing

/// One event of a stream as a browser would hand it on.
struct ReceivedEvent: Hashable, Sendable {
    var id: String?
    var name: String?
    var data: String

    var version: Int? { json["version"]?.integer.map(Int.init) }
    var json: JSONValue { (try? JSONParser.parse(Array(data.utf8))) ?? .null }
}

/// A reader of one stream over a socket of its own: it waits for what comes, and never for a time.
///
/// `@unchecked Sendable`: its state is touched on its loop only, where every method goes first.
final class StreamReader: TCPConnectionDelegate, @unchecked Sendable {
    private let loop: EventLoop
    private let tcp: TCPConnection
    private var received = ""
    private var isAtEnd = false
    private let waiters: LoopWaiters

    private init(_ tcp: TCPConnection, _ loop: EventLoop) {
        self.tcp = tcp
        self.loop = loop
        waiters = LoopWaiters(loop)
    }

    /// Asks for `path` and leaves the rest to the other methods.
    static func open(
        _ path: String, at address: SocketAddress, on loop: EventLoop, headers: String = "", isReading: Bool = true
    ) async throws -> StreamReader {
        try await loop.run {
            let tcp = try await TCPConnection.connect(to: address, loop: loop)
            let reader = StreamReader(tcp, loop)
            tcp.delegate = reader
            if isReading { tcp.startReading() }
            tcp.write(Array("GET \(path) HTTP/1.1\r\nHost: till.example\r\n\(headers)\r\n".utf8))
            return reader
        }
    }

    func close() async throws { try await loop.submit { self.tcp.close() } }

    func startReading() async throws { try await loop.submit { self.tcp.startReading() } }

    /// The head of the answer, once it is there.
    func head() async throws -> String {
        try await waiters.wait { self.received.contains("\r\n\r\n") || self.isAtEnd }
        return try await loop.submit {
            let end = try #require(self.received.firstRange(of: "\r\n\r\n"))
            return String(self.received[..<end.lowerBound])
        }
    }

    /// The first `count` events, or all when the stream ends before.
    func events(_ count: Int) async throws -> [ReceivedEvent] {
        try await waiters.wait { self.isOver || self.parsed.count >= count }
        return try await loop.submit { self.parsed }
    }

    /// Everything, once the server has ended the stream.
    func allEvents() async throws -> [ReceivedEvent] {
        try await waiters.wait { self.isOver }
        return try await loop.submit { self.parsed }
    }

    func text(containing text: String, times count: Int = 1) async throws -> String {
        try await waiters.wait {
            self.isOver || self.body.split(separator: text, omittingEmptySubsequences: false).count > count
        }
        return try await loop.submit { self.body }
    }

    /// The stream's own end, or the connection's.
    private var isOver: Bool { isAtEnd || received.hasSuffix("\r\n0\r\n\r\n") }

    /// The chunks put together.
    private var body: String {
        guard let head = received.firstRange(of: "\r\n\r\n") else { return "" }
        var (rest, body) = (received[head.upperBound...].utf8, "")
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")),
            let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), size > 0
        {
            let start = rest.index(end, offsetBy: 2)
            guard let stop = rest.index(start, offsetBy: size, limitedBy: rest.endIndex) else { break }
            body += String(decoding: rest[start..<stop], as: UTF8.self)
            guard let next = rest.index(stop, offsetBy: 2, limitedBy: rest.endIndex) else { break }
            rest = rest[next...]
        }
        return body
    }

    private var parsed: [ReceivedEvent] {
        body.split(separator: "\n\n").compactMap { block in
            var event = ReceivedEvent(data: "")
            for line in block.split(separator: "\n") {
                if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
                if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                if line.hasPrefix("data: ") { event.data += line.dropFirst(6) }
            }
            return event.data.isEmpty ? nil : event
        }
    }

    // MARK: TCPConnectionDelegate

    func connectionReceived(_ bytes: UnsafeRawBufferPointer) {
        received += String(decoding: bytes, as: UTF8.self)
        waiters.look()
    }

    func connectionReachedEnd() {
        isAtEnd = true
        waiters.look()
    }

    func connectionFlushed() {}

    func connectionClosed(_ error: LoopError?) {
        isAtEnd = true
        waiters.look()
    }
}
