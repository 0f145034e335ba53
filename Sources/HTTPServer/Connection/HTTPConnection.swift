import EventLoop
import HTTPMessages

/// One client: turns its bytes into requests, runs their responders one after the other and writes the answers.
///
/// What happens next is decided by `ConnectionStateMachine`; this class tells it what happened and does what it says.
/// Everything written during one callback leaves in one `send` at its end.
///
/// `@unchecked Sendable`: created on its loop and never touched elsewhere; it only travels inside the tasks that the
/// loop itself runs.
final class HTTPConnection: TCPConnectionDelegate, @unchecked Sendable {
    let server: HTTPServer
    let tcp: TCPConnection
    let peerIP: String
    let peerIsTrusted: Bool
    /// Its place among the server's connections.
    var index = 0
    /// One of those that are only told that there are too many.
    let isShed: Bool

    var machine: ConnectionStateMachine
    /// Nil while there is nothing to parse for long, to hold no memory.
    var parser: RequestParser?
    /// The request being read.
    var head: RequestHead?
    var body: [UInt8] = []
    var requestBytes = 0
    var parseError: RequestError?
    /// Bytes that came while nothing more was to be parsed.
    var heldBack: [UInt8] = []
    /// Complete requests that wait for the one before them.
    var waiting: [Exchange] = []

    var exchange: Exchange?
    var task: ResponderTask?
    var isStarting = false
    var shallStartAnother = false
    var streaming: StreamingExchange?

    /// What the current callback has written so far; the memory is the server's, lent for the callback.
    var output: [UInt8] = []
    private var depth = 0
    private var shallFinishWriting = false
    private var writtenBytes: UInt64 = 0
    private var timer: TimerToken?
    private var timerDeadline: MonotonicTime?

    var loop: EventLoop { server.loop }
    var unsentBytes: Int { tcp.unsentBytes }

    init(_ tcp: TCPConnection, server: HTTPServer, isShed: Bool) {
        self.tcp = tcp
        self.server = server
        self.isShed = isShed
        let peer = tcp.peerAddress
        peerIP = peer?.ip ?? ""
        peerIsTrusted = peer.map(server.options.trustedProxies.trusts) ?? false
        machine = ConnectionStateMachine(limits: server.options.connectionLimits, now: server.loop.now)
    }

    /// Begins to serve, or to say that there are too many.
    func open() {
        tcp.delegate = self
        during { if isShed { perform(machine.refused(now: loop.now)) } }
    }

    // MARK: One callback

    /// Whether output is collected now rather than sent piece by piece.
    var isCollecting: Bool { depth > 0 }

    /// Runs one callback's worth of work, then sends what it wrote and follows the machine.
    func during(_ work: () -> Void) {
        depth += 1
        if depth == 1 { swap(&output, &server.spareOutput) }
        work()
        if depth == 1 {
            settle()
            swap(&output, &server.spareOutput)
            server.trimSpareOutput()
            output = []
        }
        depth -= 1
    }

    private func settle() {
        repeat {
            flush()
            parseHeldBack()
        } while !output.isEmpty
        follow()
    }

    /// Hands to the kernel what was written so far, and the machine what became of it.
    func flush() {
        if !output.isEmpty {
            tcp.write(output)
            count(written: output.count)
            output.removeAll(keepingCapacity: true)
        }
        if shallFinishWriting {
            shallFinishWriting = false
            tcp.finishWriting()
        }
        perform(machine.wrote(unsent: tcp.unsentBytes, sent: sentBytes, now: loop.now))
    }

    func count(written bytes: Int) {
        writtenBytes &+= UInt64(bytes)
        server.metrics.counters.sentBytes &+= UInt64(bytes)
    }

    private var sentBytes: UInt64 { writtenBytes &- UInt64(tcp.unsentBytes) }

    /// Brings socket and timer in line with what the machine wants.
    func follow() {
        guard !machine.isClosed else { return }
        if machine.shouldRead {
            if !tcp.isReading { tcp.startReading() }
        } else if tcp.isReading {
            tcp.stopReading()
        }
        guard let deadline = machine.nextDeadline else { return }
        if let timerDeadline, timerDeadline <= deadline { return }
        if let timer { loop.cancel(timer) }
        timerDeadline = deadline
        timer = loop.schedule(at: deadline) { self.timerRang() }
    }

    /// Deadlines mostly move away before they are reached; the timer is set again only when it rings.
    private func timerRang() {
        timer = nil
        timerDeadline = nil
        // What the client sent in time may lie unread in the kernel because the loop was busy: one more look there first.
        loop.afterNextPoll { self.deadlineReached() }
    }

    private func deadlineReached() {
        guard !machine.isClosed else { return }
        during {
            let action = machine.deadlineReached(sent: sentBytes, now: loop.now)
            switch action {
            case .answerError, .reset: server.metrics.counters.lateClients += 1
            default: break
            }
            perform(action)
        }
    }

    // MARK: What the machine says

    func perform(_ action: ConnectionStateMachine.Action) {
        switch action {
        case .none: break
        case .startRequest: startWaiting()
        case .sendContinue: ResponseWriter.writeContinue(into: &output)
        case .answerError(let failure):
            answer(failure)
            shallFinishWriting = true
        case .finishWriting: shallFinishWriting = true
        case .cancelRequest:
            waiting.removeAll()
            task?.cancel()
        case .close:
            tearDown()
            tcp.close()
        case .reset:
            tearDown()
            tcp.reset()
        }
    }

    /// Ends the connection without asking anybody.
    func abort() {
        machine.connectionClosed()
        tearDown()
        tcp.reset()
    }

    /// Lets go of everything at once: the responder and the stream hear now that nobody is there any more.
    private func tearDown() {
        if let timer { loop.cancel(timer) }
        timer = nil
        timerDeadline = nil
        parser = nil
        head = nil
        body = []
        heldBack = []
        waiting = []
        output = []
        abandonExchange()
        streamEnded()
    }

    // MARK: TCPConnectionDelegate

    func connectionReceived(_ bytes: UnsafeRawBufferPointer) {
        server.metrics.counters.receivedBytes &+= UInt64(bytes.count)
        during { take(bytes) }
    }

    func connectionReachedEnd() {
        during { perform(machine.peerFinished(now: loop.now)) }
    }

    func connectionFlushed() {
        during { perform(machine.flushed(now: loop.now)) }
    }

    func connectionClosed(_ error: LoopError?) {
        machine.connectionClosed()
        tearDown()
        server.forget(self)
    }
}
