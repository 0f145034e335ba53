import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import EventLoop
import Payments
import Postgres
import Schema
import TestSupport
import Testing

@testable import BackgroundWork

/// A process of its own on a test's database: its loop, flow and workers, all on a clock that is moved by hand.
struct WorkFixture {
    let loop: EventLoop
    let pool: PostgresPool
    let store: SessionStore
    let feed: EventFeed
    let flow: CheckoutFlow
    let manual: ManualClock

    static let organization = OrganizationID(UniqueID(bits: 0xA))

    static func migrated() async throws -> TestDatabase {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            _ = try await MigrationRunner(Schema.migrations).run(on: database.target, loop: loop)
            let pool = PostgresPool(database.target, loop: loop, options: .patient, pool: .patient)
            _ = try await Organizations(pool).create(
                Organization(
                    id: organization, name: "Shop", slug: "shop", createdAt: Timestamp(unixSeconds: 1_700_000_000)))
            await pool.shutdown()
        }
        return database
    }

    static func with<Result: Sendable>(
        _ database: TestDatabase, _ manual: ManualClock, providers: Providers = Providers(),
        _ body: @Sendable @concurrent (WorkFixture) async throws -> Result
    ) async throws -> Result {
        try await withEventLoop(clock: manual.clock) { loop in
            let pool = PostgresPool(database.target, loop: loop, options: .patient, pool: .patient)
            let feed = try await EventFeed.start(database.target, pools: [pool], options: .patient)
            let store = SessionStore(pool, feed: feed) { record in Array("\(record.state.version)".utf8) }
            let flow = CheckoutFlow(
                store: store, feed: feed, providers: providers,
                keys: try ServiceKeys(secrets: [SecretString(String(repeating: "secret ", count: 6))]),
                returnURL: { "https://till.example/v1/checkout/\($0)/return" }, clock: manual.clock, events: .silent)
            let fixture = WorkFixture(loop: loop, pool: pool, store: store, feed: feed, flow: flow, manual: manual)
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
            await flow.drained()
            try await feed.stop()
            await pool.shutdown()
            return try result.get()
        }
    }

    var now: Timestamp { Timestamp(unixNanoseconds: manual.clock.unixNanoseconds()) }

    func start(_ sources: [(WorkSource, WorkPace)], _ log: WorkLog) -> BackgroundWork {
        BackgroundWork.start(sources, on: loop, observer: log.observer)
    }

    /// A free session, which needs no provider to expire.
    func open() async throws -> CheckoutSessionID {
        let usd = try #require(Currency("usd"))
        let order = CheckoutOrder(.amount(Money(minorUnits: 0, currency: usd)))
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: .random(in: 0 ... .max))),
            merchant: MerchantTerms(livemode: false, accountID: nil, latePayments: .refundAlways), at: now)
        var new = NewSession(organizationID: Self.organization, terms: terms)
        new.clientSecretHash = [UInt8](repeating: 1, count: 32)
        guard case .open(let record, isNew: true) = try await flow.create(new) else { throw Unexpected() }
        return record.id
    }

    struct Unexpected: Error {}
}

/// What workers told, and waiting for it.
final class WorkLog: Sendable {
    private struct State {
        var done: [String] = []
        var failures: [String] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Locked(State())

    var done: [String] { state.withLock { $0.done } }
    var failures: [String] { state.withLock { $0.failures } }

    var observer: WorkObserver {
        WorkObserver(
            done: { _, name, result, _ in self.note(name, result.count) },
            failed: { _, name, error in self.state.withLock { $0.failures.append("\(name): \(error)") } },
            lookFailed: { kind, _, error in self.state.withLock { $0.failures.append("\(kind): \(error)") } })
    }

    private func note(_ name: String, _ count: Int) {
        let ready = state.withLock { state in
            state.done += Array(repeating: name, count: count)
            let ready = state.waiting.filter { $0.count <= state.done.count }.map(\.continuation)
            state.waiting.removeAll { $0.count <= state.done.count }
            return ready
        }
        for continuation in ready { continuation.resume() }
    }

    /// Returns when so many rows were dealt with.
    func reaches(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.done.count < count { state.waiting.append((count, continuation)) }
                return state.done.count >= count
            }
            if isThere { continuation.resume() }
        }
    }
}
