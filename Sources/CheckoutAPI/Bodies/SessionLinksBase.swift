import Checkout

/// The fixed parts of the addresses under which a session is found.
struct SessionLinksBase: Sendable {
    private let pages: String
    private let frames: String
    private let api: String

    init(publicURL: String) {
        pages = publicURL + "/checkout/"
        frames = publicURL + "/embed/checkout/"
        api = publicURL + "/v1/checkout/"
    }

    /// The page on which the buyer pays.
    func checkout(_ id: String) -> String { pages + id }
    /// The same in a frame.
    func embedded(_ id: String) -> String { frames + id }
    func status(_ id: String) -> String { api + id + "/status" }
    func stream(_ id: String) -> String { api + id + "/stream" }
    /// Where the bank sends the buyer back to.
    func buyersReturn(_ id: CheckoutSessionID) -> String { api + id.description + "/return" }
}

extension SessionLinks {
    /// For a writer that writes the addresses itself.
    static let unwritten = SessionLinks(checkout: "", status: "", stream: "")
}
