package import Checkout
import Postgres

/// Which sessions of a merchant are wanted; what is `nil` does not matter.
package struct SessionFilter: Hashable, Sendable {
    package var organizationID: OrganizationID
    package var livemode: Bool
    package var status: SessionStatus?
    package var tokenUser: String?
    package var customerEmail: String?
    package var customerExternalID: String?
    package var priceID: PriceID?
    package var createdFrom: Timestamp?
    /// Not included.
    package var createdBefore: Timestamp?

    package init(organizationID: OrganizationID, livemode: Bool) {
        self.organizationID = organizationID
        self.livemode = livemode
    }
}

/// A place in a list that is sorted newest first: it stays where it is, whatever is added.
package struct ListCursor: Hashable, Sendable, LosslessStringConvertible {
    let createdAt: Timestamp
    let id: UniqueID

    init(createdAt: Timestamp, id: UniqueID) {
        self.createdAt = createdAt
        self.id = id
    }

    /// Before everything.
    static let start = ListCursor(createdAt: .latest, id: UniqueID(bits: .max))

    package var description: String {
        String(createdAt.unixMilliseconds, radix: 36) + "-" + String(id.bits, radix: 36)
    }

    /// `nil` for anything but what `description` gives.
    package init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard
            parts.count == 2, let milliseconds = Int64(parts[0], radix: 36), let bits = UInt128(parts[1], radix: 36)
        else { return nil }
        self.init(createdAt: Timestamp(unixMilliseconds: milliseconds), id: UniqueID(bits: bits))
        guard description == text else { return nil }
    }
}

/// A part of a list.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    /// Where to go on; `nil` at the end.
    package let next: ListCursor?

    /// The end of a list, or all of an empty one.
    package static var empty: Page { Page([], limit: 0) { _ in .start } }

    /// `found` has one item more than were asked for if there are more.
    init(_ found: [Item], limit: Int, cursor: (Item) -> ListCursor) {
        items = Array(found.prefix(limit))
        next = found.count > limit ? items.last.map(cursor) : nil
    }
}

extension SessionStore {
    /// The sessions that clients can see, newest first.
    package func list(
        _ filter: SessionFilter, after cursor: ListCursor? = nil, limit: Int
    ) async throws -> Page<SessionRecord> {
        let place = cursor ?? .start
        let found = try await pool.query(
            Self.listStatement,
            PostgresParameters(
                filter.organizationID.stored, filter.livemode, place.createdAt.stored, place.id.stored,
                filter.status?.rawValue, filter.tokenUser, filter.customerEmail, filter.customerExternalID,
                filter.priceID?.stored, filter.createdFrom?.stored, filter.createdBefore?.stored, limit + 1)
        ) { row in try SessionRecord(row) }
        return Page(found, limit: limit) { ListCursor(createdAt: $0.terms.createdAt, id: $0.id.id) }
    }

    private static let listStatement = PostgresStatement(joining: [
        "SELECT", SessionRecord.columns,
        """
        FROM checkout_sessions s
        WHERE s.organization_id = $1 AND s.livemode = $2 AND (s.created_at, s.id) < ($3, $4) AND s.version > 0
            AND ($5::text IS NULL OR s.status = $5) AND ($6::text IS NULL OR s.token_user = $6)
            AND ($7::text IS NULL OR s.customer_email = $7) AND ($8::text IS NULL OR s.customer_external_id = $8)
            AND ($9::uuid IS NULL OR s.price_id = $9) AND ($10::timestamptz IS NULL OR s.created_at >= $10)
            AND ($11::timestamptz IS NULL OR s.created_at < $11)
        ORDER BY s.created_at DESC, s.id DESC LIMIT $12
        """,
    ])
}
