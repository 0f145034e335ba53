import Checkout
import CheckoutStore
import Pages

/// Rows as the dashboard's pages show them.
extension TimelineLine {
    init(_ entry: TimelineEntry) {
        switch entry.what {
        case .session(let kind, let sequence, let version, let isVisible, let attempt, let detail):
            self.init(
                at: entry.at, session: kind, attempt: attempt, detail: detail, version: isVisible ? version : nil,
                sequence: sequence)
        case .subscription(let row):
            self.init(
                at: entry.at, subscription: row.kind, status: row.status, detail: row.detail,
                version: row.isVisible ? row.version : nil, sequence: row.sequence)
        case .providerEvent(let id, let type, let state, let tries, let error):
            self.init(
                at: entry.at, event: id, type: type, state: EventStanding(state), tries: tries, error: error)
        }
    }
}

extension EventStanding {
    init(_ state: ProviderEventState) {
        self =
            switch state {
            case .received: .received
            case .applied: .applied
            case .parked: .parked
            case .review: .review
            case .ignored: .ignored
            case .failed: .failed
            }
    }
}

extension ReviewLine {
    init(_ review: Review) {
        self.init(
            id: review.id.description, kind: review.kind, detail: review.detail, createdAt: review.createdAt)
        resolvedAt = review.resolvedAt
        note = review.note
        session = review.sessionID
        subscription = review.subscriptionID
        event = review.providerEventID?.description
    }
}

extension CheckoutSession {
    /// The payment in Stripe's own dashboard; nil where there is none, or another provider's.
    var providerURL: String? {
        guard terms.provider == .stripe, let intent = state.intentID else { return nil }
        return StripeDashboard.url(
            intent.hasPrefix("seti_") ? "setup_intents" : "payments", intent, account: terms.merchant.accountID,
            livemode: terms.merchant.livemode)
    }
}

/// Where Stripe shows its objects to people.
enum StripeDashboard {
    static func url(_ kind: String, _ id: String, account: String?, livemode: Bool) -> String {
        let account = account.map { "\($0)/" } ?? ""
        return "https://dashboard.stripe.com/\(account)\(livemode ? "" : "test/")\(kind)/\(id)"
    }
}
