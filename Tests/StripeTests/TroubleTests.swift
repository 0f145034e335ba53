import Checkout
import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Payments
import Simulator
import Testing

@testable import Stripe

/// The adapter when the network or Stripe itself is in trouble: never two charges, and never a wrong claim.
@Suite("Trouble")
struct TroubleTests {
    private let confirmation = "POST /v1/payment_intents/{id}/confirm"

    @Test func anAnswerThatWasLostIsAskedForAgain() async throws {
        let purchase = try await Purchase.open()
        purchase.network.add(Fault(.timeoutAfterActing, route: confirmation, count: 1))
        #expect(await purchase.confirm("pm_card_visa").status == .succeeded)
        #expect(purchase.network.charges.count == 1)
        #expect(purchase.network.waits.withLock { $0 } == [.milliseconds(500)])
    }

    @Test func anOutcomeNobodyTellsStaysUnknownAndALookUpFindsIt() async throws {
        let purchase = try await Purchase.open()
        purchase.network.add(Fault(.timeoutAfterActing, route: confirmation))
        #expect(await purchase.confirm("pm_card_visa") == .unknown(requestIsOver: false))
        #expect(try await purchase.stripe.lookUpIntent(purchase.intent).status == .succeeded)
        #expect(purchase.network.charges.count == 1)
    }

    @Test func whatWasNeverSentIsSaidSo() async throws {
        let purchase = try await Purchase.open()
        purchase.network.forecast(.unreachable, .unreachable, .unreachable)
        #expect(await purchase.confirm("pm_card_visa") == .notSent)
        purchase.network.forecast(.unreachable)
        #expect(await purchase.confirm("pm_card_visa").status == .succeeded)
    }

    @Test func oneTryInDoubtPutsTheWholeCallInDoubt() async throws {
        let purchase = try await Purchase.open()
        purchase.network.forecast(.lostOnTheWay, .unreachable, .unreachable)
        #expect(await purchase.confirm("pm_card_visa") == .unknown(requestIsOver: false))
        purchase.network.forecast(.lostOnTheWay, .answered(429, ""), .answered(429, ""))
        #expect(await purchase.confirm("pm_card_visa") == .unknown(requestIsOver: false))
    }

    @Test func aServerErrorThatIsKeptIsNotRepeated() async throws {
        let purchase = try await Purchase.open()
        purchase.network.add(Fault(.status500, route: confirmation, count: 1))
        let before = purchase.network.requests.withLock { $0.count }
        #expect(await purchase.confirm("pm_card_visa") == .unknown(requestIsOver: true))
        #expect(purchase.network.requests.withLock { $0.count } == before + 1)
        #expect(try await purchase.stripe.lookUpIntent(purchase.intent).status == .requiresPaymentMethod(nil))
        #expect(await purchase.confirm("pm_card_visa", attempt: 2).status == .succeeded)
        #expect(purchase.network.charges.count == 1)
    }

    @Test func rateLimitsAreWaitedFor() async throws {
        let purchase = try await Purchase.open()
        purchase.network.add(Fault(.status429, route: confirmation, count: 2))
        #expect(await purchase.confirm("pm_card_visa").status == .succeeded)
        #expect(purchase.network.waits.withLock { $0 } == [.milliseconds(500), .seconds(1)])
        purchase.network.add(Fault(.status429))
        #expect(await purchase.confirm("pm_card_visa", attempt: 2) == .notSent)
        await #expect {
            _ = try await purchase.stripe.lookUpIntent(purchase.intent)
        } throws: { error in
            (error as? ProviderFailure)?.kind == .rateLimited && (error as? ProviderFailure)?.mayHaveActed == false
        }
    }

    @Test func aSlowAnswerIsTakenAndATooSlowOneFoundAgain() async throws {
        let purchase = try await Purchase.open()
        purchase.network.add(Fault(.delay, route: confirmation, count: 1, milliseconds: 5_000))
        #expect(await purchase.confirm("pm_card_visa_chargeDeclined").status == nil)
        purchase.network.add(Fault(.delay, route: confirmation, count: 1, milliseconds: 25_000))
        // The first try gives up after 15 s; then the key is in use, and the answer replayed once it is there.
        _ = await purchase.confirm("pm_card_visa", attempt: 2)
        purchase.network.manual.advance(by: .seconds(25))
        #expect(await purchase.confirm("pm_card_visa", attempt: 2).status == .succeeded)
        #expect(purchase.network.charges.count == 1)
    }

    @Test func allTriesTogetherStayWithinTheBudget() async throws {
        let purchase = try await Purchase.open()
        purchase.network.add(Fault(.timeoutAfterActing))
        let start = purchase.network.now
        #expect(await purchase.confirm("pm_card_visa") == .unknown(requestIsOver: false))
        #expect(purchase.network.now - start <= .seconds(25))
    }

    @Test(arguments: [
        SimulatedNetwork.Weather.answered(200, "<html>"), .answered(200, "[]"), .answered(200, "{}"),
        .answered(200, #"{"object":"payment_intent","id":"pi_1","livemode":false,"status":"new_one"}"#),
        .answered(502, "<html>"), .lostOnTheWay,
    ])
    func nonsenseIsNoAnswer(weather: SimulatedNetwork.Weather) async throws {
        let purchase = try await Purchase.open()
        purchase.network.forecast(weather, weather, weather)
        guard case .unknown = await purchase.confirm("pm_card_visa") else {
            return #expect(Bool(false), "claimed to know")
        }
        purchase.network.forecast(weather, weather, weather)
        await #expect(throws: ProviderFailure.self) { _ = try await purchase.stripe.lookUpIntent(purchase.intent) }
        purchase.network.forecast(weather, weather, weather)
        guard
            case .unanswered = await purchase.stripe.createIntent(
                IntentOrder(sessionID: purchase.session, amount: purchase.amount, livemode: false))
        else { return #expect(Bool(false), "claimed to know") }
    }

    @Test func anotherIntentIsNoAnswer() async throws {
        let purchase = try await Purchase.open()
        let other = try await Purchase.open(on: purchase.network, id: 8)
        let body = try #require(
            purchase.network.world.withLock { world in
                let call = SimulatedRequest(
                    .get, "/v1/payment_intents/" + other.intent.intentID, headers: ["Authorization": "Bearer sk_test_x"]
                )
                return world.receive(call, at: purchase.network.now).response.body
            })
        purchase.network.forecast(.answered(200, String(decoding: body, as: UTF8.self)))
        purchase.network.add(Fault(.status500))
        await #expect(throws: ProviderFailure.self) { _ = try await purchase.stripe.lookUpIntent(purchase.intent) }
    }

    @Test func anIntentInDoubtIsTheSameIntentNextTime() async throws {
        let network = SimulatedNetwork()
        network.add(Fault(.timeoutAfterActing, route: "POST /v1/payment_intents", count: 3))
        let session = CheckoutSessionID(UniqueID(bits: 7))
        let order = IntentOrder(
            sessionID: session, amount: Money(minorUnits: 5, currency: try #require(Currency("eur"))), livemode: false)
        let stripe = network.stripe().client
        guard case .unanswered(let failure) = await stripe.createIntent(order) else {
            return #expect(Bool(false), "answered")
        }
        #expect(failure.kind == .unreachable)
        #expect(failure.mayHaveActed)
        guard case .created = await stripe.createIntent(order) else { return #expect(Bool(false), "not made") }
        let list = network.world.withLock { world in
            let call = SimulatedRequest(
                .get, "/v1/payment_intents", headers: ["Authorization": "Bearer sk_test_x"])
            return world.receive(call, at: network.now).response.body
        }
        #expect(try JSONParser.parse(list)["data"]?.array?.count == 1)
    }

    @Test func aWrongKeyIsNobodysDecline() async throws {
        let purchase = try await Purchase.open()
        let stripe = purchase.network.stripe(key: "nonsense").client
        let order = ConfirmOrder(
            intent: purchase.intent, key: .attempt(1, of: purchase.session), paymentMethod: "pm_card_visa",
            returnURL: Purchase.returnURL)
        #expect(await stripe.confirmIntent(order) == .notSent)
        await #expect {
            _ = try await stripe.lookUpIntent(purchase.intent)
        } throws: { ($0 as? ProviderFailure)?.kind == .unauthorized }
        #expect(purchase.network.tries.withLock { $0.last?.problem?.contains("authentication") } == true)
    }

    @Test func aWrongAmountIsReportedAsItIs() async throws {
        let purchase = try await Purchase.open()
        purchase.network.add(Fault(.wrongAmount, count: 1))
        guard case .reported(let report) = await purchase.confirm("pm_card_visa") else {
            return #expect(Bool(false), "not reported")
        }
        #expect(report.amount?.minorUnits == 2001)
    }
}
