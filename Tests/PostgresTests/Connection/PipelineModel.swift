@testable import Postgres

/// A pipeline between a client and a server that may be ahead of it: replies are under way for a while, a cancel
/// request hits whatever runs when it arrives, and the connection may break at any moment.
struct PipelineModel {
    typealias Work = PipelineStateMachine.Work

    /// How an operation ends on the server.
    enum Ending: Hashable, CaseIterable {
        case success
        case firstStepFails
        case lastStepFails
        /// A deferred constraint fails when the server commits.
        case syncFails
        case serverEnds
        /// Told to end at the very moment it has committed.
        case serverEndsAfterCommit
        case cancelled
    }

    /// Something that can happen.
    enum Input: Hashable {
        case ask(Work)
        case serverRuns(Ending)
        case replyArrives
        /// All of what the server says about one operation.
        case answerArrives
        case giveUp(Int)
        case signalArrives
        case cancelRequestEnds
        /// The backend still has not ended what was given up.
        case patienceEnds
        case connectionBreaks
    }

    private enum Message: Hashable {
        case reply(PipelineStateMachine.Reply, isCancellation: Bool)
    }

    private struct Situation: Hashable {
        var entries: [PipelineStateMachine.Entry]
        var isCancelUnderWay: Bool
        var messages: [Message]
        var serverQueue: [Int]
        var committed: Set<Int>
        var unanswered: [Int]
        var flags: [Bool]
        var asked: Int
    }

    private static let mostOperations = 3

    private(set) var machine: PipelineStateMachine
    private var messages: [Message] = []
    /// Sent, and not run yet.
    private var serverQueue: [Int] = []
    private var committed: Set<Int> = []
    private var unanswered: [Int] = []
    private var works: [Int: Work] = [:]
    private var abandoned: Set<Int> = []
    private var asked = 0
    private var isSignalUnderWay = false
    private var isServerGone = false
    private(set) var isOver = false
    private(set) var violations: [String] = []
    private(set) var history: [Input] = []

    init(depth: Int) { machine = PipelineStateMachine(depth: depth) }

    var situation: some Hashable {
        Situation(
            entries: machine.entries, isCancelUnderWay: machine.isCancelUnderWay, messages: messages,
            serverQueue: serverQueue, committed: committed, unanswered: unanswered,
            flags: [isSignalUnderWay, isServerGone, isOver], asked: asked)
    }

    var inputs: [Input] {
        if isOver { return [] }
        var inputs: [Input] = [.connectionBreaks]
        if asked < Self.mostOperations {
            inputs += [Work.autocommit, .insideTransaction, .commit, .script].map { .ask($0) }
        }
        if !serverQueue.isEmpty, !isServerGone {
            inputs += Ending.allCases.filter { $0 != .cancelled }.map { .serverRuns($0) }
        }
        if !messages.isEmpty { inputs += [.replyArrives, .answerArrives] }
        inputs += unanswered.filter { !abandoned.contains($0) }.map { .giveUp($0) }
        if isSignalUnderWay { inputs.append(.signalArrives) }
        if machine.isCancelUnderWay, !isSignalUnderWay { inputs.append(.cancelRequestEnds) }
        if machine.entries.first?.isCancelRequested == true, !machine.isCancelUnderWay { inputs.append(.patienceEnds) }
        return inputs
    }

    mutating func apply(_ input: Input) {
        history.append(input)
        switch input {
        case .ask(let work):
            asked += 1
            unanswered.append(asked)
            works[asked] = work
            machine.enqueued(asked, work)
        case .serverRuns(let ending): run(ending)
        case .replyArrives: receive()
        case .answerArrives:
            let count = machine.count
            while !messages.isEmpty, machine.count == count { receive() }
        case .giveUp(let id):
            abandoned.insert(id)
            act(machine.abandoned(id), on: id)
        case .signalArrives:
            isSignalUnderWay = false
            // It hits whatever the server is doing, or nothing.
            if !serverQueue.isEmpty, !isServerGone { run(.cancelled) }
        case .cancelRequestEnds:
            machine.cancelRequestEnded()
            act(machine.checkHead(), on: machine.head ?? 0)
        case .patienceEnds:
            if let head = machine.head { act(machine.cancelAgain(head), on: head) }
        case .connectionBreaks: breakConnection()
        }
        if !isOver { sendAll() }
        checkInvariants()
    }

    private mutating func sendAll() {
        while let id = machine.nextToSend, let work = works[id] {
            if machine.isCancelUnderWay { violations.append("sent while a cancel request might hit it") }
            machine.sent(id, Self.steps(of: work))
            serverQueue.append(id)
        }
    }

    private static func steps(of work: Work) -> [PipelineStateMachine.Step] {
        switch work {
        case .autocommit: [.prepare(0), .execute(0)]
        case .insideTransaction: [.begin, .execute(0)]
        case .commit: [.execute(0), .commit]
        case .script: [.execute(0)]
        }
    }

    // MARK: The server

    private mutating func run(_ ending: Ending) {
        let id = serverQueue.removeFirst()
        guard let work = works[id] else { return }
        let count = Self.steps(of: work).count
        let isFailing = [.firstStepFails, .lastStepFails, .cancelled].contains(ending)
        let failing: Int
        switch ending {
        case .firstStepFails, .cancelled, .serverEnds: failing = 0
        case .lastStepFails: failing = count - 1
        case .serverEndsAfterCommit where work == .commit || work == .script: failing = count - 1
        case .success, .syncFails, .serverEndsAfterCommit: failing = count
        }
        for _ in 0..<failing { post(.success, .separator) }
        if isFailing {
            post(.failure(endsConnection: false), .separator, isCancellation: ending == .cancelled)
            for _ in failing + 1..<max(count, failing + 1) { post(.skipped, .separator) }
        }
        switch ending {
        case .serverEnds, .serverEndsAfterCommit:
            if ending == .serverEndsAfterCommit, work == .autocommit || work == .commit { committed.insert(id) }
            post(.failure(endsConnection: true), .separator)
            isServerGone = true
            return
        case .syncFails where work != .script: post(.failure(endsConnection: false), .separator)
        case .success where work == .autocommit || work == .commit || work == .script: committed.insert(id)
        default: break
        }
        if work == .script {
            // Its own null result is its end; the one after a failure is the same.
            messages.removeLast()
            messages.append(.reply(.separator, isCancellation: false))
        } else {
            post(.sync)
        }
    }

    private mutating func post(_ replies: PipelineStateMachine.Reply..., isCancellation: Bool = false) {
        messages += replies.map { .reply($0, isCancellation: isCancellation) }
    }

    // MARK: The client

    private mutating func receive() {
        guard case .reply(let reply, let isCancellation) = messages.removeFirst() else { return }
        switch machine.received(reply) {
        case .fail(let id, _):
            let wasMeant = abandoned.contains(id)
            if isCancellation, !wasMeant, !machine.wasHitByMistake(id) {
                violations.append("\(id) was hit by another's cancel request and nobody knows")
            }
        case .finish(let id):
            if unanswered.first != id, machine.entries.contains(where: { $0.id < id }) {
                violations.append("\(id) finished out of order")
            }
            answer(id)
            act(machine.checkHead(), on: machine.head ?? 0)
        case .protocolViolation: violations.append("a proper reply is taken for a violation")
        case .none, .deliver, .skip: break
        }
    }

    private mutating func act(_ abandonment: PipelineStateMachine.Abandonment, on id: Int) {
        switch abandonment {
        case .dequeued: answer(id)
        case .requestCancel:
            if isSignalUnderWay { violations.append("two cancel requests at once") }
            isSignalUnderWay = true
        case .notThere, .waitForTurn, .alreadyAsked: break
        }
    }

    private mutating func answer(_ id: Int) {
        guard let index = unanswered.firstIndex(of: id) else {
            violations.append("\(id) is answered twice")
            return
        }
        unanswered.remove(at: index)
    }

    private mutating func breakConnection() {
        isOver = true
        for (id, commit) in machine.lost() {
            answer(id)
            if commit == .certainlyNot, committed.contains(id) {
                violations.append("\(id) was committed and is said not to be")
            }
            if commit == .maybe, works[id] == .insideTransaction {
                violations.append("\(id) cannot have been committed")
            }
        }
        if !unanswered.isEmpty { violations.append("\(unanswered) never get an answer") }
    }

    private mutating func checkInvariants() {
        if machine.sentCount > machine.depth { violations.append("more under way than allowed") }
        let known = Set(machine.entries.map(\.id))
        if !isOver, known != Set(unanswered) { violations.append("an operation is lost") }
    }
}
