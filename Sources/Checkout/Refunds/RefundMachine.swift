/// The rules of one refund. A merchant's request, the provider's answer, its events, a look-up and the passing of time are
/// inputs named after what happened, and each answers with the transition it leads to. Nothing here performs anything.
package struct RefundMachine: Sendable {
    package let terms: RefundTerms
    package let state: RefundState

    package init(terms: RefundTerms, state: RefundState) {
        self.terms = terms
        self.state = state
    }

    func step(at time: Timestamp) -> RefundStep { RefundStep(state, terms, at: time) }

    func unchanged(at time: Timestamp) -> RefundTransition { step(at: time).finish() }

    /// The merchant wants it. It is on record before the provider is asked.
    package static func requested(_ terms: RefundTerms, at time: Timestamp) -> RefundTransition {
        var step = RefundStep(RefundState(.pending, updatedAt: time), terms, at: time, isNew: true)
        step.send(RefundCall(startedAt: time, sentAt: time))
        step.happened(.refundRequested)
        return step.finish()
    }

    /// It turned up at the provider, which was asked by somebody else.
    package static func found(_ terms: RefundTerms, _ report: RefundReport, at time: Timestamp) -> RefundTransition {
        var step = RefundStep(RefundState(report.status, updatedAt: time), terms, at: time, isNew: true)
        step.state.providerID = report.providerID
        step.state.failureReason = report.failureReason
        step.settle()
        step.happened(.refundFound, detail: "\(terms.origin.rawValue), \(report.status.rawValue)")
        return step.finish()
    }
}

/// What came of asking the provider for a refund.
package enum RefundCallAnswer: Hashable, Sendable {
    case reported(RefundReport)
    /// The provider will not do it, in its own word.
    case refused(reason: String)
    /// Provably not asked.
    case notSent
    /// It may have been done.
    case unknown
}

extension RefundMachine {
    package func callAnswered(_ answer: RefundCallAnswer, at time: Timestamp) -> RefundTransition {
        if case .reported(let report) = answer { return reported(report, at: time) }
        guard let call = state.call else { return unchanged(at: time) }
        var step = step(at: time)
        switch answer {
        case .refused(let reason) where call.isSettled(at: time): step.giveUp(reason)
        // Whoever asked for it is told so.
        case .notSent where call.isFirst: step.giveUp(RefundState.notSent)
        // An earlier one may have been done: this answer cannot tell.
        case .reported, .refused, .notSent:
            step.state.call?.sentAt = call.doubtfulAt ?? call.sentAt
            step.scheduleSearch()
        case .unknown:
            step.doubt(call)
            step.scheduleSearch()
        }
        return step.finish()
    }

    /// The refunds of its intent were searched: it is not among them.
    package func notFound(_ ticket: RefundTicket, at time: Timestamp) -> RefundTransition {
        guard let call = state.call, state.revision == ticket.revision else { return unchanged(at: time) }
        var step = step(at: time)
        if time < call.startedAt + RefundPace.repeatWindow {
            // Under its own key: if the first request is still on its way, the two are one refund.
            var again = call
            again.sentAt = time
            step.repeated(again)
        } else if call.isSettled(at: time) {
            guard time < terms.createdAt + RefundPace.patience else {
                step.giveUp(RefundState.notSent)
                return step.finish()
            }
            step.repeated(RefundCall(number: call.number + 1, startedAt: time, sentAt: time))
        }
        return step.finish()
    }

    /// A check, or a lost effect, has come due.
    package func timeCameDue(at time: Timestamp) -> RefundTransition {
        guard let checkAt = state.checkAt, checkAt <= time else { return unchanged(at: time) }
        var step = step(at: time)
        if let call = state.call {
            // Whoever made the call would have told by now.
            step.doubt(call)
            step.scheduleSearch()
            step.search()
        } else if let providerID = state.providerID {
            step.scheduleLook()
            step.effects.append(.lookUp(providerID: providerID))
        } else {
            step.state.checkAt = nil
        }
        return step.finish()
    }

    /// What the provider says of it: an answer, an event or a look-up. It may be late, doubled or out of order.
    package func reported(_ report: RefundReport, at time: Timestamp) -> RefundTransition {
        if let mismatch = mismatch(of: report) {
            var step = step(at: time)
            step.happened(.refundReportParked, detail: mismatch.rawValue)
            step.review = .reportDoesNotMatch(mismatch, providerID: report.providerID)
            // A look would find the same; a person is told once in a while.
            step.postpone()
            return step.finish()
        }
        let isFirst = state.providerID == nil
        guard isFirst || report.status.progress > state.status.progress else { return unchanged(at: time) }
        var step = step(at: time)
        if isFirst, !state.status.holds { step.review = .madeAfterAll(terms.id) }
        if !isFirst, !report.status.holds {
            step.review = .failedLater(terms.id, reason: report.failureReason ?? report.status.rawValue)
        }
        step.state.providerID = report.providerID
        step.state.status = report.status
        step.state.failureReason = report.failureReason
        step.state.call = nil
        step.settle()
        step.happened(report.status.line, detail: report.failureReason)
        return step.finish()
    }

    /// Most telling first.
    private func mismatch(of report: RefundReport) -> RefundMismatch? {
        if let known = state.providerID, report.providerID != known { return .refund }
        if let intent = report.intentID, intent != terms.intentID { return .intent }
        if report.accountID != terms.accountID { return .account }
        if report.amount.currency != terms.amount.currency { return .currency }
        return report.amount == terms.amount ? nil : .amount
    }
}

extension RefundReport.Status {
    fileprivate var line: MoneyBackLine.Kind {
        switch self {
        case .pending: .refundPending
        case .requiresAction: .refundRequiresAction
        case .succeeded: .refundSucceeded
        case .failed: .refundFailed
        case .canceled: .refundCanceled
        }
    }
}
