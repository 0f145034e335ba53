import Checkout
import Cryptography
import EventLoop
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import Stripe

/// One session from its order to its end: the rules, the adapter and the simulated world together, with chance deciding
/// what happens next and what gets lost. It is the service without its database.
struct SessionRun {
    let network: SimulatedNetwork
    let stripe: ProviderClient
    let verifier: WebhookVerifier
    let terms: PaymentTerms
    var state: SessionState
    var generator: SeededGenerator
    /// Committed, and not performed yet.
    var effects: [SessionEffect] = []
    /// Sent, and not arrived yet.
    var webhooks: [(body: [UInt8], header: String)] = []
    var parked: [ReviewItem] = []

    static let methods = [
        "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_authenticationRequired",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds", "pm_usBankAccount_success",
        "pm_usBankAccount_insufficientFunds", "pm_card_chargeCustomerFail", "pm_nothing",
    ]

    init(seed: UInt64, mode: CheckoutMode, latePayments: LatePaymentPolicy) throws {
        network = SimulatedNetwork()
        stripe = network.stripe().client
        verifier = try WebhookVerifier(secrets: [SecretString("whsec_test_secret")])
        generator = SeededGenerator(seed: seed)
        let currency = try #require(Currency("usd"))
        let session = CheckoutSessionID(UniqueID(bits: UInt128(seed)))
        terms = PaymentTerms(
            sessionID: session, mode: mode, due: Money(minorUnits: 2000, currency: currency), livemode: false,
            expiresAt: network.now + .seconds(3600), latePayments: latePayments)
        let opening = SessionMachine.created(terms, at: network.now)
        state = opening.state
        effects = opening.effects
    }

    private var machine: SessionMachine { SessionMachine(terms: terms, state: state) }
    private var now: Timestamp { network.now }
    private var intent: IntentReference { IntentReference(intentID: state.intentID ?? "") }

    /// What the store would do in one transaction.
    private mutating func commit(_ transition: Transition) {
        state = transition.state
        effects += transition.effects
        if let review = transition.review { parked.append(review) }
    }

    // MARK: What may happen

    mutating func somethingHappens() async throws {
        switch Int.random(in: 0..<14, using: &generator) {
        case 0...3: await performEffect()
        case 4: loseEffect()
        case 5, 6: try collectWebhooks()
        case 7: try deliverWebhook()
        case 8: buyerConfirms()
        case 9: buyerAnswersTheBank()
        case 10: commit(Bool.random(using: &generator) ? machine.statusRead(at: now) : machine.buyerReturned(at: now))
        case 11: trouble()
        case 12: network.manual.advance(by: .milliseconds(Int64.random(in: 0...5_000, using: &generator)))
        default: timePassesOrMerchantCancels()
        }
        if state.isOpening { commit(machine.creationRepeated(at: now)) }
    }

    mutating func performEffect() async {
        guard !effects.isEmpty else { return }
        await perform(effects.remove(at: Int.random(in: 0..<effects.count, using: &generator)))
    }

    /// The process died after the commit.
    private mutating func loseEffect() {
        if !effects.isEmpty { effects.remove(at: Int.random(in: 0..<effects.count, using: &generator)) }
    }

    private mutating func buyerConfirms() {
        let method = Self.methods.randomElement(using: &generator)
        if let transition = try? machine.confirmRequested(
            paymentMethod: method, returnURL: Purchase.returnURL, at: now)
        {
            commit(transition)
        }
    }

    /// Whatever the bank's page says by then.
    private mutating func buyerAnswersTheBank() {
        let outcome = AuthenticationOutcome.allCases.randomElement(using: &generator) ?? .approve
        let (id, now) = (state.intentID ?? "", now)
        _ = try? network.world.withLock { try $0.authenticate(id, outcome, at: now) }
    }

    private mutating func trouble() {
        let faults = [
            Fault(.timeoutAfterActing, count: 1), Fault(.timeoutAfterActing, count: 3), Fault(.status500, count: 1),
            Fault(.status429, count: 3), Fault(.delay, count: 1, milliseconds: 20_000), Fault(.loseWebhooks, count: 2),
            Fault(.duplicateWebhooks, count: 2), Fault(.shuffleWebhooks, count: 2),
        ]
        if let fault = faults.randomElement(using: &generator) { network.add(fault) }
        if Bool.random(using: &generator) { network.forecast(.unreachable, .lostOnTheWay, .answered(502, "")) }
    }

    private mutating func timePassesOrMerchantCancels() {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            if let transition = try? machine.cancelRequested(at: now) { commit(transition) }
        case 1:
            network.manual.advance(by: .seconds(Int64.random(in: 60...1_800, using: &generator)))
            commit(machine.timeCameDue(at: now))
        default:
            commit(machine.timeCameDue(at: now))
        }
    }

    // MARK: Webhooks

    mutating func collectWebhooks() throws {
        let sent = try network.webhooks()
        for webhook in sent { try verifier.verify(header: webhook.header, body: webhook.body, now: now) }
        webhooks += sent
    }

    /// In any order, and some of them twice.
    mutating func deliverWebhook() throws {
        guard !webhooks.isEmpty else { return }
        let index = Int.random(in: 0..<webhooks.count, using: &generator)
        let webhook = webhooks[index]
        if Bool.random(using: &generator) { webhooks.remove(at: index) }
        let event = try VerifiedEvent(stripe: webhook.body)
        guard case .intent(let report, let session) = event.subject else { return }
        #expect(session == terms.sessionID)
        commit(machine.providerEventReceived(report, at: now))
    }

    // MARK: Effects

    private mutating func perform(_ effect: SessionEffect) async {
        switch effect {
        case .createIntent: await createIntent()
        case .confirmIntent(let attempt, let key, let method, let returnURL):
            let order = ConfirmOrder(intent: intent, key: key, paymentMethod: method, returnURL: returnURL)
            let answer = await stripe.confirmIntent(order)
            checkClaim(answer, attempt)
            commit(machine.confirmAnswered(attempt: attempt, answer, at: now))
        case .cancelIntent:
            if let report = try? await stripe.cancelIntent(intent) {
                commit(machine.cancelAnswered(report, at: now))
            }
        case .lookUpIntent(let ticket):
            if let report = try? await stripe.lookUpIntent(intent) {
                commit(machine.lookUpAnswered(report, to: ticket, at: now))
            }
        case .refund(let key, let amount, _):
            let order = RefundOrder(intent: intent, key: key, amount: amount, sessionID: terms.sessionID)
            if let answer = try? await stripe.refund(order) { commit(machine.refundAnswered(answer, at: now)) }
        case .fulfil, .changeSubscription, .lookUpChange: break
        }
    }

    private mutating func createIntent() async {
        var order = IntentOrder(
            sessionID: terms.sessionID, amount: terms.expectedAmount, livemode: terms.livemode)
        order.description = "A test"
        switch await stripe.createIntent(order) {
        case .created(let created): commit(machine.intentCreated(created.intentID, at: now))
        case .refused(let reason): commit(machine.intentRefused(reason: reason, at: now))
        case .unanswered: break
        }
    }

    /// "Declined" and "not sent" are promises: no money moved, nor will it, under that attempt's key.
    private func checkClaim(_ answer: ConfirmAnswer, _ attempt: Int) {
        let key = JSONValue.string(ProviderKey.attempt(attempt, of: terms.sessionID).text)
        let isCharged = network.charges.contains { $0["idempotencyKey"] == key }
        switch answer {
        case .declined, .notSent: #expect(!isCharged || state.attempt?.outcome != .started)
        case .reported(let report) where report.status == .succeeded && terms.mode == .standard:
            #expect(!network.charges.isEmpty)
        case .reported, .unknown: break
        }
    }
}
