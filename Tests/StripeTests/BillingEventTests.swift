import Checkout
import Payments
import Testing

@testable import Stripe

/// Events of subscriptions, bills, refunds and disputes, in both of the shapes that Stripe has given them.
@Suite("Events of subscriptions")
struct BillingEventTests {
    private func subject(
        _ type: String, _ object: String, account: String? = nil, livemode: Bool = false
    ) throws -> VerifiedEvent.Subject {
        let account = account.map { #","account":"\#($0)""# } ?? ""
        let body =
            #"{"id":"evt_1","object":"event","api_version":"2026-10-28.endive","created":1800000000,"#
            + #""livemode":\#(livemode),"type":"\#(type)"\#(account),"data":{"object":\#(object)}}"#
        return try VerifiedEvent(stripe: Array(body.utf8)).subject
    }

    @Test(arguments: ["created", "updated", "deleted", "paused", "resumed", "trial_will_end"])
    func subscriptions(type: String) throws {
        let expected = SubscriptionReport(
            providerID: "sub_1", subscriptionID: Fixture.own, customer: "cus_1", price: "price_1", item: "si_1",
            quantity: 2, status: .active, currentPeriod: Fixture.start..<Fixture.end, accountID: "acct_1",
            livemode: false)
        #expect(
            try subject("customer.subscription." + type, Fixture.subscription(), account: "acct_1")
                == .subscription(expected))
    }

    @Test func theOlderShape() throws {
        let expected = SubscriptionReport(
            providerID: "sub_1", customer: "cus_1", price: "price_1", item: "si_1", quantity: 2, status: .active,
            currentPeriod: Fixture.start..<Fixture.end, trialEnd: Fixture.start, cancelAtPeriodEnd: true,
            cancelAt: Fixture.end, canceledAt: Timestamp(unixSeconds: 1_800_000_100), livemode: false)
        #expect(
            try subject("customer.subscription.updated", Fixture.oldSubscription) == .subscription(expected))
    }

    @Test func aFlexibleCancellationHasNoFlag() throws {
        let object = Fixture.subscription().replacing("\"cancel_at\":null", with: "\"cancel_at\":1802592000")
        guard case .subscription(let report) = try subject("customer.subscription.updated", object) else {
            return #expect(Bool(false), "no report")
        }
        #expect(report.cancelAtPeriodEnd && report.cancelAt == Fixture.end)
    }

    @Test(
        arguments: [
            "trialing", "active", "past_due", "unpaid", "paused", "canceled", "incomplete", "incomplete_expired",
        ])
    func noStatusIsLost(word: String) throws {
        guard
            case .subscription(let report) = try subject(
                "customer.subscription.updated", Fixture.subscription(status: word))
        else { return #expect(Bool(false), "no report") }
        #expect(report.status.rawValue == word)
    }

    @Test func oddSubscriptions() throws {
        let whole = Fixture.subscription()
        for (broken, member) in [
            (Fixture.subscription(status: "draft"), "status"), (Fixture.subscription(status: "new"), "status"),
            (whole.replacing("\"cus_1\"", with: "null"), "customer"),
            (whole.replacing("\"cancel_at\":null", with: "\"cancel_at\":\"x\""), "cancel_at"),
            (whole.replacing("1802592000", with: "1"), "current_period_end"),
            (whole.replacing("\"livemode\":false", with: "\"livemode\":true"), "livemode"),
        ] {
            #expect(
                try subject("customer.subscription.updated", broken)
                    == .unreadable(reason: "\(member) of the subscription"))
        }
        guard case .unreadable = try subject("customer.subscription.updated", "{}") else {
            return #expect(Bool(false), "read")
        }
    }

    @Test(
        arguments: [
            ("payment_succeeded", "paid", .paid), ("payment_failed", "open", .open), ("paid", "paid", .paid),
            ("voided", "void", .void), ("marked_uncollectible", "uncollectible", .uncollectible),
        ] as [(String, String, InvoiceReport.Status)])
    func invoices(type: String, word: String, status: InvoiceReport.Status) throws {
        let expected = InvoiceReport(
            providerID: "in_1", subscription: "sub_1", customer: "cus_1", status: status, reason: .renewal,
            amountDue: try Fixture.usd(2000), amountPaid: try Fixture.usd(status == .paid ? 2000 : 0), attemptCount: 1,
            nextAttemptAt: status == .open ? Timestamp(unixSeconds: 1_800_086_400) : nil,
            period: Fixture.start..<Fixture.end, createdAt: Fixture.start, accountID: "acct_1", livemode: false,
            subscriptionID: Fixture.own)
        #expect(
            try subject("invoice." + type, Fixture.invoice(status: word), account: "acct_1") == .invoice(expected))
    }

    @Test func theOlderBill() throws {
        let expected = InvoiceReport(
            providerID: "in_1", subscription: "sub_1", customer: "cus_1", status: .open, reason: .creation,
            amountDue: try Fixture.usd(2000), amountPaid: try Fixture.usd(0), attemptCount: 2,
            nextAttemptAt: Timestamp(unixSeconds: 1_800_086_400), period: Fixture.start..<Fixture.end,
            createdAt: Fixture.start, livemode: false, subscriptionID: Fixture.own)
        #expect(try subject("invoice.payment_failed", Fixture.oldInvoice) == .invoice(expected))
    }

    @Test func reasonsOfBills() throws {
        for (word, reason) in [
            ("subscription_create", InvoiceReport.Reason.creation), ("subscription_update", .change),
            ("manual", .other), ("subscription_threshold", .other),
        ] {
            guard case .invoice(let report) = try subject("invoice.paid", Fixture.invoice(reason: word)) else {
                return #expect(Bool(false), "no report")
            }
            #expect(report.reason == reason)
        }
        #expect(
            try subject("invoice.paid", Fixture.invoice(status: "new")) == .unreadable(reason: "status of the invoice"))
    }

    @Test func refunds() throws {
        let charge =
            #"{"id":"ch_1","object":"charge","amount":2000,"amount_refunded":500,"currency":"usd","customer":"cus_1","#
            + #""livemode":false,"payment_intent":"pi_1","refunded":false}"#
        let report = RefundedChargeReport(
            intentID: "pi_1", customer: "cus_1", charged: try Fixture.usd(2000), refunded: try Fixture.usd(500),
            livemode: false)
        #expect(try subject("charge.refunded", charge) == .refundedCharge(report))
        #expect(!report.isWhole)
        let refund = RefundReport(
            providerID: "re_1", intentID: "pi_1", status: .failed, amount: try Fixture.usd(500),
            failureReason: "declined", reference: "till-pi_1-refund-7", createdAt: Fixture.start)
        let failed = Fixture.refund(status: "failed", more: #","failure_reason":"declined""#)
        #expect(try subject("refund.failed", failed) == .refund(refund, intentID: "pi_1"))
        #expect(!refund.status.holds)
        let elsewhere = charge.replacing("\"pi_1\"", with: "null")
        #expect(try subject("charge.refunded", elsewhere) == .other(objectID: "ch_1"))
        #expect(
            try subject("charge.refunded", charge.replacing("500", with: "\"x\""))
                == .unreadable(reason: "amount_refunded of the charge"))
    }

    @Test func disputes() throws {
        let dispute =
            #"{"id":"dp_1","object":"dispute","amount":2000,"charge":"ch_1","created":1800000000,"currency":"usd","#
            + #""evidence_details":{"due_by":1802592000},"livemode":false,"payment_intent":"pi_1","#
            + #""reason":"fraudulent","status":"needs_response"}"#
        let report = DisputeReport(
            providerID: "dp_1", intentID: "pi_1", status: .needsResponse, amount: try Fixture.usd(2000),
            reason: "fraudulent", respondBy: Fixture.end, createdAt: Fixture.start, livemode: false)
        #expect(try subject("charge.dispute.created", dispute) == .dispute(report))
        let lost = dispute.replacing("needs_response", with: "lost")
        guard case .dispute(let closed) = try subject("charge.dispute.closed", lost) else {
            return #expect(Bool(false), "no report")
        }
        #expect(closed.status == .lost && closed.status.isOver)
        #expect(
            try subject("charge.dispute.created", dispute, livemode: true)
                == .unreadable(reason: "livemode of the dispute"))
    }

    @Test func typesNobodyActsOn() throws {
        for type in ["invoice.created", "customer.subscription.pending_update_applied", "customer.updated", "charge.x"]
        {
            #expect(try subject(type, #"{"id":"x_1","object":"x"}"#) == .other(objectID: "x_1"))
        }
    }
}
