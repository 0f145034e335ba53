import EventLoop
import Testing

/// One request that reached the server, and the means to answer it in any way, also a wrong one.
final class ServedRequest {
    /// Which connection it came over, counted from 1.
    let connection: Int
    let head: String
    let body: [UInt8]
    private let socket: TCPConnection

    init(connection: Int, head: String, body: [UInt8], socket: TCPConnection) {
        self.connection = connection
        self.head = head
        self.body = body
        self.socket = socket
    }

    var line: String { String(head.prefix { $0 != "\r\n" }) }

    func header(_ name: String) -> String? {
        let start = name.lowercased() + ":"
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(start) }
        return line.map { String($0.dropFirst(start.count).drop { $0 == " " }) }
    }

    func write(_ text: String) { socket.write(Array(text.utf8)) }
    func write(_ bytes: [UInt8]) { socket.write(bytes) }
    func finish() { socket.finishWriting() }
    func close() { socket.close() }
    func reset() { socket.reset() }

    func answer(_ status: String = "200 OK", _ headers: [String] = [], body: String = "") {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }
}

/// A server that does what a test tells it to, on the test's own loop.
final class ScriptedServer {
    private(set) var requests: [ServedRequest] = []
    private(set) var connectionCount = 0
    private(set) var closedCount = 0
    private var listener: TCPListener?
    private var connections: [ServedConnection] = []
    private let script: (ServedRequest) -> Void
    private var waiting: [(condition: (ScriptedServer) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

    init(loop: EventLoop, script: @escaping (ServedRequest) -> Void) throws {
        self.script = script
        listener = try TCPListener.listen(
            on: .loopback(port: 0), loop: loop,
            onAccept: { [weak self] in self?.accepted($0) },
            onError: { Issue.record($0) })
    }

    var port: UInt16 { listener?.localAddress.port ?? 0 }

    func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    func stopListening() { listener?.close() }

    func stop() {
        stopListening()
        for connection in connections { connection.socket.close() }
    }

    /// Suspends until the condition holds; it is looked at after each thing that happens.
    func wait(until condition: @escaping (ScriptedServer) -> Bool) async {
        if condition(self) { return }
        await withCheckedContinuation { waiting.append((condition, $0)) }
    }

    private func accepted(_ socket: TCPConnection) {
        connectionCount += 1
        let connection = ServedConnection(number: connectionCount, socket: socket)
        connection.onRequest = { [weak self] request in
            guard let self else { return }
            requests.append(request)
            script(request)
            tell()
        }
        connection.onClose = { [weak self] in
            self?.closedCount += 1
            self?.tell()
        }
        connections.append(connection)
        socket.delegate = connection
        socket.startReading()
        tell()
    }

    private func tell() {
        let all = waiting
        waiting = []
        for waiter in all {
            if waiter.condition(self) { waiter.continuation.resume() } else { waiting.append(waiter) }
        }
    }
}

/// Cuts what arrives into requests with a length.
private final class ServedConnection: TCPConnectionDelegate {
    let socket: TCPConnection
    var onRequest: (ServedRequest) -> Void = { _ in }
    var onClose: () -> Void = {}
    private let number: Int
    private var pending: [UInt8] = []

    init(number: Int, socket: TCPConnection) {
        self.number = number
        self.socket = socket
    }

    func connectionReceived(_ bytes: UnsafeRawBufferPointer) {
        pending.append(contentsOf: bytes)
        while let request = nextRequest() { onRequest(request) }
    }

    func connectionReachedEnd() { socket.close() }
    func connectionFlushed() {}
    func connectionClosed(_ error: LoopError?) { onClose() }

    private func nextRequest() -> ServedRequest? {
        guard let end = pending.indices.first(where: { pending[$0...].starts(with: "\r\n\r\n".utf8) }) else {
            return nil
        }
        let head = String(decoding: pending[..<end], as: UTF8.self)
        let probe = ServedRequest(connection: number, head: head, body: [], socket: socket)
        let length = probe.header("Content-Length").flatMap { Int($0) } ?? 0
        guard pending.count >= end + 4 + length else { return nil }
        let body = Array(pending[(end + 4)..<(end + 4 + length)])
        pending.removeFirst(end + 4 + length)
        return ServedRequest(connection: number, head: head, body: body, socket: socket)
    }
}
