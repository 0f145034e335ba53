@testable import Checkout

/// A checkout, the subscription that it changes, and a provider, with everything lost that can get lost: each transition is
/// one transaction, and nothing that follows it has to happen.
struct SimulatedChange {
    /// What the provider has: the price that is billed, and what it answered under each key.
    struct Provider {
        var price = SimulatedChange.oldPrice
        var answers: [ProviderKey: Bool] = [:]
        /// How often something was billed for a change.
        var charges = 0
        var declines = false
    }

    /// A call, or an answer, on its way.
    enum Message {
        case call(number: Int, key: ProviderKey, sentAt: Timestamp)
        case answer(number: Int, SubscriptionAnswer)
        case lookUp(SubscriptionTicket)
        case tell(ChangePurchase, ChangeEnd)
        case lookUpChange(attempt: Int)
    }

    static let oldPrice = "price_provider"
    static let newPrice = "price_new"

    let terms: PaymentTerms
    let fixture = SubscriptionFixture()
    let change: PlanChange
    var session: SessionState
    var subscription: SubscriptionState
    var provider = Provider()
    var now: Timestamp
    var messages: [Message] = []
    /// The rows of what attempts came to.
    var ends: [Int: ChangeEnd] = [:]
    var broken: [String] = []
    var log: [String] = []
    private(set) var attempts = 0

    init() {
        let driven = DrivenSubscription.provisioned()
        subscription = driven.state
        now = SubscriptionFixture.start + .seconds(86_400)
        terms = PaymentTerms(
            sessionID: CheckoutSessionID(UniqueID(bits: 77)), mode: .change, due: SessionFixture.usd(3000),
            livemode: false, expiresAt: now + .seconds(3600))
        let zero = SessionFixture.usd(0)
        change = PlanChange(
            basis: .init(driven.state), previewedAt: now,
            proration: Proration(credited: zero, charged: zero, total: zero, explanation: ""), due: terms.due)
        session = SessionMachine.created(terms, at: now).state
    }

    var sessionMachine: SessionMachine { SessionMachine(terms: terms, state: session) }
    var subscriptionMachine: SubscriptionMachine { SubscriptionMachine(terms: fixture.terms, state: subscription) }
    var newPlan: SubscriptionPlan { fixture.otherPlan }

    // MARK: Transactions

    /// The session's and the subscription's part of a confirm are one transaction.
    mutating func confirm() {
        guard let begun = try? sessionMachine.confirmRequested(paymentMethod: nil, at: now) else { return }
        guard let attempt = begun.state.attempt else { return broken.append("no attempt") }
        let purchase = ChangePurchase(
            sessionID: terms.sessionID, attempt: attempt.number, previewedAt: change.previewedAt)
        guard
            let asked = try? subscriptionMachine.changePurchased(to: newPlan, change, purchase, at: now)
        else { return log.append("turned away") }
        take(asked)
        if asked.state.owed == nil {
            take(sessionMachine.changedAtOnce(at: now))
        } else {
            attempts += 1
            take(begun)
        }
    }

    mutating func take(_ transition: Transition) {
        let before = session
        session = transition.state
        if let kind = transition.event?.kind { log.append("session: \(kind)") }
        check(before, transition)
        for effect in transition.effects {
            switch effect {
            case .changeSubscription: break  // Its call is the subscription's own effect.
            case .lookUpChange(let attempt): messages.append(.lookUpChange(attempt: attempt))
            default: broken.append("a change asks for \(effect)")
            }
        }
    }

    mutating func take(_ transition: SubscriptionTransition) {
        subscription = transition.state
        if let kind = transition.event?.kind { log.append("subscription: \(kind)") }
        for effect in transition.effects {
            switch effect {
            case .changePlan(let number, let key, let plan, let time):
                if plan != newPlan || time != change.previewedAt { broken.append("not the change that was shown") }
                messages.append(.call(number: number, key: key, sentAt: now))
            case .lookUp(let ticket): messages.append(.lookUp(ticket))
            case .purchaseEnded(let purchase, let end):
                if ends[purchase.attempt] != nil { broken.append("an attempt ended twice") }
                ends[purchase.attempt] = end
                messages.append(.tell(purchase, end))
            case .grantEntitlements, .revokeEntitlements: break
            default: broken.append("a change asks for \(effect)")
            }
        }
    }

    // MARK: What is on its way

    /// `isAnswered` unless the answer gets lost.
    mutating func arrive(_ message: Message, isAnswered: Bool) {
        log.append("arrives: \(message)")
        switch message {
        case .call(let number, let key, let sentAt):
            // What the machines rest on: none is on its way for longer than that.
            guard now < sentAt + CheckPace.settledAfter else { return }
            let isDone = perform(key)
            guard isAnswered else { return messages.append(.answer(number: number, .unknown)) }
            let decline = Decline(.cardDeclined, declineCode: "insufficient_funds")
            messages.append(
                .answer(number: number, isDone ? .reported(report) : .refused(reason: "402", decline)))
        case .answer(let number, let answer):
            take(subscriptionMachine.callAnswered(number: number, answer, at: now))
        case .lookUp(let ticket):
            take(subscriptionMachine.lookUpAnswered(report, to: ticket, at: now))
        case .tell(let purchase, let end):
            take(sessionMachine.changeEnded(attempt: purchase.attempt, end, at: now))
        case .lookUpChange(let attempt):
            guard let end = ends[attempt] else {
                return take(sessionMachine.changeUnanswered(attempt: attempt, at: now))
            }
            take(sessionMachine.changeEnded(attempt: attempt, end, at: now))
        }
    }

    /// Under one key it is done once, whatever came of it.
    private mutating func perform(_ key: ProviderKey) -> Bool {
        if let known = provider.answers[key] { return known }
        let isDone = !provider.declines
        provider.answers[key] = isDone
        if isDone {
            if provider.price != Self.newPrice { provider.charges += 1 }
            provider.price = Self.newPrice
        }
        return isDone
    }

    var report: SubscriptionReport { fixture.report { $0.price = provider.price } }

    // MARK: Time

    mutating func sessionDue() { take(sessionMachine.timeCameDue(at: now)) }

    mutating func subscriptionDue() { take(subscriptionMachine.timeCameDue(at: now)) }

    /// Everything that is owed is seen to, and nothing gets lost any more.
    mutating func settle() {
        for _ in 0..<400 where session.unresolvedAttempt != nil || subscription.owed != nil || !messages.isEmpty {
            if messages.isEmpty {
                let next = [session.checkAt, subscription.checkAt].compactMap { $0 }.min() ?? now
                now = max(now + .seconds(1), next)
                sessionDue()
                subscriptionDue()
            } else {
                forgetOldLookUps()
                arrive(messages.removeFirst(), isAnswered: true)
            }
        }
        if session.unresolvedAttempt != nil || subscription.owed != nil { broken.append("it never ends") }
    }

    /// Two look-ups at once make each other old. Whoever performs them stops after a few; here at once.
    private mutating func forgetOldLookUps() {
        let isLookUp = { (message: Message) in if case .lookUp = message { true } else { false } }
        guard let last = messages.lastIndex(where: isLookUp) else { return }
        messages = messages.enumerated().filter { !isLookUp($1) || $0 == last }.map(\.element)
    }

    // MARK: What must hold

    private mutating func check(_ before: SessionState, _ transition: Transition) {
        let after = transition.state
        let isOver = before.status.isTerminal
        let completes = after.status == .completed && !isOver
        if isOver, after.status != before.status { broken.append("terminal states stay") }
        if completes, provider.price != Self.newPrice { broken.append("completed, and not changed at the provider") }
        if completes, subscription.plan != newPlan { broken.append("completed, and not changed here") }
        if after.status.hasEndedUnpaid, after.unresolvedAttempt != nil { broken.append("ended under way") }
        if !after.status.isTerminal, after.unresolvedAttempt != nil, after.checkAt == nil {
            broken.append("what is owed has a time")
        }
        if after.status.isTerminal, after.checkAt != nil { broken.append("what has ended costs nothing") }
        if transition.event?.kind == .changed { broken.append("every change has a name") }
        if after.status == .completed, after.fulfilment.subscribedAt == nil { broken.append("what completes is given") }
    }
}
