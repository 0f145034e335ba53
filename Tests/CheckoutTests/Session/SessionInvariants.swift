@testable import Checkout

/// What must hold after every step, whatever happened (S1, S2, S6 and S7 of the reliability page, and what they rest on).
struct SessionInvariants {
    let terms: PaymentTerms

    /// The sentences that do not hold.
    func broken(by transition: Transition, from before: SessionState, claim: ModelInput.Claim, about: Int? = nil)
        -> [String]
    {
        var broken =
            counting(transition, before) + payment(transition, before, claim) + table(transition, before, claim)
        broken += attempts(transition, before) + late(transition, before, claim) + shape(transition.state)
        if claim == .notFound { broken += notFound(transition, before) }
        if let about, let attempt = before.attempt, about < attempt.number, transition.changesState {
            broken.append("what is said of an earlier attempt moves nothing")
        }
        return broken
    }

    /// The version counts the visible changes, and each has its row.
    private func counting(_ transition: Transition, _ before: SessionState) -> [String] {
        let after = transition.state
        let isAnnounced = before.version == 0 && after.version == 1
        let changed = VisibleState(after, mode: terms.mode) != VisibleState(before, mode: terms.mode)
        let isVisible = isAnnounced || changed && before.version > 0
        return failures([
            (after.version == before.version + (isVisible ? 1 : 0), "S2: the version counts visible changes"),
            ((transition.event?.isVisible ?? false) == isVisible, "S2: a visible change has a visible event"),
            (transition.event.map { $0.version == after.version } ?? true, "S2: an event bears the version it made"),
            (transition.event?.kind != .changed, "every change has a name"),
            (isVisible || after.updatedAt == before.updatedAt, "updatedAt moves with the version"),
            (transition.changesState == (after != before) || isAnnounced, "changesState tells the truth"),
            (transition.changesState || transition.attemptChanges.isEmpty, "attempts change with the state"),
        ])
    }

    /// Money is believed only when it is ours, and its completion happens once.
    private func payment(
        _ transition: Transition, _ before: SessionState, _ claim: ModelInput.Claim
    ) -> [String] {
        let after = transition.state
        let completes = after.status == .completed && before.status != .completed
        let isOpen = before.version > 0 && !before.status.isTerminal
        let confirms = transition.effects.contains { if case .confirmIntent = $0 { true } else { false } }
        let cancels = transition.effects.contains(.cancelIntent)
        let underWay = after.unresolvedAttempt.map { $0.outcome == .started || $0.outcome == .processing } ?? false
        let refunds = transition.effects.contains { if case .refund = $0 { true } else { false } }
        return failures([
            (!completes || claim == .paid || terms.mode == .free, "S1: only a payment completes"),
            (completes == transition.effects.contains(.fulfil), "S1: completion fulfils, once"),
            (claim != .paid || !isOpen || completes || terms.mode == .free, "S1: a payment completes an open session"),
            (before.status != .completed || transition.effects.isEmpty, "S1: nothing is asked of a paid intent"),
            (!confirms || !after.status.isTerminal && after.ending == nil, "S1: no confirm of what ends or has ended"),
            (!cancels || !underWay, "rule 5: money on its way is waited for"),
            (!refunds || after.latePayment?.resolution == .refundOwed, "S7: only late money goes back"),
            (
                claim != .stray || after.status.isTerminal == before.status.isTerminal,
                "S6: a stray report settles nothing"
            ),
            (
                claim != .stray || before.isOpening || transition.review != nil,
                "S6: a stray report is put up for review"
            ),
            (claim != .stray || after.fulfilment == before.fulfilment, "S6: a stray report fulfils nothing"),
        ])
    }

    /// Ended is ended, except for money that the declared policy honours; and the provider has to agree first.
    private func table(_ transition: Transition, _ before: SessionState, _ claim: ModelInput.Claim) -> [String] {
        let after = transition.state
        let isHonoured = before.status.hasEndedUnpaid && after.latePayment?.resolution == .honoured && claim == .paid
        let ends = after.status.hasEndedUnpaid && before.status != after.status
        let mayEndAlone = terms.mode == .free || before.isOpening
        return failures([
            (!before.status.isTerminal || after.status == before.status || isHonoured, "S2: terminal states stay"),
            (before.status != .completed || after.status == .completed, "S2: paid is absorbing"),
            (!isHonoured || terms.latePayments != .refundAlways, "S2: honouring has to be declared"),
            (
                !ends || mayEndAlone || claim == .canceled || claim == .notFound,
                "S7: an end is announced when the provider agrees, or knows of nothing"
            ),
            (!ends || after.status != .expired || before.ending == .expiry || mayEndAlone, "only an expiry expires"),
        ])
    }

    /// A provider that knows no such intent ends what is to end, tells a person, and decides nothing else.
    private func notFound(_ transition: Transition, _ before: SessionState) -> [String] {
        let after = transition.state
        let ends = after.status != before.status
        let isWaitedFor = before.unresolvedAttempt?.outcome == .started
        return failures([
            (!ends || after.status.hasEndedUnpaid && before.ending != nil, "an unknown intent ends what is to end"),
            (!ends || !isWaitedFor, "a call under way is waited for"),
            (ends == (transition.review != nil), "an end without the provider's agreement is put up for review"),
            (
                ends || after.attempt == before.attempt && !(transition.event?.isVisible ?? false),
                "an unknown intent is no outcome"
            ),
            (transition.effects.isEmpty, "an unknown intent is not asked about at once"),
        ])
    }

    /// At most one unresolved attempt, recorded before the provider hears of it, under the key that is its own.
    private func attempts(_ transition: Transition, _ before: SessionState) -> [String] {
        var broken: [String] = []
        var unresolved = before.unresolvedAttempt?.number
        for change in transition.attemptChanges {
            switch change {
            case .started(let attempt):
                broken += failures([
                    (unresolved == nil, "at most one unresolved attempt"),
                    (attempt.number == (before.attempt?.number ?? 0) + 1, "attempts are numbered without gaps"),
                    (before.attempt?.outcome != .unknown, "an unknown outcome is not tried again as another attempt"),
                ])
                unresolved = attempt.outcome.isUnresolved ? attempt.number : nil
            case .updated(let attempt):
                if !attempt.outcome.isUnresolved, unresolved == attempt.number { unresolved = nil }
            case .succeededAfterAll(let number):
                if number >= before.attempt?.number ?? 0 {
                    broken.append("only an earlier attempt is found paid later")
                }
            }
        }
        if unresolved != transition.state.unresolvedAttempt?.number { broken.append("attempt rows follow the state") }
        for case .confirmIntent(let number, let key, let method, _) in transition.effects {
            broken += failures([
                (number == transition.state.unresolvedAttempt?.number, "the attempt is on record before it is sent"),
                (key == .attempt(number, of: terms.sessionID), "an attempt is only ever sent under its own key"),
                (method == transition.state.attempt?.paymentMethod, "an attempt is repeated word for word"),
                (
                    before.attempt == transition.state.attempt
                        || transition.attemptChanges.contains { $0.records(number) },
                    "what is sent is written first"
                ),
            ])
        }
        return broken
    }

    /// Late money is on record until it is honoured, returned, or a person's to decide.
    private func late(_ transition: Transition, _ before: SessionState, _ claim: ModelInput.Claim) -> [String] {
        let after = transition.state
        let arrives = claim == .paid && before.status.hasEndedUnpaid && before.version > 0 && terms.mode == .standard
        let wasDecided = before.latePayment.map { $0.resolution != .refundOwed } ?? false
        return failures([
            (!arrives || after.latePayment != nil, "S7: late money is recorded"),
            (before.latePayment == nil || after.latePayment != nil, "S7: late money is not forgotten"),
            (!wasDecided || after.latePayment == before.latePayment, "S7: late money is decided once"),
            (
                after.latePayment?.resolution != .refundRefused || before.latePayment == after.latePayment
                    || transition.review != nil, "S7: a refused refund goes to a person"
            ),
        ])
    }

    /// What is true of every state by itself, so that the schema can check it too.
    private func shape(_ state: SessionState) -> [String] {
        let owes =
            state.isOpening || state.unresolvedAttempt != nil || state.ending != nil
            || state.latePayment?.resolution == .refundOwed
        return failures([
            (!owes || state.checkAt != nil, "L2: what is owed has a time"),
            (!state.status.isTerminal || owes || state.checkAt == nil, "L3: what has ended costs nothing"),
            (state.status.isTerminal == (state.endedAt != nil), "an end has its time"),
            ((state.status == .completed) == (state.completedAt != nil), "completion has its time"),
            (state.nextAction == nil || state.attempt?.outcome == .requiresAction, "an action belongs to an attempt"),
            (!state.status.isTerminal || state.unresolvedAttempt == nil, "nothing is under way after the end"),
            (!state.status.isTerminal || state.ending == nil, "what has ended is not ending"),
            (
                (state.status == .failed) == (state.attempt?.outcome == .declined && !state.status.isTerminal),
                "failed means that the last attempt was declined"
            ),
            (
                (state.status == .completed && terms.mode == .standard) == (state.fulfilment.paidAt != nil),
                "paid means paid"
            ),
        ])
    }

    private func failures(_ claims: [(Bool, String)]) -> [String] { claims.filter { !$0.0 }.map(\.1) }
}

extension AttemptChange {
    func records(_ number: Int) -> Bool {
        switch self {
        case .started(let attempt), .updated(let attempt): attempt.number == number
        case .succeededAfterAll: false
        }
    }
}
