/// Some of a provider's objects, and where the rest begins.
package struct ProviderPage<Item: Sendable & Hashable>: Hashable, Sendable {
    package var items: [Item]
    /// What is in the list and could not be made sense of: for review, so that it is not taken to be absent.
    package var unreadable: [UnreadableObject]
    /// To be given back for the next page; nil after the last.
    package var next: String?

    package init(_ items: [Item], unreadable: [UnreadableObject] = [], next: String? = nil) {
        self.items = items
        self.unreadable = unreadable
        self.next = next
    }
}

/// An object of a provider's that does not have the shape it should.
package struct UnreadableObject: Hashable, Sendable {
    package let id: String
    package let reason: String

    package init(id: String, reason: String) {
        self.id = id
        self.reason = reason
    }
}
