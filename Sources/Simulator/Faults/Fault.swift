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
        case loseWebhooks = "lose_webhooks"
        case delayWebhooks = "delay_webhooks"
        /// Each webhook comes three times.
        case duplicateWebhooks = "duplicate_webhooks"
        /// Webhooks come in any order.
        case shuffleWebhooks = "shuffle_webhooks"
        /// Webhooks are signed with a wrong secret.
        case badSignature = "bad_signature"

        var isAboutWebhooks: Bool {
            switch self {
            case .delay, .status500, .status429, .timeoutAfterActing, .wrongAmount: false
            case .loseWebhooks, .delayWebhooks, .duplicateWebhooks, .shuffleWebhooks, .badSignature: true
            }
        }

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
    /// Which calls: `POST /v1/payment_intents/{id}/confirm`, the method optional, `*` for any segment. For webhooks: which
    /// event types, `payment_intent.*` being all of a family. Nil is all of them.
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
    /// Whether it is meant for this: `POST /v1/payment_intents/pi_1/confirm`, or an event's type.
    func applies(to subject: String) -> Bool {
        guard let route else { return true }
        if kind.isAboutWebhooks { return Self.matches(type: subject, pattern: route) }
        let subject = subject.split(separator: " ")
        let pattern = route.split(separator: " ")
        guard let path = subject.last, let expected = pattern.last else { return false }
        if pattern.count == 2, pattern.first != subject.first { return false }
        return Self.matches(path: path.split(separator: "/"), pattern: expected.split(separator: "/"))
    }

    private static func matches(path: [Substring], pattern: [Substring]) -> Bool {
        path.count == pattern.count
            && zip(path, pattern).allSatisfy { $1 == "*" || $1.hasPrefix("{") || $0 == $1 }
    }

    private static func matches(type: String, pattern: String) -> Bool {
        pattern.hasSuffix("*") ? type.hasPrefix(pattern.dropLast()) : type == pattern
    }
}
