import EventLoop
import Testing

@testable import CheckoutAPI

@Suite("Token bucket") struct TokenBucketTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)

    @Test func itGivesItsTokensAtOnceAndThenOneAtATime() {
        let rate = Rate(6, per: .seconds(60))
        var bucket = TokenBucket()
        #expect((0..<6).map { _ in bucket.take(rate, at: start).remaining } == [5, 4, 3, 2, 1, 0])
        let refusal = bucket.take(rate, at: start)
        #expect(!refusal.isAllowed && refusal.untilNext == .seconds(10) && refusal.untilFull == .seconds(60))
        #expect(!bucket.take(rate, at: start + .milliseconds(9999)).isAllowed)
        #expect(bucket.take(rate, at: start + .seconds(10)).isAllowed)
        #expect(!bucket.take(rate, at: start + .seconds(10)).isAllowed)
    }

    @Test func aRefusalCostsNothing() {
        let rate = Rate(1, per: .seconds(10))
        var bucket = TokenBucket()
        #expect(bucket.take(rate, at: start).isAllowed)
        for second in 0..<10 { #expect(!bucket.take(rate, at: start + .seconds(second)).isAllowed) }
        #expect(bucket.take(rate, at: start + .seconds(10)).isAllowed)
    }

    @Test func itNeverHoldsMoreThanItsRate() {
        let rate = Rate(3, per: .seconds(3))
        var bucket = TokenBucket()
        _ = bucket.take(rate, at: start)
        let later = start + .seconds(86_400)
        #expect(bucket.isFull(at: later))
        #expect((0..<5).map { _ in bucket.take(rate, at: later).isAllowed } == [true, true, true, false, false])
    }

    /// However the requests fall, a window lets no more through than the bucket holds and what flows in meanwhile.
    @Test func noWindowLetsMoreThrough() {
        var generator = SystemRandomNumberGenerator()
        let seed = generator.next()
        var state = seed
        let rate = Rate(20, per: .seconds(100))
        var bucket = TokenBucket()
        var now = start
        var allowed: [MonotonicTime] = []
        for _ in 0..<3000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            now = now + .milliseconds(Int(state >> 33) % 3000)
            if bucket.take(rate, at: now).isAllowed { allowed.append(now) }
        }
        for (index, time) in allowed.enumerated() where index + 40 < allowed.count {
            #expect(allowed[index + 40] - time >= .seconds(100), "seed \(seed)")
        }
    }
}

@Suite("Bucket table") struct BucketTableTests {
    private let start = MonotonicTime(nanoseconds: 1_000_000_000_000)
    private let rate = Rate(1, per: .seconds(60))

    @Test func itStaysWithinItsBound() {
        var table = BucketTable(limit: 1000)
        for subject in 0..<20_000 { _ = table.take(UInt128(subject), rate, at: start) }
        #expect(table.count <= 1000)
    }

    @Test func aFloodDoesNotFreeWhoeverKeepsComing() {
        var table = BucketTable(limit: 1000)
        #expect(table.take(7, rate, at: start).isAllowed)
        for subject in 1000..<20_000 {
            _ = table.take(UInt128(subject), rate, at: start)
            if subject.isMultiple(of: 100) { #expect(!table.take(7, rate, at: start).isAllowed) }
        }
    }

    @Test func thoseThatAreFullAgainAreForgottenFirst() {
        var table = BucketTable(limit: 100)
        for subject in 0..<49 { _ = table.take(UInt128(subject), rate, at: start) }
        let later = start + .seconds(61)
        _ = table.take(1000, rate, at: later)
        #expect(table.count == 1)
        #expect(!table.take(1000, rate, at: later).isAllowed)
    }
}
