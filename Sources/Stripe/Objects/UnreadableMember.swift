/// Which member of an object of Stripe's is not as it should be.
struct UnreadableMember: Error, Hashable, Sendable {
    let member: String

    init(_ member: String) { self.member = member }
}
