package import Checkout
import Postgres

/// A provider's event without what it says.
package struct ProviderEventSummary: Hashable, Sendable {
    package let id: ProviderEventID
    package let provider: PaymentProvider
    package let eventID: String
    package let type: String
    package let receivedAt: Timestamp
    package let state: ProviderEventState
    package let tries: Int
    package let lastError: String?
    package let sessionID: CheckoutSessionID?
    package let subscriptionID: SubscriptionID?

    static let columns: StaticString = """
        e.id, e.provider, e.event_id, e.type, e.received_at, e.state, e.tries, e.last_error, e.session_id,
        e.subscription_id
        """

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        id = try cursor.id(row)
        provider = try cursor.word(row)
        eventID = try cursor.next(row)
        type = try cursor.next(row)
        receivedAt = try cursor.time(row)
        state = try cursor.word(row)
        tries = try cursor.next(row)
        lastError = try cursor.next(row)
        sessionID = try cursor.optionalID(row)
        subscriptionID = try cursor.optionalID(row)
    }
}

/// Which events are wanted.
package enum ProviderEventFilter: Hashable, Sendable {
    case all
    /// What did not simply work: it is tried again, or waits for a person.
    case troubled
    case state(ProviderEventState)
}

extension ProviderEvents {
    /// Newest first.
    package func list(
        _ scope: EventScope, _ filter: ProviderEventFilter = .all, after cursor: ListCursor? = nil, limit: Int
    ) async throws -> Page<ProviderEventSummary> {
        let place = cursor ?? .start
        let found = try await pool.query(
            Self.statement(filter),
            PostgresParameters(
                scope.organizationID?.stored, scope.livemode, place.createdAt.stored, place.id.stored, limit + 1),
            timeout: Self.listPatience
        ) { row in try ProviderEventSummary(row) }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.receivedAt, id: $0.id.id) }
    }

    /// Among the events of many merchants, those of one may be far between.
    private static let listPatience = Duration.seconds(5)

    /// One for each filter, whose words the indexes of the few have too.
    private static func statement(_ filter: ProviderEventFilter) -> PostgresStatement {
        switch filter {
        case .all: all
        case .troubled: troubled
        case .state(.received): received
        case .state(.applied): applied
        case .state(.parked): parked
        case .state(.review): review
        case .state(.ignored): ignored
        case .state(.failed): failed
        }
    }

    private static let all = list("")
    private static let troubled = list("AND e.state IN ('parked', 'review', 'failed')")
    private static let received = list("AND e.state = 'received' AND e.next_try_at IS NOT NULL")
    private static let applied = list("AND e.state = 'applied'")
    private static let parked = list("AND e.state = 'parked'")
    private static let review = list("AND e.state = 'review'")
    private static let ignored = list("AND e.state = 'ignored'")
    private static let failed = list("AND e.state = 'failed'")

    private static func list(_ condition: StaticString) -> PostgresStatement {
        PostgresStatement(joining: [
            "SELECT", ProviderEventSummary.columns,
            "FROM provider_events e WHERE (e.received_at, e.id) < ($3, $4)", condition, "AND", EventScope.condition,
            "ORDER BY e.received_at DESC, e.id DESC LIMIT $5",
        ])
    }
}
