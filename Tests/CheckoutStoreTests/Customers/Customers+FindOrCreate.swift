import Checkout
import Postgres

@testable import CheckoutStore

extension Customers {
    /// One buyer with their locks, as a transaction of a single one takes them.
    static func findOrCreate(
        _ details: CustomerDetails, organization: OrganizationID, livemode: Bool, at time: Timestamp,
        in transaction: PostgresTransaction
    ) async throws -> CustomerID {
        let buyer = Buyer(organization: organization, livemode: livemode, details: details)
        try await CustomerLocks([buyer]).take(in: transaction)
        return try await findOrCreate(buyer, at: time, in: transaction)
    }
}
