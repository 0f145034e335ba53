import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import Payments
import Postgres
import Schema
import TestSupport
import Testing

@testable import CheckoutFlow

/// A migrated database of a test's own, and the flow of one loop on it. The flow's time is moved by hand; the database's
/// and the loop's are the machine's.
struct FlowFixture {
    let database: TestDatabase
    let loop: EventLoop
    let store: SessionStore
    let feed: EventFeed
    let flow: CheckoutFlow
    let clock: ManualClock
    let log: FlowLog

    static let organization = OrganizationID(UniqueID(bits: 0xA))

    /// A body that tells state and version, as a real one does.
    static let render: @Sendable (SessionRecord) -> [UInt8] = { record in
        Array(#"{"id":"\#(record.id)","version":\#(record.state.version),"status":"\#(record.state.status)"}"#.utf8)
    }

    static func with<Result: Sendable>(
        _ providers: Providers, clock: ManualClock = ManualClock(),
        patience: FlowPatience = FlowPatience(),
        _ body: @Sendable @concurrent (FlowFixture) async throws -> Result
    ) async throws -> Result {
        let database = try await TestDatabase.create(copying: migrated.value)
        return try await withEventLoop { loop in
            try await on(loop, database, providers, clock: clock, patience: patience, body)
        }
    }

    /// Copied, because migrating takes longer than most of the tests.
    private static let migrated = Task {
        let database = try await TestDatabase.create()
        return try await withEventLoop { loop in
            _ = try await MigrationRunner(Schema.migrations).run(on: database.target, loop: loop)
            try await makeOrganization(database, loop)
            return database
        }
    }

    /// Whose the customers are that appear when something is paid.
    private static func makeOrganization(_ database: TestDatabase, _ loop: EventLoop) async throws {
        let pool = PostgresPool(database.target, loop: loop, options: .patient, pool: .patient)
        _ = try await Organizations(pool).create(
            Organization(
                id: organization, name: "Shop", slug: "shop", createdAt: Timestamp(unixSeconds: 1_700_000_000)))
        await pool.shutdown()
    }

    static func with<Result: Sendable>(
        _ network: FlowNetwork, patience: FlowPatience = FlowPatience(),
        _ body: @Sendable @concurrent (FlowFixture) async throws -> Result
    ) async throws -> Result {
        try await with(network.providers(), clock: network.manual, patience: patience, body)
    }

    /// Another flow on the same database, as another process would have it.
    static func on<Result: Sendable>(
        _ loop: EventLoop, _ database: TestDatabase, _ providers: Providers, clock: ManualClock,
        patience: FlowPatience = FlowPatience(),
        _ body: @Sendable @concurrent (FlowFixture) async throws -> Result
    ) async throws -> Result {
        let pool = PostgresPool(database.target, loop: loop, options: .patient, pool: .patient)
        let feed = try await EventFeed.start(database.target, pools: [pool], options: .patient)
        let store = SessionStore(pool, feed: feed, render: render)
        let log = FlowLog()
        let keys = try ServiceKeys(secrets: [SecretString(String(repeating: "secret ", count: 6))])
        let flow = CheckoutFlow(
            store: store, feed: feed, providers: providers, keys: keys,
            returnURL: { "https://till.example/v1/checkout/\($0)/return" }, clock: clock.clock, events: log.observer,
            patience: patience)
        let fixture = FlowFixture(
            database: database, loop: loop, store: store, feed: feed, flow: flow, clock: clock, log: log)
        let result: Swift.Result<Result, any Error>
        do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
        await flow.drained()
        try await feed.stop()
        await pool.shutdown()
        return try result.get()
    }

    var now: Timestamp { Timestamp(unixNanoseconds: clock.clock.unixNanoseconds()) }
}

/// Ordering.
extension FlowFixture {
    func order(
        _ mode: CheckoutMode = .standard, email: String? = nil, accountID: String? = nil, livemode: Bool = false,
        late: LatePaymentPolicy = .refundAlways
    ) throws -> NewSession {
        let usd = try #require(Currency("usd"))
        var item = CheckoutOrder.Item.amount(Money(minorUnits: mode == .free ? 0 : 1999, currency: usd))
        if mode == .trial {
            let period = try #require(BillingPeriod(interval: .month, count: 1))
            item = .price(
                Price(
                    id: PriceID(UniqueID(bits: 1)), productID: ProductID(UniqueID(bits: 2)),
                    unitAmount: Money(minorUnits: 999, currency: usd), billing: .recurring(period), trialDays: 14))
        }
        var order = CheckoutOrder(item)
        order.customer.email = email
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: .random(in: 0 ... .max))),
            merchant: MerchantTerms(livemode: livemode, accountID: accountID, latePayments: late), at: now)
        var new = NewSession(organizationID: Self.organization, terms: terms)
        new.clientSecretHash = [UInt8](repeating: 1, count: 32)
        if let user = OrderUser(tokenUser: nil, customer: terms.customer) {
            let bytes = OrderFingerprint(terms, user: user, organization: Self.organization.id).bytes
            new.orderFingerprint = try SHA256.hash(bytes).bytes
        }
        return new
    }

    /// A session that can be paid.
    func open(_ mode: CheckoutMode = .standard, late: LatePaymentPolicy = .refundAlways) async throws -> SessionRecord {
        let outcome = try await flow.create(try order(mode, late: late))
        guard case .open(let record, isNew: true) = outcome else { throw Unexpected("\(outcome)") }
        return record
    }

    func confirm(_ id: CheckoutSessionID, _ method: String? = "pm_card_visa") async throws -> SessionRecord {
        let outcome = try await flow.confirm(id, paymentMethod: method, returnURL: "https://shop.example/thanks")
        guard case .settled(let record) = outcome else { throw Unexpected("\(outcome)") }
        return record
    }

    func record(_ id: CheckoutSessionID) async throws -> SessionRecord {
        guard let record = try await store.record(id) else { throw Unexpected("no session \(id)") }
        return record
    }

    /// The kinds of what happened to a session, oldest first.
    func history(_ id: CheckoutSessionID) async throws -> [String] {
        try await store.timeline(id).compactMap { entry in
            if case .session(let kind, _, _, _, _, _) = entry.what { kind } else { nil }
        }
    }

    /// Does what is due, moving time on, until nothing is left to do or `count` rounds have passed.
    func letTimePass(rounds count: Int = 100, until isEnough: () async throws -> Bool = { false }) async throws {
        let work = DueWork(store.pool)
        for _ in 0..<count {
            await flow.drained()
            if try await isEnough() { return }
            let ids = try await work.claim(at: now, lease: .seconds(30), limit: 1000)
            try await each(ids) { id in try await flow.cameDue(id) }
            guard ids.isEmpty else { continue }
            guard let next = try await nextDue() else { return }
            clock.advance(by: max(.milliseconds(1), next - now))
        }
    }

    /// All at once.
    func each<Element: Sendable>(
        _ elements: [Element], _ body: @escaping @Sendable (Element) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for element in elements { group.addTask { try await body(element) } }
            try await group.waitForAll()
        }
    }

    /// Waits for what nothing announces.
    func until(_ condition: () async throws -> Bool) async throws {
        while try await !condition() { try await loop.sleep(for: .milliseconds(1)) }
    }

    func count(_ statement: PostgresStatement) async throws -> Int {
        try await store.pool.first(statement) { row in try row.decode(0, as: Int.self) } ?? 0
    }

    func nextDue() async throws -> Timestamp? {
        try await store.pool.first("SELECT extract(epoch FROM min(due_at))::float8 FROM session_due") { row in
            try row.decode(0, as: Double?.self).map { Timestamp(unixMilliseconds: Int64(($0 * 1000).rounded(.up))) }
        } ?? nil
    }
}

/// Something a test did not expect.
struct Unexpected: Error {
    let what: String

    init(_ what: String) { self.what = what }
}

/// What the flow told its observer.
final class FlowLog: Sendable {
    private let effectLog = Locked<[EffectReport]>([])
    private let reviewLog = Locked<[String]>([])
    private let failureLog = Locked<[String]>([])
    private let driftCount = Locked(0)
    private let paymentLog = Locked<[PaymentProvider]>([])

    var effects: [EffectReport] { effectLog.withLock { $0 } }
    var reviews: [String] { reviewLog.withLock { $0 } }
    var drift: Int { driftCount.withLock { $0 } }
    var failures: [String] { failureLog.withLock { $0 } }
    /// Those that were learned of by asking.
    var payments: [PaymentProvider] { paymentLog.withLock { $0 } }

    var observer: FlowObserver {
        FlowObserver(
            effectEnded: { report in self.effectLog.withLock { $0.append(report) } },
            reviewOpened: { _, detail in self.reviewLog.withLock { $0.append(detail) } },
            eventHandled: { _, _ in }, paidByAnswer: { provider in self.paymentLog.withLock { $0.append(provider) } },
            driftMended: { _, _ in self.driftCount.withLock { $0 += 1 } },
            backgroundFailed: { _, error in self.failureLog.withLock { $0.append("\(error)") } })
    }
}
