import Checkout

extension SessionEvent.Kind {
    /// What happened, said so that it can be read out to whoever asks.
    var title: String {
        switch self {
        case .created: "Created"
        case .intentRefused: "The provider refused to begin the payment"
        case .attemptStarted: "An attempt to pay was sent to the provider"
        case .attemptRepeated: "The attempt was sent once more, under the same key"
        case .attemptNotProcessed: "The attempt never took effect"
        case .outcomeUnknown: "The provider’s answer was lost"
        case .requiresAction: "The bank asks the buyer to approve"
        case .paymentProcessing: "The provider is processing the payment"
        case .paymentFailed: "The payment was declined"
        case .completed: "Completed"
        case .expired: "Expired"
        case .canceled: "Canceled"
        case .expiryClaimed: "Its time ran out; the provider is asked before it ends"
        case .cancelRequested: "Somebody asked to cancel it"
        case .cancelRefused: "The provider would not cancel the payment"
        case .confirmTurnedAway: "A payment was turned away"
        case .cancelTurnedAway: "A cancellation was turned away"
        case .intentAwaitsConfirmation: "A payment method is there and waits for confirmation"
        case .lookUpRequested: "The provider was asked how the payment stands"
        case .intentNotFound: "The provider does not know the payment; it is asked again"
        case .changed: "Changed"
        case .reportIgnored: "Heard nothing new"
        case .reportParked: "What the provider said does not match; it is up for review"
        case .subscribed: "The subscription began"
        case .entitled: "The features were granted"
        case .merchantNotified: "The merchant was told"
        case .latePaymentHonoured, .latePaymentRefundOwed, .latePaymentRefunded, .latePaymentRefundRefused, .refundOwed,
            .refunded, .refundRefused, .refundRequested, .refundFound, .refundInDoubt, .refundRepeated, .refundNotMade,
            .refundPending, .refundRequiresAction, .refundSucceeded, .refundFailed, .refundCanceled,
            .refundReportParked, .chargeRefunded, .disputeOpened, .disputeUpdated, .disputeClosed:
            moneyBackTitle(ofKind: rawValue)
        }
    }

    var tone: DashboardTone {
        switch self {
        case .completed, .subscribed, .entitled, .latePaymentHonoured, .refunded, .latePaymentRefunded,
            .refundSucceeded:
            .good
        case .paymentFailed, .intentRefused, .reportParked, .latePaymentRefundRefused, .refundRefused, .refundFailed,
            .refundReportParked, .disputeOpened:
            .bad
        case .expired, .canceled, .outcomeUnknown, .intentNotFound, .attemptNotProcessed, .refundInDoubt,
            .refundNotMade, .latePaymentRefundOwed, .refundOwed, .cancelRefused, .confirmTurnedAway,
            .cancelTurnedAway, .refundRequiresAction, .disputeUpdated:
            .warn
        case .attemptStarted, .attemptRepeated, .requiresAction, .paymentProcessing, .expiryClaimed, .cancelRequested,
            .refundRequested, .refundPending, .refundRepeated:
            .busy
        case .created, .intentAwaitsConfirmation, .lookUpRequested, .changed, .reportIgnored, .merchantNotified,
            .refundFound, .refundCanceled, .chargeRefunded, .disputeClosed:
            .quiet
        }
    }
}

/// Refunds and disputes stand in timelines of sessions and of subscriptions, under the same names.
func moneyBackTitle(ofKind kind: String) -> String {
    let titles = [
        "late_payment_honoured": "Money that came late was accepted",
        "late_payment_refund_owed": "Money came after the end; it is to go back",
        "late_payment_refunded": "The late money went back",
        "late_payment_refund_refused": "The provider refuses to refund the late money",
        "refund_owed": "Paid for what cannot be given; the money is to go back",
        "refunded": "The money went back",
        "refund_refused": "The provider refuses the refund",
        "refund_handed_over": "The refund is the checkout’s to make",
        "refund_requested": "A refund was asked for",
        "refund_found": "A refund was made at the provider",
        "refund_in_doubt": "The provider’s answer about the refund was lost",
        "refund_repeated": "The refund was asked for once more, under the same key",
        "refund_not_made": "The refund was never made",
        "refund_pending": "The refund is on its way",
        "refund_requires_action": "The refund needs the buyer to act",
        "refund_succeeded": "The refund succeeded",
        "refund_failed": "The refund failed",
        "refund_canceled": "The refund was canceled",
        "refund_report_parked": "What the provider said about a refund does not match; it is up for review",
        "charge_refunded": "The provider counts money as given back",
        "dispute_opened": "The buyer disputes the payment at the bank",
        "dispute_updated": "The dispute moved on",
        "dispute_closed": "The dispute is over",
    ]
    return titles[kind] ?? kind
}
