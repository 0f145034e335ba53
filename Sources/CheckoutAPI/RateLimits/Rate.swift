/// So many requests in so long a time, all of them at once if need be.
package struct Rate: Hashable, Sendable {
    package let count: Int
    package let period: Duration

    /// At least one request, in at least a millisecond.
    package init(_ count: Int, per period: Duration) {
        self.count = max(1, count)
        self.period = max(.milliseconds(1), period)
    }
}

/// What is counted on its own.
package enum RateScope: Int, Hashable, Sendable, CaseIterable {
    /// Requests with one secret key.
    case secretKey
    /// Requests with one session token.
    case sessionToken
    /// Reads of one session by whoever knows its id or its client secret.
    case session
    /// Confirms of one session: whoever tests stolen cards needs many.
    case confirm
    /// Requests without a credential of their own, by client address.
    case address
    /// Credentials and signatures that did not hold, by client address: good ones are never limited by these.
    case badCredential
    case badSignature
}

/// How often callers may come, for each thing that is counted. Of several rates all have to hold.
package struct RateSettings: Hashable, Sendable {
    private var rates: [RateScope: [Rate]] = [
        .secretKey: [Rate(2000, per: .seconds(10))],
        .sessionToken: [Rate(300, per: .seconds(60))],
        .session: [Rate(600, per: .seconds(60))],
        // From the shorter to the longer: what the minute refuses does not count for the hour.
        .confirm: [Rate(6, per: .seconds(60)), Rate(20, per: .seconds(3600))],
        .address: [Rate(3000, per: .seconds(60))],
        .badCredential: [Rate(60, per: .seconds(60))],
        .badSignature: [Rate(60, per: .seconds(60))],
    ]
    /// How many callers of one kind are remembered; beyond, those who have not been heard of for longest are forgotten.
    package var rememberedCallers = 100_000

    package init() {}

    /// No rate at all means no limit.
    package subscript(scope: RateScope) -> [Rate] {
        get { rates[scope] ?? [] }
        set { rates[scope] = newValue }
    }

    /// Nobody is ever turned away: for measurements.
    package static var unlimited: RateSettings {
        var settings = RateSettings()
        settings.rates = [:]
        return settings
    }
}
