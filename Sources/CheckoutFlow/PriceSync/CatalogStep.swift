import Checkout
import CheckoutStore

/// One of a provider's products or prices, and what becomes of it here.
package struct CatalogStep: Hashable, Sendable {
    /// What it is.
    package enum Subject: String, Hashable, Sendable {
        case product, price
    }

    /// What becomes of it.
    package enum Outcome: String, Hashable, Sendable, CaseIterable {
        case created
        /// It was here already, and nobody knew that it was the same.
        case linked
        case updated
        case archived
        case unchanged
        /// It cannot be sold here.
        case unsupported
        /// Archived there, and never sold here.
        case ignored
        /// Here it is, and there it is no longer. It stays as it is: a key of another account would look the same.
        case missing
    }

    package let subject: Subject
    /// The provider's.
    package let providerID: String
    /// Ours, when there is one.
    package internal(set) var id: String?
    /// For people.
    package let name: String
    package internal(set) var outcome: Outcome
    package internal(set) var reason: String?
    var action = CatalogAction.none

    init(
        _ subject: Subject, _ providerID: String, id: String? = nil, name: String, _ outcome: Outcome,
        reason: String? = nil, _ action: CatalogAction = .none
    ) {
        self.subject = subject
        self.providerID = providerID
        self.id = id
        self.name = name
        self.outcome = outcome
        self.reason = reason
        self.action = action
    }
}

/// What has to be written for a step.
enum CatalogAction: Hashable, Sendable {
    case none
    case create(Product)
    case link(Product)
    case update(Product)
    case createPrice(PriceRecord)
    case linkPrice(PriceRecord)
    case setActive(PriceID, Bool)
}
