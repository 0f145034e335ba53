import EventLoop

/// The buckets of many callers, never more than a bounded number of them.
///
/// Two generations: when the young one is full, what has filled up again is let go; if that is not enough, it becomes the
/// old one, and the old one before it is forgotten. So a flood of new callers costs each of them the same, and drives out
/// only those who have not been heard of for a whole generation.
struct BucketTable {
    private var young: [UInt128: TokenBucket] = [:]
    private var old: [UInt128: TokenBucket] = [:]
    private let generation: Int

    init(limit: Int) { generation = max(1, limit / 2) }

    var count: Int { young.count + old.count }

    mutating func take(_ subject: UInt128, _ rate: Rate, at now: MonotonicTime) -> RateDecision {
        var bucket = young[subject] ?? old.removeValue(forKey: subject) ?? TokenBucket()
        let decision = bucket.take(rate, at: now)
        if young.updateValue(bucket, forKey: subject) == nil, young.count >= generation { makeRoom(at: now) }
        return decision
    }

    private mutating func makeRoom(at now: MonotonicTime) {
        young = young.filter { !$0.value.isFull(at: now) }
        // A look through all of them has to be worth many newcomers.
        guard young.count > generation / 2 else { return }
        old = young
        young = [:]
    }
}
