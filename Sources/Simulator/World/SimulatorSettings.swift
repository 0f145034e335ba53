/// What a simulator is started with.
package struct SimulatorSettings: Sendable {
    /// Where buyers and the merchant reach it, without a slash at the end: 3DS pages live there.
    package var publicURL: String
    /// The version of events, and of answers to calls that name none.
    package var apiVersion = "2026-10-28.endive"
    /// Told of everything, of connected accounts too; more are made by `POST /v1/webhook_endpoints`.
    package var webhookTargets: [WebhookTarget] = []
    /// Waits before each further try of a webhook; after the last it is given up.
    package var webhookRetries: [Duration] = [1, 5, 30, 120, 600, 3_600, 10_800].map { .seconds($0) }
    /// When a refund that is not through at once is, and when a disputed charge is disputed.
    package var afterwards: Duration = .seconds(2)
    /// Waits before each further try of a bill's payment, from the failure before it.
    package var paymentRetries: [Duration] = [3, 5, 7].map { .seconds($0 * 86_400) }
    /// What becomes of a subscription when the last try has failed.
    package var afterPaymentRetries = AfterPaymentRetries.cancel
    /// How long one movement of the test clock may take; what is left is told.
    package var clockPatience: Duration = .seconds(60)
    /// Keys that are let in; empty lets in every key that has Stripe's form.
    package var acceptedKeys: Set<String> = []
    /// How long a connection is held that will get no answer, when the fault does not say.
    package var heldConnection: Duration = .seconds(60)

    package init(publicURL: String) { self.publicURL = publicURL }
}

/// What becomes of a subscription whose bill could not be collected.
package enum AfterPaymentRetries: String, CaseIterable, Sendable {
    case cancel
    /// It goes on, and its bills are drafts that nobody collects.
    case markUnpaid = "mark_unpaid"
    case leavePastDue = "leave_past_due"
}

/// A server that is told of events, and the secret they are signed with.
package struct WebhookTarget: Hashable, Sendable {
    package var url: String
    package var secret: String
    /// Event types; `*` is all of them.
    package var events: [String]

    package init(url: String, secret: String, events: [String] = ["*"]) {
        self.url = url
        self.secret = secret
        self.events = events
    }
}
