import EventLoop
import HTTPServer

/// Something that can happen to a connection.
enum Happening: Hashable, CaseIterable {
    case headStarted, headReceived, headWantsContinue, bodyReceived
    case requestEnded, lastRequestEnded, parseFailed, refused
    case muchDiscarded, muchHeldBack, peerFinished
    case answered, abandoned
    case streamStarted, lastStreamStarted, streamFinished, streamOverflowed
    case wroteAll, wroteSome, wroteMuch, flushed
    case momentPassed, longTimePassed, drainRequested, drainRequestedWithGrace, connectionClosed

    /// Whether it is found out by parsing what came.
    var isParsed: Bool {
        switch self {
        case .headStarted, .headReceived, .headWantsContinue, .bodyReceived, .requestEnded, .lastRequestEnded,
            .parseFailed:
            true
        default: false
        }
    }
}

/// Drives the machine the way a connection does and keeps its own count of what must hold.
struct ConnectionModel: Hashable {
    static let limits = {
        var limits = ConnectionLimits()
        limits.waitingRequests = 2
        limits.waitingBytes = 1000
        limits.lingerBytes = 10
        limits.bytesBehindStream = 10
        limits.unsentBytes = 100
        return limits
    }()

    /// Whether requests are parsed only while the machine wants them, as a connection does.
    let parsesOnlyWhenAsked: Bool
    private(set) var machine: ConnectionStateMachine
    private var now = MonotonicTime(nanoseconds: 1)
    private var taken = 0
    private var started = 0
    private var answered = 0
    private var errorAnswers = 0
    private var isContinueSent = false
    private var sawLastAnswer = false
    private var isFinished = false
    private var clientIsBehind = false
    private var clientHasFinished = false
    private var isDraining = false
    private var tookOneWhileDraining = false

    init(parsesOnlyWhenAsked: Bool) {
        self.parsesOnlyWhenAsked = parsesOnlyWhenAsked
        machine = ConnectionStateMachine(limits: Self.limits, now: now)
    }

    /// Lets `happening` happen; answers what is wrong afterwards, or nil.
    mutating func apply(_ happening: Happening) -> String? {
        let before = machine
        let isLastAnswer = machine.isLastAnswer
        if happening.isParsed && parsesOnlyWhenAsked && !machine.shouldParse { return nil }
        let action = input(happening)
        if happening == .requestEnded || happening == .lastRequestEnded, !before.discardsInput { taken += 1 }
        if isAnswered(happening, before) {
            answered += 1
            sawLastAnswer = sawLastAnswer || happening == .answered && isLastAnswer
        }
        note(happening, before)
        return check(action, before) ?? checkClient(action, happening, before) ?? checkLevels(before)
    }

    private func isAnswered(_ happening: Happening, _ before: ConnectionStateMachine) -> Bool {
        switch happening {
        case .answered: before.isAnswering && !before.isStreaming
        case .streamFinished: before.isStreaming
        default: before.isAnswering && !machine.isAnswering
        }
    }

    /// What the machine has to keep in mind, kept once more.
    private mutating func note(_ happening: Happening, _ before: ConnectionStateMachine) {
        switch happening {
        case .wroteMuch: clientIsBehind = clientIsBehind || !before.isStreaming
        case .wroteAll, .flushed: clientIsBehind = false
        case .peerFinished: clientHasFinished = true
        case .requestEnded: tookOneWhileDraining = tookOneWhileDraining || isDraining && !before.discardsInput
        case .drainRequested, .drainRequestedWithGrace: isDraining = true
        default: break
        }
    }

    private func checkClient(
        _ action: ConnectionStateMachine.Action, _ happening: Happening, _ before: ConnectionStateMachine
    ) -> String? {
        if action == .startRequest && clientIsBehind { return "a request was started for a client that does not read" }
        if action == .startRequest && clientHasFinished { return "a request was started for a client that has gone" }
        if tookOneWhileDraining && machine.shouldParse { return "it goes on after its last request before the end" }
        guard clientHasFinished else { return nil }
        if machine.isStreaming { return "a stream goes on without a client" }
        let hasAllLeft = happening == .wroteAll || happening == .flushed
        return hasAllLeft && !machine.isAnswering && !machine.isClosed ? "it stays open for nobody" : nil
    }

    private mutating func input(_ happening: Happening) -> ConnectionStateMachine.Action {
        switch happening {
        case .headStarted: machine.headStarted(now: now)
        case .headReceived:
            isContinueSent = false
            return machine.headReceived(expectsContinue: false, now: now)
        case .headWantsContinue:
            isContinueSent = false
            return machine.headReceived(expectsContinue: true, now: now)
        case .bodyReceived: machine.bodyReceived(100)
        case .requestEnded: return machine.requestEnded(bytes: 100, keepAlive: true, now: now)
        case .lastRequestEnded: return machine.requestEnded(bytes: 100, keepAlive: false, now: now)
        case .parseFailed: return machine.parseFailed(now: now)
        case .refused: return machine.refused(now: now)
        case .muchDiscarded: return machine.inputDiscarded(11)
        case .muchHeldBack: return machine.inputHeldBack(11)
        case .peerFinished: return machine.peerFinished(now: now)
        case .answered: return machine.responseCompleted(now: now)
        case .abandoned: return machine.requestAbandoned()
        case .streamStarted: return machine.streamStarted(closing: false)
        case .lastStreamStarted: return machine.streamStarted(closing: true)
        case .streamFinished: return machine.streamFinished(now: now)
        case .streamOverflowed: return machine.streamOverflowed()
        case .wroteAll: return machine.wrote(unsent: 0, sent: 0, now: now)
        case .wroteSome: return machine.wrote(unsent: 1, sent: 0, now: now)
        case .wroteMuch: return machine.wrote(unsent: 101, sent: 0, now: now)
        case .flushed: return machine.flushed(now: now)
        case .momentPassed: return pass(.seconds(11))
        case .longTimePassed: return pass(.seconds(100))
        case .drainRequested: return machine.drainRequested(grace: .zero, now: now)
        case .drainRequestedWithGrace: return machine.drainRequested(grace: .seconds(1), now: now)
        case .connectionClosed: machine.connectionClosed()
        }
        return .none
    }

    private mutating func pass(_ time: Duration) -> ConnectionStateMachine.Action {
        now = now + time
        return machine.deadlineReached(sent: 0, now: now)
    }

    private mutating func check(_ action: ConnectionStateMachine.Action, _ before: ConnectionStateMachine) -> String? {
        if before.isClosed && (action != .none || !machine.isClosed) { return "closed is not the end" }
        switch action {
        case .none: return nil
        case .startRequest:
            started += 1
            if started != answered + 1 { return "two requests run at once, or one was answered twice" }
            if started > taken { return "a request was started that never came" }
            if isFinished { return "a request was started after the last answer" }
        case .sendContinue:
            if started != answered || taken != started { return "100 Continue before the answers in front of it" }
            if isContinueSent { return "100 Continue twice" }
            isContinueSent = true
        case .answerError:
            errorAnswers += 1
            if errorAnswers > 1 { return "two error answers" }
            if machine.isAnswering { return "an error answer overtook another" }
            isFinished = true
        case .finishWriting: isFinished = true
        case .cancelRequest: if !machine.isAnswering { return "nothing to cancel" }
        case .close, .reset:
            isFinished = true
            if !machine.isClosed { return "told to close, but not closed" }
        }
        return nil
    }

    private mutating func checkLevels(_ before: ConnectionStateMachine) -> String? {
        if machine.isClosed && (machine.shouldRead || machine.shouldParse || machine.nextDeadline != nil) {
            return "a closed connection wants something"
        }
        if machine.shouldParse && !machine.shouldRead { return "it parses what it does not read" }
        if isFinished && machine.shouldParse { return "it parses after the end" }
        if machine.discardsInput && machine.shouldParse { return "it throws away what it parses" }
        if sawLastAnswer && started > answered { return "another answer after the last one" }
        if parsesOnlyWhenAsked && taken - started > Self.limits.waitingRequests { return "too many requests wait" }
        return checkLiveness()
    }

    /// Whatever we wait for has an end: a handler runs, or a deadline is set, or the end of the round closes.
    private func checkLiveness() -> String? {
        if machine.isClosed || machine.isAnswering || machine.nextDeadline != nil { return nil }
        var round = machine
        return round.wrote(unsent: 0, sent: 0, now: now) == .none ? "it waits for ever" : nil
    }
}
