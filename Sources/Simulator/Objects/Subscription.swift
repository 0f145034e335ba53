import Checkout
import HTTPMessages

/// A customer's standing order.
struct Subscription: SimulatedObject {
    /// Where it stands, in Stripe's words.
    enum Status: String, CaseIterable, Sendable {
        case incomplete
        case incompleteExpired = "incomplete_expired"
        case trialing, active
        case pastDue = "past_due"
        case unpaid, paused, canceled

        var isOver: Bool { self == .canceled || self == .incompleteExpired }
    }

    /// What becomes of the bills while collecting is paused.
    enum PauseBehavior: String, CaseIterable, Sendable {
        case keepAsDraft = "keep_as_draft"
        case markUncollectible = "mark_uncollectible"
        case void
    }

    /// Collecting is paused: bills are made and not collected.
    struct Pause: Hashable, Sendable {
        var behavior: PauseBehavior
        var resumesAt: Timestamp?
    }

    /// What becomes of a trial that ends with nothing to charge.
    enum MissingMethod: String, CaseIterable, Sendable {
        case createInvoice = "create_invoice"
        case cancel, pause
    }

    static let noun = "subscription"

    let id: String
    let owner: Owner
    let created: Int64
    let startDate: Timestamp
    let customer: String
    let currency: String
    var items: [SubscriptionItem]
    var status: Status
    var cycle: BillingCycle
    /// The day of the month and the time that were asked for as the anchor, as they were given.
    var anchorConfig: JSONValue = .null
    var currentPeriod: Range<Timestamp>
    var trial: Range<Timestamp>?
    var hasToldOfTrialEnd = false
    var missingMethod = MissingMethod.createInvoice
    var defaultPaymentMethod: String?
    var savesDefaultPaymentMethod = false
    var cancelAtPeriodEnd = false
    var cancelAt: Timestamp?
    var canceledAt: Timestamp?
    var endedAt: Timestamp?
    var cancellation = Cancellation()
    var pause: Pause?
    /// The platform's part of each bill.
    var applicationFee: FeePercentage?
    var latestInvoice: String?
    var description: String?
    var metadata = JSONObject()
    /// Prorations that wait for the next bill.
    var pendingLines: [InvoiceLine] = []
    /// Whether its creation has been told of.
    var isAnnounced = false
}

extension Subscription {
    /// Why it was canceled, as far as anybody said.
    struct Cancellation: Hashable, Sendable {
        var comment: String?
        var feedback: String?
        var reason: String?
    }

    /// What happens to a subscription by itself.
    enum Step: Hashable, Sendable {
        case resumeCollection, end, tellOfTrialEnd, turnPeriod, expire
    }

    /// How long the first payment of an incomplete one may take.
    static let firstPaymentTime: Duration = .seconds(23 * 3600)
    static let trialNotice: Duration = .seconds(3 * 86_400)

    /// The next thing that happens by itself, and when. At one time a pause ends first, and an end comes before a bill.
    var nextStep: (due: Timestamp, step: Step)? {
        if status.isOver { return nil }
        if status == .incomplete { return (Timestamp(unixSeconds: created) + Self.firstPaymentTime, .expire) }
        var steps: [(due: Timestamp, step: Step)] = []
        if let resumesAt = pause?.resumesAt { steps.append((resumesAt, .resumeCollection)) }
        if let cancelAt { steps.append((cancelAt, .end)) }
        if status == .trialing, let trial, !hasToldOfTrialEnd {
            steps.append((trial.upperBound - Self.trialNotice, .tellOfTrialEnd))
        }
        if status != .paused { steps.append((currentPeriod.upperBound, .turnPeriod)) }
        // The first of equals.
        return steps.min { $0.due < $1.due }
    }
}
