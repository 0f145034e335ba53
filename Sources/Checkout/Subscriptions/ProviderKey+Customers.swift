extension ProviderKey {
    package static func customer(_ id: CustomerID) -> Self { Self(text: "till-\(id)-customer") }

    /// One for each payment method that is attached to a customer of the provider's.
    package static func method(_ paymentMethod: String, of customer: String) -> Self {
        Self(text: "till-\(customer)-method-\(paymentMethod)")
    }

    /// One for each refund of a payment, by what it was recorded under; `refund(of:)` is a session's own.
    package static func refund(_ reference: String, ofIntent intent: String) -> Self {
        Self(text: "till-\(intent)-refund-\(reference)")
    }
}
