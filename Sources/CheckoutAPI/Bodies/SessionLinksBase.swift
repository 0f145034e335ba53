import Checkout

/// The fixed parts of the addresses under which a session is found.
struct SessionLinksBase: Sendable {
    private let publicURL: String

    init(publicURL: String) { self.publicURL = publicURL }

    /// The page on which the buyer pays.
    func checkout(_ id: String) -> String { "\(publicURL)/checkout/\(id)" }
    func status(_ id: String) -> String { "\(publicURL)/v1/checkout/\(id)/status" }
    func stream(_ id: String) -> String { "\(publicURL)/v1/checkout/\(id)/stream" }
    /// Where the bank sends the buyer back to.
    func buyersReturn(_ id: CheckoutSessionID) -> String { "\(publicURL)/v1/checkout/\(id)/return" }
}

extension SessionLinks {
    /// For a writer that writes the addresses itself.
    static let unwritten = SessionLinks(checkout: "", status: "", stream: "")
}
