import EventLoop

/// The steps that several inputs share.
extension ConnectionStateMachine {
    /// Goes on after an answer: with the next request, or to the end.
    mutating func proceed(now: MonotonicTime) -> Action {
        if waiting > 0 { return isBlocked ? .none : startWaiting() }
        switch phase {
        case .open:
            if input == .between { inputDeadline = now.adding(times.idle) }
            return continueIfOwed()
        case .ending: return finish(now: now)
        case .flushing, .lingering, .closed: return .none
        }
    }

    private mutating func startWaiting() -> Action {
        waiting -= 1
        if waiting == 0 { waitingBytes = 0 }
        answering = .request
        return .startRequest
    }

    /// Everything taken is answered.
    mutating func finish(now: MonotonicTime) -> Action {
        inputDeadline = nil
        input = .between
        if let failure {
            self.failure = nil
            linger(now: now)
            return .answerError(failure)
        }
        if discardedBytes > 0 && !peerHasFinished {
            linger(now: now)
            return .finishWriting
        }
        phase = .flushing
        return .none
    }

    private mutating func linger(now: MonotonicTime) {
        phase = peerHasFinished ? .flushing : .lingering
        inputDeadline = peerHasFinished ? nil : now.adding(times.linger)
    }

    /// The request being read gets an error answer, after those before it.
    mutating func fail(_ failure: Failure, now: MonotonicTime) -> Action {
        self.failure = failure
        phase = .ending
        input = .between
        inputDeadline = nil
        owesContinue = false
        return isQuiet ? finish(now: now) : .none
    }

    /// The answer just given is the last, whatever waits behind it.
    mutating func stopTaking() {
        if phase == .open { phase = .ending }
        input = .between
        inputDeadline = nil
        failure = nil
        forgetWaiting()
    }

    mutating func forgetWaiting() {
        waiting = 0
        waitingBytes = 0
        owesContinue = false
    }

    /// Leave to send the body is given when the answers before it are out, so that it cannot be mistaken for theirs.
    mutating func continueIfOwed() -> Action {
        guard owesContinue, isQuiet, phase == .open else { return .none }
        owesContinue = false
        return .sendContinue
    }

    func bodyDeadline(since: MonotonicTime, received: Int) -> MonotonicTime {
        let (earned, overflow) = UInt64(received).multipliedReportingOverflow(by: times.nanosecondsPerBodyByte)
        let minimumRate = overflow ? MonotonicTime(nanoseconds: .max) : since.adding(times.bodyGrace).adding(earned)
        return min(since.adding(times.body), minimumRate)
    }

    /// While we do not read, the client cannot be late.
    mutating func block() {
        isBlocked = true
        if phase == .open && input != .between { inputDeadline = nil }
    }

    mutating func unblock(now: MonotonicTime) -> Action {
        isBlocked = false
        resumeInput(now: now)
        return answering == .nothing && waiting > 0 ? startWaiting() : .none
    }

    /// Reading goes on after a pause: what was begun gets its full time again.
    mutating func resumeInput(now: MonotonicTime) {
        guard phase == .open else { return }
        switch input {
        case .between: inputDeadline = isQuiet && !isDraining ? now.adding(times.idle) : inputDeadline
        case .head: inputDeadline = now.adding(times.head)
        case .body:
            input = .body(since: now, received: 0)
            inputDeadline = bodyDeadline(since: now, received: 0)
        }
    }

    mutating func close() -> Action {
        guard phase != .closed else { return .none }
        phase = .closed
        answering = .nothing
        failure = nil
        forgetWaiting()
        input = .between
        isBlocked = false
        inputDeadline = nil
        writeDeadline = nil
        return .close
    }

    mutating func reset() -> Action {
        guard phase != .closed else { return .none }
        _ = close()
        return .reset
    }
}
