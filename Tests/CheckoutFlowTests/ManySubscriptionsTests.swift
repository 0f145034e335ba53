import Checkout
import CheckoutStore
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Postgres
import Simulator
import TestSupport
import Testing

@testable import CheckoutFlow

/// Many subscriptions in all kinds of trouble, in two processes. In the end the provider's books, its subscriptions and our
/// tables tell the same story.
@Suite struct ManySubscriptionsTests {
    @Test(arguments: [1, 2])
    func theBooksAgree(_ run: UInt64) async throws {
        let seed = UInt64.random(in: 0 ... .max) &+ run
        let network = FlowNetwork(seed: seed, isPatient: false)
        var patience = FlowPatience()
        // The clock that work comes due by stands still while somebody waits.
        patience.loser = .milliseconds(100)
        let short = patience
        try await FlowFixture.with(network, patience: short) { first in
            try await withEventLoop { loop in
                try await FlowFixture.on(
                    loop, first.database, network.providers(), clock: first.clock, patience: short
                ) { second in
                    var many = ManySubscriptions(network, [first, second], seed: seed)
                    try await many.begin(12)
                    for _ in 0..<50 { try await many.happen() }
                    try await many.settle()
                    try await many.checkTheBooks()
                }
            }
        }
    }
}

/// What happens to them.
private struct ManySubscriptions {
    private let network: FlowNetwork
    private let processes: [FlowFixture]
    private let seed: UInt64
    private var generator: TestSupport.SeededGenerator
    private var ids: [SubscriptionID] = []
    private var webhooks: [[UInt8]] = []

    init(_ network: FlowNetwork, _ processes: [FlowFixture], seed: UInt64) {
        self.network = network
        self.processes = processes
        self.seed = seed
        generator = TestSupport.SeededGenerator(seed: seed)
    }

    private mutating func chance(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
    private mutating func process() -> FlowFixture { processes[chance(processes.count)] }

    mutating func begin(_ count: Int) async throws {
        for number in 0..<count {
            let (days, isInTrouble, dies) = (chance(4) == 0 ? 7 : 0, chance(2) == 0, chance(3) == 0)
            let network = network
            let session = try await process().on {
                try await $0.subscribing(email: "buyer\(number)@example.org", trialDays: days)
            }
            if isInTrouble { trouble() }
            if dies {
                network.clearFaults()
                try await process().on { try await $0.dieAfterPaying(session, network) }
            } else {
                try await process().on {
                    _ = try await $0.flow.confirm(session.id, paymentMethod: "pm_card_visa", returnURL: nil)
                    // What follows in the background meets the same trouble.
                    await $0.flow.drained()
                }
            }
            network.clearFaults()
            ids.append(try await processes[0].on { try await $0.subscriptionID(of: session.id) })
        }
    }

    mutating func happen() async throws {
        if chance(4) == 0 { trouble() }
        let (what, id, price) = (chance(8), ids[chance(ids.count)], chance(3) + 1)
        let (isAtOnce, seconds) = (chance(6) == 0, Int64(chance(4 * 86_400)))
        try await process().on { fixture in
            let flow = fixture.subscriptionFlow
            switch what {
            case 0: _ = try await flow.cancel(id, atPeriodEnd: true)
            case 1: _ = try await flow.reactivate(id)
            case 2:
                _ = try await flow.change(
                    id, to: try fixture.plan(price: UInt128(price), unitAmount: Int64(price) * 999))
            case 3: if isAtOnce { _ = try await flow.cancel(id, atPeriodEnd: false) }
            case 4: _ = try await fixture.flow.compare(id)
            default: fixture.clock.advance(by: .seconds(seconds))
            }
        }
        try await deliverSome()
        for process in processes where chance(2) == 0 { try await process.on { try await $0.workOnSubscriptions() } }
    }

    private mutating func trouble() {
        network.clearFaults()
        let faults = [
            Fault(.timeoutAfterActing, count: 3), Fault(.timeoutAfterActing, route: "POST /v1/subscriptions", count: 5),
            Fault(.timeoutAfterActing, route: "POST /v1/customers", count: 4), Fault(.status500, count: 3),
            Fault(.status429, count: 5),
            Fault(.loseWebhooks, count: 10), Fault(.duplicateWebhooks, count: 10), Fault(.shuffleWebhooks, count: 10),
            Fault(.declineInvoices, count: 1),
        ]
        for fault in faults where chance(4) == 0 { network.add(fault) }
        if chance(4) == 0 { network.forecast(.unreachable, .lostOnTheWay, .answered(502, ""), .lostOnTheWay) }
    }

    private mutating func deliverSome() async throws {
        webhooks += try network.webhooks()
        webhooks.shuffle(using: &generator)
        let count = webhooks.count / 2
        let some = Array(webhooks.prefix(count))
        // A quarter comes again.
        webhooks.removeFirst(count - count / 4)
        for body in some { try await process().on { _ = try await $0.deliver(body) } }
        try await process().on { _ = try await $0.retryEvents() }
    }

    /// The trouble is over, and enough time passes for everything to be found out.
    func settle() async throws {
        network.clearFaults()
        let network = network
        var left = webhooks
        for _ in 0..<30 {
            for process in processes { try await process.on { try await $0.workOnSubscriptions() } }
            let bodies = left + (try network.webhooks())
            left = []
            try await processes[0].on { fixture in
                for body in bodies { _ = try await fixture.deliver(body) }
                try await fixture.retryEvents()
                fixture.clock.advance(by: .seconds(600))
            }
        }
        for process in processes { try await process.on { try await $0.workOnSubscriptions() } }
        let report = try await processes[0].on { try await $0.flow.reconcile() }
        #expect(report.failures == [], "seed \(seed)")
    }

    func checkTheBooks() async throws {
        let there = network.subscriptions
        #expect(there.count == ids.count, "seed \(seed): \(there.count) there, \(ids.count) here")
        #expect(network.customerCount == ids.count, "seed \(seed)")
        #expect(network.refunds == [], "seed \(seed)")
        let (ids, seed) = (ids, seed)
        try await processes[0].on { fixture in
            for id in ids { try await fixture.check(id, against: there, "seed \(seed): \(id)") }
            let reviews = try await fixture.openReviews()
            #expect(reviews == [], "seed \(seed)")
        }
        #expect(processes.flatMap(\.log.failures) == [], "seed \(seed)")
        try checkTheKeys()
    }

    /// Never the same key for two things.
    private func checkTheKeys() throws {
        var meanings: [String: Set<[UInt8]>] = [:]
        for request in network.requests where request.method == .post {
            guard let key = request.headers["Idempotency-Key"] else { continue }
            meanings[key, default: []].insert(Array(request.url.utf8) + [0] + request.body)
        }
        let doubled = meanings.filter { $0.value.count > 1 }.keys
        #expect(doubled.isEmpty, "seed \(seed): \(doubled)")
    }
}

extension FlowFixture {
    /// As its own process would.
    fileprivate func on<Result: Sendable>(
        _ body: @escaping @Sendable @concurrent (FlowFixture) async throws -> Result
    ) async throws -> Result {
        try await loop.run { try await body(self) }
    }

    /// The answer is told by somebody who performs nothing of what follows.
    fileprivate func dieAfterPaying(_ session: SessionRecord, _ network: FlowNetwork) async throws {
        let intent = session.state.intentID ?? ""
        let kind = intent.hasPrefix("seti_") ? "setup_intents" : "payment_intents"
        network.call(
            "/v1/\(kind)/\(intent)/confirm",
            ["payment_method": "pm_card_visa", "return_url": "https://shop.example/"])
        let (amount, now) = (session.terms.payment.expectedAmount, now)
        _ = try await store.apply(session.id) { machine in
            machine.providerEventReceived(
                IntentReport(intentID: intent, status: .succeeded, amount: amount, livemode: false), at: now)
        }
    }

    /// Of one that is paid, though nobody may know it yet.
    fileprivate func subscriptionID(of session: CheckoutSessionID) async throws -> SubscriptionID {
        if let id = try await record(session).subscription?.id { return id }
        for _ in 0..<5 {
            for _ in 0..<10 {
                clock.advance(by: .seconds(20))
                let due = try await DueWork(store.pool).claim(at: now, lease: .seconds(10), limit: 100)
                for id in due { try await flow.cameDue(id) }
                if let id = try await record(session).subscription?.id { return id }
            }
            _ = try await flow.confirm(session, paymentMethod: "pm_card_visa", returnURL: nil)
            if let id = try await record(session).subscription?.id { return id }
        }
        throw Unexpected("no subscription of \(try await record(session).state)")
    }

    /// Both sides tell the same, and the features follow.
    fileprivate func check(_ id: SubscriptionID, against there: [JSONValue], _ comment: Comment) async throws {
        let record = try await subscription(id)
        let state = record.state
        let other = there.first { $0["id"]?.string == state.provider.subscription }
        #expect(state.owed == nil, comment)
        #expect(state.status.rawValue == other?["status"]?.string, comment)
        if !state.status.isTerminal {
            #expect(state.cancelAtPeriodEnd == other?["cancelAtPeriodEnd"]?.bool, comment)
            #expect(state.currentPeriod?.upperBound.description == other?["currentPeriodEnd"]?.string, comment)
        }
        let isGranted = record.terms.entitlements.areGranted(in: state.status)
        #expect(try await features(record) == (isGranted ? ["pro"] : []), comment)
    }
}
