/// Something that goes wrong on purpose.
package struct Fault: Hashable, Sendable {
    /// What goes wrong. The names are what outside checkers send.
    package enum Kind: String, CaseIterable, Sendable {
        /// The answer comes late; the call has acted at once.
        case delay
        case status500 = "status_500"
        case status429 = "status_429"
        /// The call acts and its answer is never sent.
        case timeoutAfterActing = "timeout_after_acting"
        /// A payment is for one minor unit more than was asked.
        case wrongAmount = "wrong_amount"
        /// Bills are not collected: the card is declined.
        case declineInvoices = "decline_invoices"
        case loseWebhooks = "lose_webhooks"
        case delayWebhooks = "delay_webhooks"
        /// Each webhook comes three times.
        case duplicateWebhooks = "duplicate_webhooks"
        /// Webhooks come in any order.
        case shuffleWebhooks = "shuffle_webhooks"
        /// Webhooks are signed with a wrong secret.
        case badSignature = "bad_signature"

        /// When the fault does not say; nil where time plays no part.
        var defaultMilliseconds: Int64? {
            switch self {
            case .delay: 2_000
            case .delayWebhooks: 5_000
            case .shuffleWebhooks: 500
            default: nil
            }
        }
    }

    package let kind: Kind
    /// Which calls: `POST /v1/payment_intents/{id}/confirm`, the method optional, `*` or a name in braces for any segment
    /// and a last `*` for all that follow; or a part of that, such as `confirm`. For bills: the id of a customer, a
    /// subscription or a bill. For webhooks: which event types,
    /// `payment_intent.*` being all of a family, or a part of the endpoint's URL, such as `/stripe/webhooks`. Nil is all.
    package let route: String?
    /// How often it strikes; nil is until it is removed.
    package var count: Int?
    package let milliseconds: Int64?

    package init(_ kind: Kind, route: String? = nil, count: Int? = nil, milliseconds: Int64? = nil) {
        self.kind = kind
        self.route = route
        self.count = count
        self.milliseconds = milliseconds
    }

    var duration: Duration? { (milliseconds ?? kind.defaultMilliseconds).map { .milliseconds($0) } }
}

extension Fault {
    /// Whether it is meant for this call: `POST /v1/payment_intents/pi_1/confirm`.
    func applies(toCall subject: String) -> Bool {
        guard let route else { return true }
        let subject = subject.split(separator: " ")
        let pattern = route.split(separator: " ")
        guard let path = subject.last, let expected = pattern.last else { return false }
        if pattern.count == 2, pattern.first != subject.first { return false }
        guard expected.hasPrefix("/") else { return path.contains(expected) }
        return Self.matches(path: path.split(separator: "/"), pattern: expected.split(separator: "/"))
    }

    /// Whether it is meant for webhooks of that type to that endpoint.
    func applies(toEvent type: String, url: String) -> Bool {
        guard let route else { return true }
        if route.contains("/") { return url.contains(route) }
        return route.hasSuffix("*") ? type.hasPrefix(route.dropLast()) : type == route
    }

    private static func matches(path: [Substring], pattern: [Substring]) -> Bool {
        let isOpen = pattern.last == "*" && path.count > pattern.count
        return (path.count == pattern.count || isOpen)
            && zip(path, pattern).allSatisfy { $1 == "*" || $1.hasPrefix("{") || $0 == $1 }
    }
}
