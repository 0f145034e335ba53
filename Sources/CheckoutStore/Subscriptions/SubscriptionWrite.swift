import Checkout
import Postgres

/// What a transition of a subscription leaves behind: its row, its event, what it grants or takes away, and what a person
/// has to look at.
struct SubscriptionWrite {
    let record: SubscriptionRecord
    private let transition: SubscriptionTransition
    private let isNew: Bool
    private let isTrial: Bool
    private let at: Timestamp

    /// `record` is the one before; a new one has made no event yet.
    init(
        _ transition: SubscriptionTransition, of record: SubscriptionRecord, isNew: Bool = false,
        startsTrial: Bool = false, at time: Timestamp
    ) {
        var after = record
        after.state = transition.state
        if transition.event != nil { after.lastSequence += 1 }
        self.record = after
        self.transition = transition
        self.isNew = isNew
        isTrial = startsTrial
        at = time
    }

    func statements(
        writtenBy: Int64, event: ProviderEventID? = nil
    ) throws -> [(PostgresStatement, PostgresParameters)] {
        var statements: [(PostgresStatement, PostgresParameters)] = []
        if isNew {
            statements.append((SubscriptionRecord.insert, try record.insertParameters()))
        } else if transition.changesState || transition.event != nil {
            statements.append((SubscriptionRecord.update, try record.updateParameters()))
        }
        if let happened = transition.event { statements.append(Self.row(happened, of: record, writtenBy)) }
        if isTrial {
            statements.append(
                (
                    Self.trial,
                    PostgresParameters(
                        record.terms.customerID.stored, record.state.plan.productID.stored, record.id.stored, at.stored)
                ))
        }
        for effect in transition.effects {
            switch effect {
            case .grantEntitlements: statements.append(EntitlementRows.grant(record, at: at))
            case .revokeEntitlements: statements.append(EntitlementRows.revoke(of: record.id, at: at))
            case .purchaseEnded(let purchase, let end):
                statements.append(ChangeEndRows.insert(end, of: purchase, record.id, at: at))
            default: break
            }
        }
        if let review = transition.review { statements.append(Self.review(review, of: record, event, at)) }
        return statements
    }

    private static func row(
        _ event: SubscriptionEvent, of record: SubscriptionRecord, _ writtenBy: Int64
    ) -> (PostgresStatement, PostgresParameters) {
        (
            """
            INSERT INTO subscription_events
                (subscription_id, sequence, version, status, is_visible, kind, at, detail, written_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """,
            PostgresParameters(
                record.id.stored, Int32(clamping: record.lastSequence), Int32(clamping: event.version),
                event.status.rawValue, event.isVisible, event.kind.rawValue, event.at.stored,
                event.detail.map { String($0.unicodeScalars.filter { $0 != "\0" }) }, writtenBy)
        )
    }

    private static let trial: PostgresStatement = """
        INSERT INTO subscription_trials (customer_id, product_id, subscription_id, started_at) VALUES ($1, $2, $3, $4)
        """

    private static func review(
        _ item: SubscriptionReview, of record: SubscriptionRecord, _ event: ProviderEventID?, _ time: Timestamp
    ) -> (PostgresStatement, PostgresParameters) {
        (
            // What waits already is said once, however often it is met with.
            """
            INSERT INTO reviews
                (id, organization_id, subscription_id, provider_event_id, kind, detail, created_at)
            SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS (
                SELECT FROM reviews r
                WHERE r.organization_id = $2 AND r.subscription_id = $3 AND r.kind = $5 AND r.detail = $6
                    AND r.resolved_at IS NULL)
            """,
            PostgresParameters(
                ReviewID.random().stored, record.organizationID.stored, record.id.stored, event?.stored, item.kind,
                String(item.detail.unicodeScalars.filter { $0 != "\0" }), time.stored)
        )
    }
}

extension SubscriptionReview {
    var kind: String {
        switch self {
        case .reportDoesNotMatch: "subscription_report_does_not_match"
        case .priceChangedElsewhere: "subscription_price_changed_elsewhere"
        case .runsAfterItsEnd: "subscription_runs_after_its_end"
        case .callRefused: "subscription_call_refused"
        case .callWaits: "subscription_call_waits"
        case .notFoundAtProvider: "subscription_not_found"
        }
    }

    /// For the person who looks at it.
    package var detail: String {
        switch self {
        case .reportDoesNotMatch(let mismatch, let id): "\(mismatch.rawValue) of \(id)"
        case .priceChangedElsewhere(let price): "the provider bills \(price), which was not asked for here"
        case .runsAfterItsEnd(let id): "\(id) is over here and runs at the provider; it is being canceled there"
        case .callRefused(let call, let reason): "\(call.rawValue): \(reason)"
        case .callWaits(let call): "\(call.rawValue) has been tried for more than an hour, and goes on being tried"
        case .notFoundAtProvider(let id):
            "the provider knows no subscription \(id): are its keys those of another account?"
        }
    }
}
