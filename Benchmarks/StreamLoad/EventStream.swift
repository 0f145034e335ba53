/// How many streams still wait for the current event.
final class Arrivals {
    var missing: Int

    init(missing: Int) { self.missing = missing }
}

/// One subscriber: it opens the stream, checks the answer's header, and notes when an expected event arrives.
final class EventStream {
    private enum Phase { case connecting, header([UInt8]), open }

    private let loop: UVLoop
    private let path: String
    private var phase = Phase.connecting
    private var connection: Connection?
    private var marker: [UInt8] = []
    private var matched = 0
    private var arrivals: Arrivals?
    private var refusal: String?
    private var isLast = false
    private(set) var arrivedAt: UInt64?

    init(loop: UVLoop, path: String) throws {
        self.loop = loop
        self.path = path
    }

    var isOpen: Bool { if case .open = phase { true } else { false } }
    var failure: String? { isLast && arrivedAt != nil ? nil : refusal ?? connection?.failure }

    func open(port: UInt16) throws {
        let connection = try Connection(loop: loop) { [unowned self] in received($0, at: $1) }
        self.connection = connection
        try connection.connect(port: port) { [unowned self, unowned connection] in
            phase = .header([])
            connection.send("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nAccept: text/event-stream\r\n\r\n")
        }
    }

    /// After its last event a stream may end.
    func expect(_ marker: [UInt8], countedBy arrivals: Arrivals, isLast: Bool = false) {
        self.isLast = isLast
        self.marker = marker
        self.arrivals = arrivals
        matched = 0
        arrivedAt = nil
    }

    private func received(_ bytes: UnsafeRawBufferPointer, at time: UInt64) {
        switch phase {
        case .connecting: refusal = "bytes before the request"
        case .header(let soFar): readHeader(soFar + bytes)
        case .open: search(bytes, at: time)
        }
    }

    private func readHeader(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("\r\n\r\n") else {
            phase = .header(bytes)
            return
        }
        guard text.hasPrefix("HTTP/1.1 200"), text.contains("text/event-stream") else {
            refusal = "answered \(text.prefix { !$0.isNewline })"
            return
        }
        phase = .open
    }

    /// The marker's first byte stands nowhere else in it: after a mismatch nothing has to be looked at again.
    private func search(_ bytes: UnsafeRawBufferPointer, at time: UInt64) {
        guard arrivedAt == nil, !marker.isEmpty else { return }
        for byte in bytes {
            matched = byte == marker[matched] ? matched + 1 : (byte == marker[0] ? 1 : 0)
            if matched == marker.count {
                arrivedAt = time
                arrivals?.missing -= 1
                return
            }
        }
    }
}
