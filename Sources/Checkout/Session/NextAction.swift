/// What the buyer has to do before the payment can go on.
package struct NextAction: Hashable, Sendable, Codable {
    /// Which kind of step; redirecting to the bank is the only one so far.
    package enum Kind: String, Hashable, Sendable, Codable {
        case redirectToURL = "redirect_to_url"
    }

    package let type: Kind
    /// May be opened again while the action is required: a closed tab is no dead end.
    package let redirectURL: String

    package init(type: Kind = .redirectToURL, redirectURL: String) {
        self.type = type
        self.redirectURL = redirectURL
    }
}
