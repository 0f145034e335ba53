/// A transition in the making.
struct RefundStep {
    private let before: RefundState
    private let terms: RefundTerms
    private let isNew: Bool
    private var line: MoneyBackLine?
    let at: Timestamp
    var state: RefundState
    var review: RefundReview?
    var effects: [RefundEffect] = []

    init(_ state: RefundState, _ terms: RefundTerms, at: Timestamp, isNew: Bool = false) {
        before = state
        self.state = state
        self.terms = terms
        self.at = at
        self.isNew = isNew
    }

    mutating func happened(_ kind: MoneyBackLine.Kind, detail: String? = nil) {
        let what = "\(terms.id): \(terms.amount.minorUnits) \(terms.amount.currency)"
        line = MoneyBackLine(kind, detail: detail.map { "\(what), \($0)" } ?? what)
    }

    /// Asks the provider, under the refund's key.
    mutating func send(_ call: RefundCall) {
        state.call = call
        state.checkAt = at + CheckPace.callDeadline
        effects.append(.create(number: call.number))
    }

    /// The same again, which is worth a line for each key.
    mutating func repeated(_ call: RefundCall) {
        if state.call?.number != call.number || call.number == 1 { happened(.refundRepeated) }
        send(call)
    }

    /// The answer to a call is lost.
    mutating func doubt(_ call: RefundCall) {
        if call.isFirst { happened(.refundInDoubt) }
        state.call?.doubtfulAt = call.sentAt
    }

    /// Asks whether the provider knows it. What is asked of is the state that this step ends in.
    mutating func search() { effects.append(.find(RefundTicket(revision: before.revision + 1))) }

    mutating func scheduleSearch() {
        state.checkAt = at + CheckPace.delay(afterCheck: state.checkCount, isPatient: false)
        state.checkCount += 1
    }

    /// It will not be made.
    mutating func giveUp(_ reason: String) {
        state.status = .failed
        state.failureReason = reason
        state.call = nil
        settle()
        happened(.refundNotMade, detail: reason)
    }

    /// Another status: its checks begin anew.
    mutating func settle() {
        state.checkCount = 0
        scheduleLook()
    }

    mutating func scheduleLook() {
        state.checkAt = RefundPace.delay(afterCheck: state.checkCount, of: state.status).map { at + $0 }
        if state.checkAt != nil { state.checkCount += 1 }
    }

    mutating func postpone() {
        if state.checkAt != nil { state.checkAt = at + .seconds(RefundPace.longest) }
    }

    func finish() -> RefundTransition {
        var state = state
        let changesState = isNew || state != before
        if changesState {
            state.revision += 1
            if !isNew, state.status != before.status || state.providerID != before.providerID {
                state.updatedAt = max(at, before.updatedAt)
            }
        }
        return RefundTransition(
            state: state, line: line, review: review, effects: effects, changesState: changesState)
    }
}

/// When a refund is looked at again.
enum RefundPace {
    /// So long a request that may have been lost on its way is repeated under its key.
    static let repeatWindow = Duration.seconds(60)
    /// What could not be made for so long is not made any more.
    static let patience = Duration.seconds(20 * 3600)

    private static let first = 60
    static let longest = 6 * 3600
    /// Banks send money back weeks later, and an event that tells may be lost.
    private static let afterSuccess = [3600, 86_400, 7 * 86_400, 30 * 86_400]

    /// Nil when nothing is expected any more.
    static func delay(afterCheck count: Int, of status: RefundReport.Status) -> Duration? {
        switch status {
        case .pending, .requiresAction: .seconds(min(longest, first << min(count, 9)))
        case .succeeded: count < afterSuccess.count ? .seconds(afterSuccess[count]) : nil
        case .failed, .canceled: nil
        }
    }
}
