import Checkout
import CheckoutStore
import EventLoop
import Postgres
import Schema
import TestSupport
import Testing

/// A migrated database of a test's own, and a store on a loop.
struct StoreFixture {
    let database: TestDatabase
    let loop: EventLoop
    let pool: PostgresPool
    let store: SessionStore
    let feed: EventFeed

    static let start = Timestamp(unixSeconds: 1_800_000_000)
    static let organization = OrganizationID(UniqueID(bits: 0xA))

    static func money(_ minorUnits: Int64) -> Money {
        guard let usd = Currency("usd") else { preconditionFailure("usd is a currency") }
        return Money(minorUnits: minorUnits, currency: usd)
    }

    /// A body that tells state and version, as a real one does.
    static let render: @Sendable (SessionRecord) -> [UInt8] = { record in
        Array(#"{"id":"\#(record.id)","version":\#(record.state.version),"status":"\#(record.state.status)"}"#.utf8)
    }

    static func with<Result: Sendable>(
        limits: SessionStore.Limits = .init(), pollInterval: Duration = .seconds(1),
        _ body: @Sendable @concurrent (StoreFixture) async throws -> Result
    ) async throws -> Result {
        let database = try await TestDatabase.create()
        return try await withEventLoop { loop in
            _ = try await MigrationRunner(Schema.migrations).run(on: database.target, loop: loop)
            return try await on(loop, database, limits: limits, pollInterval: pollInterval, body)
        }
    }

    /// Another store, as another process would have it.
    static func on<Result: Sendable>(
        _ loop: EventLoop, _ database: TestDatabase, limits: SessionStore.Limits = .init(),
        pollInterval: Duration = .seconds(1),
        _ body: @Sendable @concurrent (StoreFixture) async throws -> Result
    ) async throws -> Result {
        // A busy machine is no reason to fail.
        var options = PoolOptions()
        options.patience = .seconds(60)
        let pool = PostgresPool(database.target, loop: loop, pool: options)
        let feed = try await EventFeed.start(database.target, pools: [pool], pollInterval: pollInterval)
        let store = SessionStore(pool, feed: feed, limits: limits, render: render)
        let fixture = StoreFixture(database: database, loop: loop, pool: pool, store: store, feed: feed)
        do {
            let result = try await body(fixture)
            try await feed.stop()
            await pool.shutdown()
            return result
        } catch {
            try await feed.stop()
            await pool.shutdown()
            throw error
        }
    }

    func order(
        _ mode: CheckoutMode = .free, email: String? = nil, at time: Timestamp = Self.start,
        livemode: Bool = false, late: LatePaymentPolicy = .refundAlways, metadata: [String: String] = [:]
    ) throws -> NewSession {
        var item = CheckoutOrder.Item.amount(Self.money(mode == .free ? 0 : 1999))
        if mode == .trial {
            let period = BillingPeriod(interval: .month, count: 1)
            item = .price(
                Price(
                    id: PriceID(UniqueID(bits: 1)), productID: ProductID(UniqueID(bits: 2)),
                    unitAmount: Self.money(999), billing: period.map(Price.Billing.recurring) ?? .oneTime, trialDays: 14
                ))
        }
        var order = CheckoutOrder(item)
        order.customer.email = email
        order.metadata = try Metadata(metadata)
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: .random(in: 0 ... .max))),
            merchant: MerchantTerms(livemode: livemode, accountID: "acct_1", latePayments: late), at: time)
        var new = NewSession(organizationID: Self.organization, terms: terms)
        if let user = OrderUser(tokenUser: nil, customer: terms.customer) {
            let bytes = OrderFingerprint(terms, user: user, organization: Self.organization.id).bytes
            new.orderFingerprint = Self.digest(bytes)
        }
        return new
    }

    /// Thirty-two bytes that tell texts apart well enough for a test.
    static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 7, count: 32)
        for (index, byte) in bytes.enumerated() { digest[index % 32] = digest[index % 32] &* 31 &+ byte }
        return digest
    }

    /// A session that is open for everybody.
    func openSession(_ mode: CheckoutMode = .standard, at time: Timestamp = Self.start) async throws -> SessionRecord {
        let created = try await store.create(try order(mode, at: time))
        guard case .created(let record, _) = created else { throw Unexpected("\(created)") }
        guard mode != .free else { return record }
        let intent = "pi_\(record.id)"
        return try await applied(record.id) { $0.intentCreated(intent, at: time) }
    }

    @discardableResult
    func applied<Refusal: Error>(
        _ id: CheckoutSessionID, _ input: @escaping @Sendable (SessionMachine) throws(Refusal) -> Transition
    ) async throws -> SessionRecord {
        let outcome = try await store.apply(id, input)
        guard case .applied(let record, _) = outcome else { throw Unexpected("\(outcome)") }
        return record
    }
}

/// Something a test did not expect.
struct Unexpected: Error {
    let what: String

    init(_ what: String) { self.what = what }
}
