package import Checkout
package import EventLoop
package import HTTPMessages

/// How often everybody has come lately: one for the whole process, used by all loops.
package final class RateLimits: Sendable {
    private static let shardCount = 16

    /// One rate of one scope, its callers spread over locks so that loops hardly meet.
    private struct Counter: Sendable {
        let rate: Rate
        let shards: [Locked<BucketTable>]
    }

    private let counters: [RateScope: [Counter]]

    package init(_ settings: RateSettings) {
        let limit = max(1, settings.rememberedCallers / Self.shardCount)
        var counters: [RateScope: [Counter]] = [:]
        for scope in RateScope.allCases {
            counters[scope] = settings[scope].map { rate in
                Counter(rate: rate, shards: (0..<Self.shardCount).map { _ in Locked(BucketTable(limit: limit)) })
            }
        }
        self.counters = counters
    }

    /// Counts one request of the subject's; the answer is a refusal, if there is one.
    package func take(_ scope: RateScope, _ subject: RateSubject, at now: MonotonicTime) -> RateDecision? {
        guard let counters = counters[scope] else { return nil }
        for counter in counters {
            let shard = counter.shards[Int(truncatingIfNeeded: subject.number.hashValue & 0xF)]
            let decision = shard.withLock { $0.take(subject.number, counter.rate, at: now) }
            if !decision.isAllowed { return decision }
        }
        return nil
    }

    /// Throws 429 when it is too much.
    package func admit(_ scope: RateScope, _ subject: RateSubject, at now: MonotonicTime) throws(APIError) {
        if let refusal = take(scope, subject, at: now) { throw .rateLimited(refusal) }
    }
}

/// Who is counted.
package struct RateSubject: Hashable, Sendable {
    let number: UInt128

    package init<Kind: IdentifierKind>(_ id: Identifier<Kind>) { number = id.id.bits }

    /// An IPv6 network of 64 bits counts as one client: whoever has one address of it has all.
    package init(address: String) {
        guard let bytes = SocketAddress(ip: address, port: 0)?.bytes else {
            // No address that we know how to read, such as a Unix socket's: all of a kind are one.
            number = UInt128(truncatingIfNeeded: address.hashValue)
            return
        }
        let mapping: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]
        let isMapped = bytes.count == 16 && bytes.starts(with: mapping)
        let network = bytes.count == 16 && !isMapped ? bytes[..<8] : bytes.suffix(4)
        number = network.reduce(UInt128(network.count)) { $0 << 8 | UInt128($1) }
    }
}
