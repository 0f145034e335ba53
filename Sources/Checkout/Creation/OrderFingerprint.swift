/// Who an order is for, as far as it can be told apart from every other buyer's.
package enum OrderUser: Hashable, Sendable {
    /// The end user a session token was made for.
    case tokenUser(String)
    case externalID(String)
    case email(String)
    /// Whoever has the subscription that is to be changed.
    case subscription(SubscriptionID)

    /// The token decides, since its bearer may write anything into the rest. `nil` for an order that names nobody: two
    /// of those may be two buyers, who must never share a session.
    package init?(tokenUser: String?, customer: CustomerDetails) {
        if let tokenUser {
            self = .tokenUser(tokenUser)
        } else if let externalID = customer.externalID {
            self = .externalID(externalID)
        } else if let email = customer.email {
            self = .email(email)
        } else {
            return nil
        }
    }
}

/// The bytes that are equal for two orders exactly if they are the same order of the same buyer. Stores keep their hash.
package struct OrderFingerprint: Hashable, Sendable {
    package let bytes: [UInt8]

    /// What a change costs moves by the second: it counts for nothing here, and what it rests on does instead.
    package init(_ terms: SessionTerms, change: PlanChange? = nil, user: OrderUser, organization: UniqueID) {
        var canonical = CanonicalBytes()
        canonical.add(organization.bytes)
        switch user {
        case .tokenUser(let text): canonical.add("token", text)
        case .externalID(let text): canonical.add("external", text)
        case .email(let text): canonical.add("email", text)
        case .subscription(let id): canonical.add("subscription", id.description)
        }
        canonical.add(terms.merchant.livemode ? "live" : "test", terms.provider.rawValue)
        canonical.add(terms.priceID?.description, terms.couponCode, terms.existingSubscriptionID?.description)
        let quote = terms.quote
        canonical.add(quote.amount.currency.code, quote.mode.rawValue, terms.presentation.rawValue)
        let numbers =
            [
                quote.amount, quote.discount, quote.tax, change == nil ? quote.due : .zero(quote.due.currency),
            ].map(\.minorUnits) + [terms.quantity, Int64(terms.trialDays)]
        for number in numbers { canonical.add(String(number)) }
        canonical.add(String((terms.expiresAt - terms.createdAt).components.seconds))
        let customer = terms.customer
        canonical.add(customer.email, customer.name, customer.externalID, customer.taxID)
        canonical.add(terms.successURL?.text, terms.cancelURL?.text)
        for (key, value) in terms.metadata.values.sorted(by: { $0.key < $1.key }) { canonical.add(key, value) }
        if let basis = change?.basis {
            canonical.add(basis.priceID.description, String(basis.quantity), basis.periodStart?.description)
        }
        bytes = canonical.bytes
    }
}

/// Fields in a row, each with its length in front, so that no two lists of fields have the same bytes.
private struct CanonicalBytes {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ field: [UInt8]?) {
        // One more than the length: nothing at all differs from an empty text.
        var length = UInt32(field.map { $0.count + 1 } ?? 0).bigEndian
        withUnsafeBytes(of: &length) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: field ?? [])
    }

    mutating func add(_ fields: String?...) {
        for field in fields { add(field.map { Array($0.utf8) }) }
    }
}
