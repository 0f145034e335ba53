import TestSupport

@testable import Checkout

/// One session from its order to its end: a store that fails, a provider that loses answers, webhooks that come late,
/// twice or never, a process that dies, and a buyer who clicks too often. After a while the faults stop; what is true
/// then has to be the truth.
struct SimulatedSession {
    enum Happening {
        case execute(Call, answerIsLost: Bool)
        case answer(Call, ProviderAnswer)
        case timeOut(Call)
        case webhook(IntentReport)
        case sweep
        case confirm(SimulatedProvider.Card)
        case confirmInBrowser(SimulatedProvider.Card)
        case decideAtBank(approves: Bool)
        case bankDecides(pays: Bool)
        case buyerReturns
        case readStatus
        case cancel
        case payAfterAll
    }

    /// A call to the provider: what was asked.
    typealias Call = SessionEffect

    let fixture: SessionFixture
    let invariants: SessionInvariants
    var generator: SeededGenerator
    var provider: SimulatedProvider
    var timeline = Timeline<Happening>(startingAt: SessionFixture.start)
    /// What is on disk.
    var state: SessionState
    var events: [SessionEvent] = []
    var fulfilments = 0
    var findings: [String] = []
    var nextSweep: Timestamp?

    /// How often anything goes wrong, in percent.
    private let trouble: Int
    /// When everything works again.
    private static let peace = SessionFixture.expiry + .seconds(300)

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        let late: LatePaymentPolicy.Answer = Bool.random(using: &generator) ? .refund : .honour
        fixture = SessionFixture(late: LatePaymentPolicy(afterExpiry: late, afterCancel: late))
        invariants = SessionInvariants(terms: fixture.terms)
        provider = SimulatedProvider(fixture.terms)
        trouble = [0, 5, 20, 50].randomElement(using: &generator) ?? 0
        // The order itself is on disk; its effect may be lost like any other.
        let created = SessionMachine.created(fixture.terms, at: SessionFixture.start)
        state = created.state
        perform(created.effects)
        planVisit()
    }

    var isCalm: Bool { timeline.now >= Self.peace }

    mutating func goesWrong() -> Bool { !isCalm && Int.random(in: 0..<100, using: &generator) < trouble }

    func seconds(_ range: ClosedRange<Int>, _ generator: inout SeededGenerator) -> Duration {
        .milliseconds(Int.random(in: range.lowerBound * 1000...range.upperBound * 1000, using: &generator))
    }

    /// Runs until nothing is left to happen.
    mutating func run() {
        scheduleSweep()
        while let happening = timeline.next() {
            take(happening)
            sendWebhooks()
        }
        findings += verdict()
    }

    private mutating func planVisit() {
        for _ in 0..<Int.random(in: 0...6, using: &generator) {
            let card = SimulatedProvider.Card.allCases.randomElement(using: &generator) ?? .pays
            // Clicks come in clusters, and some just before the end.
            let isLast = Int.random(in: 0..<8, using: &generator) == 0
            let time = seconds(isLast ? 3595...3605 : 1...60, &generator)
            for _ in 0...Int.random(in: 0...1, using: &generator) { timeline.schedule(.confirm(card), after: time) }
        }
        if Int.random(in: 0..<10, using: &generator) == 0 {
            timeline.schedule(.confirmInBrowser(.pays), after: seconds(1...3600, &generator))
        }
        if Int.random(in: 0..<6, using: &generator) == 0 {
            timeline.schedule(.cancel, after: seconds(1...3600, &generator))
        }
        timeline.schedule(.readStatus, after: seconds(1...3600, &generator))
        timeline.schedule(.payAfterAll, after: seconds(3600...4000, &generator))
    }

    /// Our own sweep: it comes when something is due, and a little later. One is always on its way, if any is needed.
    mutating func scheduleSweep() {
        let isClaimed = state.status.isTerminal || state.ending != nil
        let expiry = isClaimed ? nil : fixture.terms.expiresAt
        guard let due = [state.checkAt, expiry].compactMap({ $0 }).min() else { return }
        let time = max(due, timeline.now) + seconds(1...3, &generator)
        if let nextSweep, nextSweep <= time { return }
        nextSweep = time
        timeline.schedule(.sweep, at: time)
    }

    /// Late, twice, in any order, or never.
    private mutating func sendWebhooks() {
        for report in provider.outbox {
            if goesWrong(), Bool.random(using: &generator) { continue }
            for _ in 0...(goesWrong() ? 2 : 0) {
                timeline.schedule(.webhook(report), after: seconds(0...(goesWrong() ? 600 : 2), &generator))
            }
            if goesWrong() {
                var stray = report
                stray.amount = SessionFixture.usd(1)
                timeline.schedule(.webhook(stray), after: seconds(0...5, &generator))
            }
        }
        provider.outbox = []
    }

    /// What has to be true when everything has calmed down.
    private func verdict() -> [String] {
        let isPaid = state.status == .completed
        let isRefunded = state.latePayment?.resolution == .refunded
        let visible = events.filter(\.isVisible).map(\.version)
        let claims: [(Bool, String)] = [
            (provider.intentIDs.count <= 1, "one intent"),
            (provider.charges.count <= 1, "S1: at most one payment"),
            ((provider.kept == 1) == isPaid, "S1, S7: money kept is a completed session, and only that"),
            ((provider.refunds.count == 1) == isRefunded, "S7: money returned is on record"),
            (provider.refunds.count <= provider.charges.count, "no more is returned than was taken"),
            (fulfilments == (isPaid ? 1 : 0), "S1: fulfilled once"),
            (state.status.isTerminal, "L4: it has ended"),
            (state.checkAt == nil, "L3: nothing is owed"),
            (visible == Array(1..<(state.version + 1)), "S2: one event for each version, in order"),
        ]
        return claims.filter { !$0.0 }.map(\.1)
    }
}
