package import Checkout

extension SubscriptionStatus {
    package var word: String {
        switch self {
        case .draft: "Draft"
        case .pendingPayment: "Pending payment"
        case .trialing: "Trial"
        case .active: "Active"
        case .pastDue: "Past due"
        case .unpaid: "Unpaid"
        case .paused: "Paused"
        case .canceled: "Canceled"
        case .incomplete: "Incomplete"
        case .incompleteExpired: "Incomplete, expired"
        }
    }

    var tone: DashboardTone {
        switch self {
        case .active: .good
        case .trialing: .busy
        case .pastDue, .unpaid: .bad
        case .paused, .canceled, .incomplete, .incompleteExpired: .warn
        case .draft, .pendingPayment: .quiet
        }
    }
}

extension SubscriptionEvent.Kind {
    var title: String {
        switch self {
        case .created: "Created"
        case .activated: "Active"
        case .trialStarted: "The trial began"
        case .renewed: "Renewed"
        case .statusChanged: "The status changed"
        case .pastDue: "A renewal failed; the provider tries again"
        case .recovered: "Paid after all"
        case .cancelScheduled: "It is to end with its period"
        case .reactivated: "It is to go on after all"
        case .canceled: "Canceled"
        case .planChanged: "The plan was changed"
        case .updated: "Updated"
        case .overridden: "Changed by hand"
        case .linkExpired: "The payment link expired"
        case .linkRenewed: "There is a new payment link"
        case .provisioned: "Made at the provider, which bills it from now on"
        case .stepDone: "A step at the provider was done"
        case .callStarted: "The provider was asked for something"
        case .callRepeated: "The provider was asked once more, under the same key"
        case .callNotSent: "The request never reached the provider"
        case .outcomeUnknown: "The provider’s answer was lost"
        case .callRefused: "The provider refused"
        case .paymentFailed: "A bill could not be paid"
        case .paymentSucceeded: "A bill was paid"
        case .lookUpRequested: "The provider was asked how it stands"
        case .reportIgnored: "Heard nothing new"
        case .reportParked: "What the provider said does not match; it is up for review"
        case .notFoundAtProvider: "The provider does not know it"
        case .refundOwed, .refundHandedOver, .refundRequested, .refundFound, .refundInDoubt, .refundRepeated,
            .refundNotMade, .refundPending, .refundRequiresAction, .refundSucceeded, .refundFailed, .refundCanceled,
            .refundReportParked, .chargeRefunded, .disputeOpened, .disputeUpdated, .disputeClosed:
            moneyBackTitle(ofKind: rawValue)
        }
    }

    var tone: DashboardTone {
        switch self {
        case .activated, .renewed, .recovered, .provisioned, .paymentSucceeded, .reactivated, .refundSucceeded: .good
        case .pastDue, .callRefused, .paymentFailed, .reportParked, .refundFailed, .refundReportParked,
            .disputeOpened, .notFoundAtProvider:
            .bad
        case .canceled, .cancelScheduled, .linkExpired, .outcomeUnknown, .callNotSent, .refundOwed, .refundInDoubt,
            .refundNotMade, .refundRequiresAction, .disputeUpdated:
            .warn
        case .trialStarted, .callStarted, .callRepeated, .refundRequested, .refundPending, .refundRepeated: .busy
        case .created, .statusChanged, .planChanged, .updated, .overridden, .linkRenewed, .stepDone, .lookUpRequested,
            .reportIgnored, .refundHandedOver, .refundFound, .refundCanceled, .chargeRefunded, .disputeClosed:
            .quiet
        }
    }
}
