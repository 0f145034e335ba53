/// How much of a payment may still go back.
package struct RefundAllowance: Hashable, Sendable {
    package let paid: Money
    /// What went back, or is on its way, whoever wanted it.
    package let held: Money

    package init(paid: Money, held: Money) {
        self.paid = paid
        self.held = held
    }

    package var left: Money {
        Money(minorUnits: max(0, paid.minorUnits - held.minorUnits), currency: paid.currency)
    }

    /// All that is left, unless told.
    package func amount(asked: Int64?) throws(RefundRefusal) -> Money {
        guard left.minorUnits > 0 else { throw .nothingToRefund }
        guard let asked else { return left }
        guard asked <= left.minorUnits else { throw .exceedsPayment(left: left) }
        return Money(minorUnits: asked, currency: paid.currency)
    }
}

/// Why a refund cannot be asked for.
package enum RefundRefusal: Error, Hashable, Sendable {
    /// No money came.
    case notPaid
    /// All of it went back already, or is on its way.
    case nothingToRefund
    case exceedsPayment(left: Money)
}

extension SessionMachine {
    /// What the buyer paid; nil for what was free, or has not been paid. It may have come too late, and still be here.
    package var received: Money? {
        guard terms.mode == .standard, !terms.due.isZero else { return nil }
        return state.status == .completed || state.latePayment != nil ? terms.due : nil
    }

    /// What the session's own refund holds, beside the refunds on record. `isOnRecord` when that refund is one of them.
    package func heldByOwnRefund(isOnRecord: Bool) -> Money {
        switch state.latePayment?.resolution {
        case .refundOwed: terms.due
        case .refunded: isOnRecord ? .zero(terms.due.currency) : terms.due
        case .honoured, .refundRefused, nil: .zero(terms.due.currency)
        }
    }
}
