import Checkout
import CheckoutStore
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Postgres
import Simulator
import Testing

@testable import CheckoutFlow

/// Many sessions at once in one troubled world: rules, database, flow and adapter together. Whatever was lost, doubled,
/// delayed or refused on the way, the provider's ledger and our tables agree in the end, and nothing is stuck.
@Suite struct ManySessionsTests {
    @Test(arguments: [LatePaymentPolicy.Answer.refund, .honour])
    func theBooksAgree(late: LatePaymentPolicy.Answer) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        print("many sessions (late payments: \(late.rawValue)): seed \(seed)")
        let network = FlowNetwork(seed: seed, isPatient: false)
        // Time stands still in a round, so that waiting for it would be in vain.
        var patience = FlowPatience()
        patience.loser = .milliseconds(50)
        patience.lookAgain = .milliseconds(10)
        try await FlowFixture.with(network, patience: patience) { fixture in
            let run = ManySessions(fixture: fixture, network: network, seed: seed)
            let policy = LatePaymentPolicy(afterExpiry: late, afterCancel: late)
            try await run.order(count: 100, policy)
            for _ in 0..<12 { try await run.somethingHappensToEach() }
            try await run.settle()
            try await run.checkTheBooks()
        }
    }
}

/// The sessions and their world.
///
/// `@unchecked Sendable`: what changes is touched on the fixture's loop only.
final class ManySessions: @unchecked Sendable {
    private static let methods = [
        "pm_card_visa", "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_authenticationRequired",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", "pm_usBankAccount_success",
        "pm_usBankAccount_insufficientFunds", "pm_nothing",
    ]

    private let fixture: FlowFixture
    private let network: FlowNetwork
    private let seed: UInt64
    private var generator: SeededGenerator
    private var sessions: [CheckoutSessionID] = []
    private var webhooks: [[UInt8]] = []

    init(fixture: FlowFixture, network: FlowNetwork, seed: UInt64) {
        self.fixture = fixture
        self.network = network
        self.seed = seed
        generator = SeededGenerator(seed: seed)
    }

    private func chance(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }

    // MARK: What may happen

    func order(count: Int, _ late: LatePaymentPolicy) async throws {
        trouble()
        let orders = try (0..<count).map { try fixture.order($0.isMultiple(of: 4) ? .trial : .standard, late: late) }
        sessions = orders.map(\.terms.id)
        try await fixture.each(orders) { [fixture] order in _ = try await fixture.flow.create(order) }
    }

    /// To all of them at once, so that they meet in transactions.
    func somethingHappensToEach() async throws {
        trouble()
        let steps = sessions.map { id in (id, chance(10), Self.methods[chance(Self.methods.count)]) }
        try await fixture.each(steps) { [self] id, step, method in try await something(step, id, method) }
        try await deliverSome()
        fixture.clock.advance(by: .milliseconds(Int64.random(in: 0...90_000, using: &generator)))
    }

    private func something(_ step: Int, _ id: CheckoutSessionID, _ method: String) async throws {
        let flow = fixture.flow
        switch step {
        case 0...2: _ = try await flow.confirm(id, paymentMethod: method, returnURL: nil)
        case 3:
            // Twice, from two tabs.
            async let first = flow.confirm(id, paymentMethod: method, returnURL: nil)
            async let second = flow.confirm(id, paymentMethod: "pm_card_visa", returnURL: nil)
            _ = try await (first, second)
        case 4:
            // A process that died after its commit.
            let now = fixture.now
            _ = try await fixture.store.apply(id) { machine throws(ConfirmRefusal) in
                try machine.confirmRequested(paymentMethod: method, at: now)
            }
        case 5:
            let intent = try await fixture.record(id).state.intentID
            network.answerBank(intent, method == "pm_card_visa" ? .approve : .refuse)
        case 6: _ = try await flow.buyerReturned(id)
        case 7: if let session = try await fixture.store.publicSession(id) { flow.statusRead(session) }
        case 8: if method == "pm_nothing" { _ = try await flow.cancel(id) }
        default: try await flow.cameDue(id)
        }
    }

    /// For the next calls, whoever makes them.
    private func trouble() {
        network.clearFaults()
        let faults = [
            Fault(.timeoutAfterActing, count: 8), Fault(.timeoutAfterActing, route: "confirm", count: 12),
            Fault(.status500, count: 5), Fault(.status429, count: 12), Fault(.loseWebhooks, count: 20),
            Fault(.duplicateWebhooks, count: 20), Fault(.shuffleWebhooks, count: 20),
        ]
        for fault in faults where chance(3) == 0 { network.add(fault) }
        if chance(3) == 0 { network.forecast(.unreachable, .lostOnTheWay, .answered(502, ""), .lostOnTheWay) }
    }

    // MARK: Webhooks

    /// In any order, some of them twice, some of them much later.
    private func deliverSome() async throws {
        webhooks += try network.webhooks()
        webhooks.shuffle(using: &generator)
        let count = webhooks.count / 2
        let some = Array(webhooks.prefix(count))
        webhooks.removeFirst(count - count / 4)
        try await fixture.each(some) { [fixture] body in _ = try await fixture.deliver(body) }
    }

    // MARK: The end

    /// The trouble is over: everything owed is done, and time runs until nothing is left to happen.
    func settle() async throws {
        network.clearFaults()
        try await fixture.letTimePass(rounds: 400)
        webhooks += try network.webhooks()
        try await fixture.each(webhooks) { [fixture] body in _ = try await fixture.deliver(body) }
        await fixture.flow.drained()
        try await fixture.letTimePass(rounds: 400)
        // What came of trials is made by now, and its events find it.
        for _ in 0..<20 {
            try await fixture.workOnSubscriptions()
            try await fixture.retryEvents()
            fixture.clock.advance(by: .seconds(30))
        }
        await fixture.flow.drained()
    }

    func checkTheBooks() async throws {
        let charges = counts(of: network.charges)
        let refunds = counts(of: network.refunds)
        var ends: [SessionStatus: Int] = [:]
        for id in sessions {
            let record = try await fixture.record(id)
            let state = record.state
            ends[state.status, default: 0] += 1
            let (charged, refunded) = (charges[id, default: 0], refunds[id, default: 0])
            let isPaid = state.status == .completed && record.terms.quote.mode == .standard
            #expect(state.status.isTerminal && state.checkAt == nil, "seed \(seed): \(id) is stuck: \(state)")
            #expect(charged <= 1, "seed \(seed): \(id) was charged \(charged) times")
            #expect(charged - refunded == (isPaid ? 1 : 0), "seed \(seed): \(id), \(charged), \(refunded), \(state)")
        }
        #expect(ends[.completed, default: 0] > 10, "seed \(seed): \(ends)")
        #expect(ends[.completed, default: 0] < sessions.count, "seed \(seed): \(ends)")
        try await checkTheTables()
        try checkTheKeys()
    }

    private func checkTheTables() async throws {
        let seed = seed
        #expect(try await fixture.count("SELECT count(*) FROM session_due") == 0, "seed \(seed)")
        let reviews = try await fixture.openReviews()
        #expect(reviews.isEmpty, "seed \(seed): \(reviews)")
        let unresolved = try await fixture.count(
            """
            SELECT count(*) FROM payment_attempts
            WHERE outcome IN ('started', 'unknown', 'requires_action', 'processing')
            """)
        #expect(unresolved == 0, "seed \(seed)")
        let events = try await fixture.count(
            "SELECT count(*) FROM provider_events WHERE state NOT IN ('applied', 'ignored')")
        #expect(events == 0, "seed \(seed)")
        #expect(fixture.log.failures.isEmpty, "seed \(seed): \(fixture.log.failures)")
    }

    /// Never two keys for the same thing, and never the same key for two.
    private func checkTheKeys() throws {
        var meanings: [String: Set<[UInt8]>] = [:]
        for request in network.requests where request.method == .post {
            guard let key = request.headers["Idempotency-Key"] else { continue }
            meanings[key, default: []].insert(Array(request.url.utf8) + [0] + request.body)
        }
        #expect(meanings.values.allSatisfy { $0.count == 1 }, "seed \(seed)")
        let creations = meanings.keys.filter { $0.hasSuffix("-intent") }
        #expect(creations.count == sessions.count, "seed \(seed)")
    }

    private func counts(of entries: [JSONValue]) -> [CheckoutSessionID: Int] {
        var counts: [CheckoutSessionID: Int] = [:]
        for entry in entries {
            guard
                let id = entry["metadata"]?["till_session"]?.string.flatMap({ CheckoutSessionID($0) })
            else { continue }
            counts[id, default: 0] += 1
        }
        return counts
    }
}
