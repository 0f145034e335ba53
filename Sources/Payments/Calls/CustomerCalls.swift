package import Checkout

/// What the service asks of a provider about those who pay.
package struct CustomerCalls: Sendable {
    /// The provider's id of a new customer. The same order is the same customer however often it is sent.
    package var create: @Sendable (CustomerOrder) async throws(ProviderFailure) -> String
    /// The provider's id of the customer that was made for one of ours, for when nobody knows whether it was.
    package var find: @Sendable (CustomerSearch) async throws(ProviderFailure) -> String?
    /// Keeps a payment method with a customer and charges it for bills to come. Harmless when it is there already.
    package var attachPaymentMethod: @Sendable (AttachOrder) async throws(ProviderFailure) -> Void

    package init(
        create: @escaping @Sendable (CustomerOrder) async throws(ProviderFailure) -> String,
        find: @escaping @Sendable (CustomerSearch) async throws(ProviderFailure) -> String?,
        attachPaymentMethod: @escaping @Sendable (AttachOrder) async throws(ProviderFailure) -> Void
    ) {
        self.create = create
        self.find = find
        self.attachPaymentMethod = attachPaymentMethod
    }
}

/// A buyer to be made known to the provider.
package struct CustomerOrder: Hashable, Sendable {
    package var customerID: CustomerID
    package var key: ProviderKey
    package var email: String?
    package var name: String?
    package var accountID: String?

    package init(customerID: CustomerID, email: String? = nil, name: String? = nil, accountID: String? = nil) {
        self.customerID = customerID
        key = .customer(customerID)
        self.email = email
        self.name = name
        self.accountID = accountID
    }
}

/// Asks for what was made for a customer of ours, among those of its address or of that time.
package struct CustomerSearch: Hashable, Sendable {
    package var customerID: CustomerID
    package var email: String?
    /// No earlier than the order was first sent.
    package var createdSince: Timestamp?
    package var accountID: String?

    package init(
        customerID: CustomerID, email: String? = nil, createdSince: Timestamp? = nil, accountID: String? = nil
    ) {
        self.customerID = customerID
        self.email = email
        self.createdSince = createdSince
        self.accountID = accountID
    }
}

/// A payment method to be kept, by the provider's own ids.
package struct AttachOrder: Hashable, Sendable {
    package var paymentMethod: String
    package var customer: String
    package var key: ProviderKey
    package var accountID: String?

    package init(paymentMethod: String, customer: String, accountID: String? = nil) {
        self.paymentMethod = paymentMethod
        key = .method(paymentMethod, of: customer)
        self.customer = customer
        self.accountID = accountID
    }
}
