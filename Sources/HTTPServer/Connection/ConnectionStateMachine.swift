package import EventLoop

/// What one connection does next, apart from any I/O: inputs are what happened, the output is the one thing to do.
///
/// Requests are answered one after the other in the order they came; up to a limit they wait for each other. Beside the
/// action an input returns, the machine has levels that the connection follows after each input: `shouldParse`,
/// `shouldRead` and `nextDeadline`.
package struct ConnectionStateMachine: Hashable, Sendable {
    /// The one thing to do now.
    package enum Action: Hashable, Sendable {
        case none
        /// Hand the oldest waiting request to its handler.
        case startRequest
        /// Tell the client to go on with its body.
        case sendContinue
        /// Answer the request that could not be read, then FIN; what still comes in is discarded.
        case answerError(Failure)
        /// FIN behind what was written; what still comes in is discarded.
        case finishWriting
        /// The client went away while its request runs: cancel the handler and forget the requests behind it.
        case cancelRequest
        case close
        /// Close without waiting for what is unsent.
        case reset
    }

    /// Why a request gets an error answer without having reached a handler.
    package enum Failure: Hashable, Sendable {
        case malformed
        case timedOut
        /// There are too many connections.
        case refused
    }

    enum Phase: Hashable, Sendable {
        /// Requests are taken.
        case open
        /// No further request is taken; those that were are answered.
        case ending
        /// Everything is answered; closes as soon as the bytes have left.
        case flushing
        /// Our side is finished; the client gets time to read while what it sends is thrown away.
        case lingering
        case closed
    }

    enum Input: Hashable, Sendable {
        case between
        case head
        case body(since: MonotonicTime, received: Int)
    }

    enum Answering: Hashable, Sendable {
        case nothing
        case request
        case stream
    }

    let limits: ConnectionLimits
    let times: ConnectionTimes
    var phase = Phase.open
    var input = Input.between
    var answering = Answering.nothing
    /// Requests that wait behind the one being answered.
    var waiting = 0
    /// Their bytes; counted until none waits any more.
    var waitingBytes = 0
    /// The error answer owed once the requests before it are answered.
    var failure: Failure?
    var owesContinue = false
    var isDraining = false
    var peerHasFinished = false
    /// The client is behind with reading: nothing is read or started until it has caught up.
    var isBlocked = false
    var hasUnsentBytes = false
    var discardedBytes = 0
    var inputDeadline: MonotonicTime?
    var writeDeadline: MonotonicTime?
    var sentBytesAtWriteDeadline: UInt64 = 0

    package init(limits: ConnectionLimits, now: MonotonicTime) {
        self.limits = limits
        times = ConnectionTimes(limits)
        inputDeadline = now.adding(times.head)
    }

    // MARK: Levels

    package var isClosed: Bool { phase == .closed }
    package var isStreaming: Bool { answering == .stream }
    package var isAnswering: Bool { answering != .nothing }

    /// Whether bytes may be turned into requests now.
    package var shouldParse: Bool {
        phase == .open && answering != .stream && !isBlocked && !peerHasFinished
            && waiting < limits.waitingRequests && waitingBytes < limits.waitingBytes
    }

    /// Whether to read from the socket. Where the bytes are of no use it is read all the same, up to a limit: only a
    /// reader learns that the client went away.
    package var shouldRead: Bool {
        if peerHasFinished { return false }
        switch phase {
        case .open: return shouldParse || answering == .stream
        case .ending, .flushing: return discardedBytes <= limits.lingerBytes
        case .lingering: return true
        case .closed: return false
        }
    }

    /// Whether bytes that come now are thrown away.
    package var discardsInput: Bool { phase != .open }

    /// Whether no request follows the one being answered, which is what `Connection: close` announces.
    package var isLastAnswer: Bool { phase != .open && waiting == 0 && failure == nil }

    package var nextDeadline: MonotonicTime? {
        switch (inputDeadline, writeDeadline) {
        case (let input?, let write?): min(input, write)
        case (let input, let write): input ?? write
        }
    }

    var isQuiet: Bool { answering == .nothing && waiting == 0 }

    // MARK: What the client sent

    /// The first byte of a request is there.
    package mutating func headStarted(now: MonotonicTime) {
        guard phase == .open, input == .between else { return }
        input = .head
        inputDeadline = now.adding(times.head)
    }

    package mutating func headReceived(expectsContinue: Bool, now: MonotonicTime) -> Action {
        guard phase == .open else { return .none }
        input = .body(since: now, received: 0)
        inputDeadline = bodyDeadline(since: now, received: 0)
        owesContinue = expectsContinue
        return continueIfOwed()
    }

    package mutating func bodyReceived(_ count: Int) {
        guard phase == .open, case .body(let since, let before) = input else { return }
        // A client that did not wait needs no leave to go on.
        owesContinue = false
        let received = before + count
        input = .body(since: since, received: received)
        inputDeadline = bodyDeadline(since: since, received: received)
    }

    /// The request is complete and takes `bytes` while it waits.
    package mutating func requestEnded(bytes: Int, keepAlive: Bool, now: MonotonicTime) -> Action {
        guard phase == .open else { return .none }
        input = .between
        inputDeadline = nil
        owesContinue = false
        if !keepAlive || isDraining { phase = .ending }
        if isQuiet && !isBlocked {
            answering = .request
            return .startRequest
        }
        waiting += 1
        waitingBytes += bytes
        return .none
    }

    /// What came is no request; nothing after it can be understood.
    package mutating func parseFailed(now: MonotonicTime) -> Action {
        guard phase == .open else { return .none }
        return fail(.malformed, now: now)
    }

    /// There are too many connections for this one: it is told so and let go.
    package mutating func refused(now: MonotonicTime) -> Action {
        guard phase == .open else { return .none }
        return fail(.refused, now: now)
    }

    /// Bytes that came after the last request was taken.
    package mutating func inputDiscarded(_ count: Int) -> Action {
        guard phase != .closed else { return .none }
        discardedBytes += count
        return phase == .lingering && discardedBytes > limits.lingerBytes ? close() : .none
    }

    /// So many bytes are kept unparsed.
    package mutating func inputHeldBack(_ total: Int) -> Action {
        guard answering == .stream, total > limits.bytesBehindStream else { return .none }
        return reset()
    }

    /// FIN: the client sends no more. Clients that wait for an answer keep their side open, so this one is taken to
    /// have gone; what is being answered at this very moment is still written.
    package mutating func peerFinished(now: MonotonicTime) -> Action {
        guard phase != .closed, !peerHasFinished else { return .none }
        peerHasFinished = true
        inputDeadline = nil
        switch phase {
        case .lingering, .flushing: return hasUnsentBytes ? .none : close()
        case .closed: return .none
        case .open, .ending: break
        }
        phase = .ending
        input = .between
        forgetWaiting()
        switch answering {
        case .stream: return close()
        case .request: return .cancelRequest
        case .nothing: return finish(now: now)
        }
    }

    // MARK: What we answered

    /// The running request has its answer.
    package mutating func responseCompleted(now: MonotonicTime) -> Action {
        guard answering == .request else { return .none }
        answering = .nothing
        return proceed(now: now)
    }

    /// The running request will have no answer, because nobody is there to read it.
    package mutating func requestAbandoned() -> Action {
        answering == .request ? close() : .none
    }

    /// The running request is answered by a stream; `closing` when only the end of the connection can end it.
    package mutating func streamStarted(closing: Bool) -> Action {
        guard answering == .request else { return .none }
        // Nobody would ever be told that it ended.
        if peerHasFinished { return close() }
        answering = .stream
        if closing { stopTaking() }
        return .none
    }

    package mutating func streamFinished(now: MonotonicTime) -> Action {
        guard answering == .stream else { return .none }
        answering = .nothing
        return proceed(now: now)
    }

    /// The reader of the stream fell too far behind.
    package mutating func streamOverflowed() -> Action {
        answering == .stream ? reset() : .none
    }

    /// At the end of each round of inputs, written or not: `unsent` bytes wait for the client, `sent` were taken since it connected.
    package mutating func wrote(unsent: Int, sent: UInt64, now: MonotonicTime) -> Action {
        guard phase != .closed else { return .none }
        guard unsent > 0 else { return flushed(now: now) }
        hasUnsentBytes = true
        if unsent > limits.unsentBytes && answering != .stream { block() }
        if writeDeadline == nil {
            writeDeadline = now.adding(times.write)
            sentBytesAtWriteDeadline = sent
        }
        return .none
    }

    /// Everything written has left.
    package mutating func flushed(now: MonotonicTime) -> Action {
        hasUnsentBytes = false
        writeDeadline = nil
        switch phase {
        case .flushing: return close()
        case .lingering: return peerHasFinished ? close() : .none
        case .closed: return .none
        case .open, .ending: return isBlocked ? unblock(now: now) : .none
        }
    }

    // MARK: Time, and the end

    /// A deadline may have come; when not, `nextDeadline` says when to ask again. `sent` as in `wrote`.
    package mutating func deadlineReached(sent: UInt64, now: MonotonicTime) -> Action {
        if let due = writeDeadline, due <= now {
            let progress = sent &- sentBytesAtWriteDeadline
            if progress < UInt64(limits.writeProgressBytes) { return reset() }
            writeDeadline = now.adding(times.write)
            sentBytesAtWriteDeadline = sent
        }
        guard let due = inputDeadline, due <= now, phase != .closed else { return .none }
        // Where nothing was asked nobody waits for an answer.
        if phase == .lingering || input == .between { return close() }
        return fail(.timedOut, now: now)
    }

    /// The server is going to stop. A connection between two requests gets `grace`, in which a request that is under
    /// way to us still finds it open.
    package mutating func drainRequested(grace: Duration, now: MonotonicTime) -> Action {
        guard phase == .open, !isDraining else { return .none }
        isDraining = true
        guard input == .between else { return .none }
        guard isQuiet else {
            phase = .ending
            return .none
        }
        if grace > .zero {
            let latest = now + grace
            inputDeadline = inputDeadline.map { min($0, latest) } ?? latest
            return .none
        }
        return finish(now: now)
    }

    /// The socket is gone.
    package mutating func connectionClosed() {
        _ = close()
    }
}
