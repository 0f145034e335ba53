import Testing

@testable import Postgres

@Suite struct StatementCacheTests {
    private static let one: PostgresStatement = "SELECT 1"
    private static let two: PostgresStatement = "SELECT 2"
    private static let three: PostgresStatement = "SELECT 3"

    @Test func aStatementIsPreparedOnce() {
        var cache = StatementCache(capacity: 2)
        #expect(cache.use(Self.one) == StatementCache.Use(name: "s1", needsPreparing: true))
        #expect(cache.use(Self.one) == StatementCache.Use(name: "s1", needsPreparing: false))
    }

    @Test func anotherTypeOfParameterIsAnotherPreparation() {
        var cache = StatementCache(capacity: 2)
        let number = cache.use(Self.one, PostgresParameters(1))
        let text = cache.use(Self.one, PostgresParameters("1"))
        #expect(text.needsPreparing && text.name != number.name)
        #expect(cache.takeDropped() == [number.name])
        #expect(!cache.use(Self.one, PostgresParameters(nil as String?)).needsPreparing)
    }

    @Test func theLeastRecentlyUsedMakesRoom() {
        var cache = StatementCache(capacity: 2)
        _ = cache.use(Self.one)
        _ = cache.use(Self.two)
        _ = cache.use(Self.one)
        #expect(cache.use(Self.three).needsPreparing)
        #expect(cache.takeDropped() == ["s2"])
        #expect(cache.takeDropped().isEmpty)
        #expect(!cache.use(Self.one).needsPreparing)
        #expect(cache.use(Self.two).needsPreparing)
        #expect(cache.count == 2)
    }

    @Test func afterAFailedPreparationItIsPreparedAnewUnderAnotherName() {
        var cache = StatementCache(capacity: 2)
        let first = cache.use(Self.one)
        cache.preparingFailed(Self.one, name: first.name)
        let second = cache.use(Self.one)
        #expect(second.needsPreparing)
        #expect(second.name != first.name)
        // The late failure of the first must not touch the second.
        cache.preparingFailed(Self.one, name: first.name)
        #expect(!cache.use(Self.one).needsPreparing)
        #expect(cache.takeDropped().isEmpty)
    }

    @Test func aStalePlanIsDeallocatedAndAVanishedOneIsNot() {
        var cache = StatementCache(capacity: 2)
        let stale = cache.use(Self.one)
        cache.invalidate(Self.one, name: stale.name, isGone: false)
        let gone = cache.use(Self.two)
        cache.invalidate(Self.two, name: gone.name, isGone: true)
        #expect(cache.takeDropped() == [stale.name])
        #expect(cache.use(Self.one).needsPreparing)
        #expect(cache.use(Self.two).needsPreparing)
    }

    @Test func joinedStatementsAreRecognisedByTheirText() {
        let parts: [StaticString] = ["SELECT 1", "WHERE true"]
        #expect(PostgresStatement(joining: parts) == PostgresStatement(joining: parts))
        #expect(PostgresStatement(joining: parts).sql == "SELECT 1 WHERE true")
    }
}
