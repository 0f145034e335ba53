extension SessionMachine {
    /// A line about its money, which changes nothing that buyers see.
    package func noted(_ line: MoneyBackLine, at time: Timestamp) -> Transition {
        noted(SessionEvent.Kind(line.kind), detail: line.detail, at: time)
    }
}

extension SubscriptionMachine {
    /// A line about its money, which changes nothing: neither refunds nor disputes take features away.
    package func noted(_ line: MoneyBackLine, at time: Timestamp) -> SubscriptionTransition {
        noted(SubscriptionEvent.Kind(line.kind), detail: line.detail, at: time)
    }
}

extension SessionEvent.Kind {
    fileprivate init(_ kind: MoneyBackLine.Kind) {
        switch kind {
        case .refundRequested: self = .refundRequested
        case .refundFound: self = .refundFound
        case .refundInDoubt: self = .refundInDoubt
        case .refundRepeated: self = .refundRepeated
        case .refundNotMade: self = .refundNotMade
        case .refundPending: self = .refundPending
        case .refundRequiresAction: self = .refundRequiresAction
        case .refundSucceeded: self = .refundSucceeded
        case .refundFailed: self = .refundFailed
        case .refundCanceled: self = .refundCanceled
        case .refundReportParked: self = .refundReportParked
        case .chargeRefunded: self = .chargeRefunded
        case .disputeOpened: self = .disputeOpened
        case .disputeUpdated: self = .disputeUpdated
        case .disputeClosed: self = .disputeClosed
        }
    }
}

extension SubscriptionEvent.Kind {
    fileprivate init(_ kind: MoneyBackLine.Kind) {
        switch kind {
        case .refundRequested: self = .refundRequested
        case .refundFound: self = .refundFound
        case .refundInDoubt: self = .refundInDoubt
        case .refundRepeated: self = .refundRepeated
        case .refundNotMade: self = .refundNotMade
        case .refundPending: self = .refundPending
        case .refundRequiresAction: self = .refundRequiresAction
        case .refundSucceeded: self = .refundSucceeded
        case .refundFailed: self = .refundFailed
        case .refundCanceled: self = .refundCanceled
        case .refundReportParked: self = .refundReportParked
        case .chargeRefunded: self = .chargeRefunded
        case .disputeOpened: self = .disputeOpened
        case .disputeUpdated: self = .disputeUpdated
        case .disputeClosed: self = .disputeClosed
        }
    }
}
