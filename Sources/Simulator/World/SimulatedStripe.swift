package import Checkout
import HTTPMessages

/// A world in which Stripe's API is acted out: calls go in with the time, answers come out, and what is to happen later
/// waits in queues. No I/O, no clock; chance comes from a seed.
package struct SimulatedStripe: Sendable {
    package var settings: SimulatorSettings
    var generator: SeededGenerator

    var paymentMethods = ObjectTable<PaymentMethod>()
    var customers = ObjectTable<Customer>()
    var paymentIntents = ObjectTable<PaymentIntent>()
    var setupIntents = ObjectTable<SetupIntent>()
    var charges = ObjectTable<Charge>()
    var refunds = ObjectTable<Refund>()
    var disputes = ObjectTable<Dispute>()
    var products = ObjectTable<Product>()
    var prices = ObjectTable<Price>()
    var subscriptions = ObjectTable<Subscription>()
    var invoices = ObjectTable<Invoice>()
    var events = ObjectTable<Event>()
    var endpoints = ObjectTable<WebhookEndpoint>()

    /// All there ever were; the table forgets the oldest.
    var eventCount = 0

    var idempotency = IdempotencyRecords()
    package var faults = FaultPlan()
    var outbox = WebhookOutbox()
    var agenda = DueQueue<Afterwards>()

    package init(settings: SimulatorSettings, seed: UInt64) {
        self.settings = settings
        generator = SeededGenerator(seed: seed)
        for target in settings.webhookTargets { addWebhookTarget(target) }
    }

    /// When something is due next: a webhook, or what follows a payment. Call `advance` then.
    package var nextDue: Timestamp? {
        [outbox.nextDue, agenda.nextDue].compactMap(\.self).min()
    }

    /// Lets happen what was to happen by now, each thing at its own time however far the clock has jumped.
    package mutating func advance(to now: Timestamp) {
        while let time = agenda.nextDue, let due = agenda.takeDue(at: now) { perform(due, at: time) }
    }
}

/// What follows a payment without anybody calling.
enum Afterwards: Hashable, Sendable {
    case settleRefund(String)
    case disputeCharge(String)
    /// The charge of a direct debit.
    case endDebit(String)
    /// Whatever a subscription does next by itself.
    case stepSubscription(String)
    case retryInvoice(String)
    /// Nobody has defended against it in time.
    case loseDispute(String)
}
