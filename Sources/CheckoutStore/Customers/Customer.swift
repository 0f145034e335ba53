package import Checkout
import Postgres

/// Somebody who buys from a merchant.
package struct Customer: Hashable, Sendable {
    package let id: CustomerID
    package let organizationID: OrganizationID
    package let livemode: Bool
    package internal(set) var details: CustomerDetails
    package internal(set) var metadata: Metadata
    package let createdAt: Timestamp
    package internal(set) var updatedAt: Timestamp

    package init(
        id: CustomerID, organizationID: OrganizationID, livemode: Bool, details: CustomerDetails,
        metadata: Metadata = .empty, createdAt: Timestamp
    ) {
        self.id = id
        self.organizationID = organizationID
        self.livemode = livemode
        self.details = details
        self.metadata = metadata
        self.createdAt = createdAt
        updatedAt = createdAt
    }

    static let columns: StaticString = """
        c.id, c.organization_id, c.livemode, c.email, c.name, c.external_id, c.tax_id, c.metadata, c.created_at,
        c.updated_at
        """

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        id = try cursor.id(row)
        organizationID = try cursor.id(row)
        livemode = try cursor.next(row)
        details = CustomerDetails(
            email: try cursor.next(row), name: try cursor.next(row), externalID: try cursor.next(row),
            taxID: try cursor.next(row))
        metadata = try Metadata(stored: cursor.next(row))
        createdAt = try cursor.time(row)
        updatedAt = try cursor.time(row)
    }
}

/// What is to become different about a customer.
package struct CustomerChanges: Hashable, Sendable {
    /// What becomes of one of its texts.
    package enum Change: Hashable, Sendable {
        case keep
        case clear
        case set(String)

        func apply(to text: inout String?) {
            switch self {
            case .keep: break
            case .clear: text = nil
            case .set(let new): text = new
            }
        }
    }

    package var email = Change.keep
    package var name = Change.keep
    package var externalID = Change.keep
    package var taxID = Change.keep
    package var metadata: Metadata?

    package init() {}

    package func apply(to customer: inout Customer) {
        email.apply(to: &customer.details.email)
        name.apply(to: &customer.details.name)
        externalID.apply(to: &customer.details.externalID)
        taxID.apply(to: &customer.details.taxID)
        if let metadata { customer.metadata = metadata }
    }
}

extension CustomerDetails {
    /// Whether a program or a person could tell who it is.
    package var identifies: Bool { externalID != nil || email != nil }
}
