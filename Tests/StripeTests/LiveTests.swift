import Checkout
import Cryptography
import EventLoop
import HTTPClient
import Payments
import Simulator
import Testing

@testable import Stripe

/// The adapter over real sockets.
@Suite("Adapter over the network")
struct LiveTests {
    @Test func aPurchase() async throws {
        let loop = try EventLoop.start(name: "stripe")
        let result: Result<Void, any Error> = await loop.run {
            do {
                let client = try HTTPClient(loop: loop)
                let simulator = try await Simulator.start(
                    on: loop, address: .loopback(port: 0), settings: SimulatorSettings(publicURL: ""), seed: 7
                ) { _ in nil }
                var settings = StripeSettings(secretKey: SecretString("sk_test_till"))
                settings.base = simulator.url
                let result: Result<Void, any Error>
                do {
                    result = .success(try await buy(StripeProvider(api: .live(settings, client: client, loop: loop))))
                } catch {
                    result = .failure(error)
                }
                await simulator.stop()
                await client.shutDown()
                return result
            } catch {
                return .failure(error)
            }
        }
        await loop.stop()
        try result.get()
    }

    private func buy(_ stripe: StripeProvider) async throws {
        let session = CheckoutSessionID(UniqueID(bits: 7))
        let amount = Money(minorUnits: 2000, currency: try #require(Currency("usd")))
        guard
            case .created(let created) = await stripe.createIntent(
                IntentOrder(sessionID: session, amount: amount, livemode: false))
        else { return #expect(Bool(false), "no intent") }
        let intent = IntentReference(intentID: created.intentID)
        let answer = await stripe.confirmIntent(
            ConfirmOrder(
                intent: intent, key: .attempt(1, of: session), paymentMethod: "pm_card_visa",
                returnURL: Purchase.returnURL))
        #expect(answer.status == .succeeded)
        #expect(try await stripe.lookUpIntent(intent).status == .succeeded)
    }
}
