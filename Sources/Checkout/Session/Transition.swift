/// What an input led to: everything here is written in one transaction, then the effects are performed.
package struct Transition: Hashable, Sendable {
    package let state: SessionState
    /// At most one, because an input makes at most one version.
    package let event: SessionEvent?
    package let attemptChanges: [AttemptChange]
    package let review: ReviewItem?
    package let effects: [SessionEffect]
    /// Whether there is a new state to write.
    package let changesState: Bool
}

/// A transition in the making. Its end decides by comparison whether anything visible changed, so that no input can
/// forget to count a version, or count one for nothing.
struct Step {
    private let before: SessionState
    let terms: PaymentTerms
    private var kind: SessionEvent.Kind?
    private var attempt: Int?
    private var detail: String?
    let at: Timestamp
    var state: SessionState
    var attemptChanges: [AttemptChange] = []
    var review: ReviewItem?
    var effects: [SessionEffect] = []

    init(_ state: SessionState, terms: PaymentTerms, at: Timestamp) {
        before = state
        self.terms = terms
        self.state = state
        self.at = at
    }

    mutating func happened(_ kind: SessionEvent.Kind, attempt: Int? = nil, detail: String? = nil) {
        self.kind = kind
        self.attempt = attempt
        self.detail = detail
    }

    private func isNews(_ change: AttemptChange) -> Bool {
        guard case .updated(let attempt) = change else { return true }
        return attempt != before.attempt
    }

    /// `announcing` shows the session for the first time.
    func finish(announcing: Bool = false) -> Transition {
        var state = state
        // A session that nobody has seen has no visible changes.
        let isSeen = before.version > 0
        let isVisible =
            announcing
            || isSeen && VisibleState(state, mode: terms.mode) != VisibleState(before, mode: terms.mode)
        if isVisible {
            state.version += 1
            state.updatedAt = max(at, before.updatedAt)
        }
        // Every visible change has its row, even if an input forgot to name it (a test sees that none does).
        let named = kind ?? (isVisible ? .changed : nil)
        let event = named.map {
            SessionEvent(
                kind: $0, version: state.version, isVisible: isVisible, at: at, attempt: attempt, detail: detail)
        }
        return Transition(
            state: state, event: event, attemptChanges: attemptChanges.filter(isNews), review: review, effects: effects,
            changesState: announcing || state != before)
    }
}
