package import EventLoop
import HTTPMessages
import Synchronization

/// Serves one application on one loop.
///
/// `@unchecked Sendable`: the constants are safe anywhere, the rest is touched on the loop only; what may be called from
/// elsewhere goes there first.
package final class HTTPServer: @unchecked Sendable {
    package let loop: EventLoop
    package let application: Application
    let options: ServerOptions
    /// Shared with the other loops' servers.
    let connectionCount: ConnectionCount
    package private(set) var localAddress: SocketAddress

    let metrics: LoopMetrics
    var requestIDs = RequestIDs()
    let responderTasks: ResponderTasks
    /// Lent to the connection whose callback is running, so that an idle one holds no buffer.
    var spareOutput: [UInt8] = []
    var connections: [HTTPConnection] = []
    private var shedding = 0
    var listener: TCPListener?
    var drainPlan: DrainPlan?
    var isClosed = false
    var onClosed: [() -> Void] = []
    private var renderedDate: [UInt8] = []
    private var dateIsGoodUntil = MonotonicTime(nanoseconds: 0)

    private init(
        _ application: Application, _ options: ServerOptions, _ loop: EventLoop, _ address: SocketAddress,
        _ count: ConnectionCount
    ) {
        self.application = application
        self.options = options
        self.loop = loop
        localAddress = address
        connectionCount = count
        responderTasks = ResponderTasks(loop: loop)
        metrics = LoopMetrics(endpoints: application.endpoints)
    }

    /// Listens on `address`; port 0 picks a free one, which `localAddress` tells.
    package static func start(
        on loop: EventLoop, address: SocketAddress, options: ServerOptions = ServerOptions(),
        application: Application
    ) async throws -> HTTPServer {
        try await start(on: loop, address: address, options: options, joining: nil) { _ in application }
    }

    /// `joining`: the server of another loop of this process, whose address and count of connections are shared.
    static func start(
        on loop: EventLoop, address: SocketAddress, options: ServerOptions, joining other: HTTPServer?,
        application: @escaping @Sendable (EventLoop) throws -> Application
    ) async throws -> HTTPServer {
        try await loop.submit {
            let count = other?.connectionCount ?? ConnectionCount()
            let server = HTTPServer(try application(loop), options, loop, other?.localAddress ?? address, count)
            if other == nil { try server.checkAddressIsFree() }
            try server.listen()
            return server
        }
    }

    /// SO_REUSEPORT would let a second process take half of our clients without a word to anybody.
    private func checkAddressIsFree() throws(LoopError) {
        let probe = try TCPListener.listen(
            on: localAddress, loop: loop, backlog: 1, reusePort: false, onAccept: { $0.close() }, onError: { _ in })
        probe.close()
    }

    private func listen() throws(LoopError) {
        // The listener keeps its server alive until the server closes it: nobody else has to.
        let listener = try TCPListener.listen(
            on: localAddress, loop: loop, backlog: options.backlog,
            onAccept: { tcp in self.accept(tcp) }, onError: { error in self.acceptFailed(error) })
        self.listener = listener
        localAddress = listener.localAddress
    }

    // MARK: Connections

    private func accept(_ tcp: TCPConnection) {
        metrics.counters.acceptedConnections += 1
        let isShed = !connectionCount.add(upTo: options.maximumConnections)
        if isShed {
            metrics.counters.shedConnections += 1
            guard shedding < options.shedAtOnce else {
                tcp.reset()
                return
            }
            shedding += 1
        }
        let connection = HTTPConnection(tcp, server: self, isShed: isShed)
        connection.index = connections.count
        connections.append(connection)
        connection.open()
        if let drainPlan { connection.drain(grace: drainPlan.idleGrace) }
    }

    private func acceptFailed(_ error: LoopError) {
        metrics.counters.failedAccepts += 1
        options.hooks.onAcceptError?(error)
    }

    /// The connection's descriptor is closed.
    func forget(_ connection: HTTPConnection) {
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        if connection.isShed { shedding -= 1 } else { connectionCount.remove() }
        closeIfDone()
    }

    // MARK: What connections share

    /// The value of the Date field, rendered once a second.
    var date: [UInt8] {
        let now = loop.now
        if now < dateIsGoodUntil { return renderedDate }
        let wall = loop.clock.unixNanoseconds()
        renderedDate = HTTPDate.render(unixSeconds: wall / 1_000_000_000)
        dateIsGoodUntil = now.adding(UInt64(clamping: 1_000_000_000 - wall % 1_000_000_000))
        return renderedDate
    }

    /// Counts an answer; returns how long it took in nanoseconds.
    func record(_ exchange: Exchange, _ status: HTTPStatus) -> UInt64 {
        let nanoseconds = loop.clock.now().nanoseconds &- exchange.context.receivedAt.nanoseconds
        metrics.record(endpoint: exchange.endpoint.index, status: status.code, nanoseconds: nanoseconds)
        return nanoseconds
    }

    /// One large answer must not keep its memory for ever.
    func trimSpareOutput() {
        if spareOutput.capacity > 256 << 10 { spareOutput = [] }
    }

    // MARK: From anywhere

    package func snapshot() async throws -> ServerMetrics {
        try await loop.submit { self.metrics.snapshot(openConnections: self.connections.count) }
    }
}

/// How many connections all loops together serve.
final class ConnectionCount: Sendable {
    private let count = Atomic(0)

    /// Counts one more, unless there are `limit` already.
    func add(upTo limit: Int) -> Bool {
        if count.add(1, ordering: .relaxed).newValue <= limit { return true }
        count.subtract(1, ordering: .relaxed)
        return false
    }

    func remove() { count.subtract(1, ordering: .relaxed) }
}
