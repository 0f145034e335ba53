import BackgroundWork
import Checkout
import CheckoutFlow
import CheckoutStore
import EventLoop
import HTTPClient
import Payments
import Stripe

/// The provider's products and prices, read into a merchant's own.
extension Merchants {
    func syncPrices(_ order: PriceSyncOrder) async throws -> AdministrationReport {
        guard let settings = stripe.settings else {
            throw CommandFailure(
                .configuration, "STRIPE_SECRET_KEY is not set: give the key of the account whose prices are wanted.")
        }
        let livemode = settings.livemode ?? order.livemode ?? false
        if let wanted = order.livemode, wanted != livemode {
            throw CommandFailure(
                .refused,
                "STRIPE_SECRET_KEY is a \(livemode ? "live" : "test") key: it does not see prices of the other mode.")
        }
        let organization = try await organization(order.organization)
        let place = ProviderPlace(order.provider, livemode: livemode, accountID: organization.stripeAccountID)
        let client = try HTTPClient(loop: loop)
        let api = StripeAPI.live(settings, client: client, loop: loop)
        let provider = StripeProvider(api: api).client.paced(by: CallPacer(loop: loop))
        let sync = PriceSync(catalog, provider, now: { now })
        let result: Result<[CatalogStep], any Error>
        do {
            result = .success(try await sync.run(for: organization.id, at: place, isDry: order.isDry))
        } catch let failure as PriceSync.Failure {
            result = .failure(Self.failure(failure.cause))
        } catch {
            result = .failure(error)
        }
        await client.shutDown()
        return AdministrationReport(steps: try result.get(), of: organization, order, livemode: livemode)
    }

    private static func failure(_ cause: ProviderFailure) -> CommandFailure {
        let detail = cause.detail.trimmingSuffix(".")
        return switch cause.kind {
        case .unauthorized:
            CommandFailure(.refused, "Stripe does not take STRIPE_SECRET_KEY for this account: \(detail).")
        default: CommandFailure(.unavailable, "Stripe cannot be asked: \(detail). Nothing was changed.")
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        last == suffix ? String(dropLast()) : self
    }
}

/// What `till prices sync` was asked to do.
struct PriceSyncOrder: Equatable, Sendable {
    var provider = PaymentProvider.stripe
    /// By slug or id; nil for the only one there is.
    var organization: String?
    /// Nil for whichever the key is of.
    var livemode: Bool?
    /// Tells what would be done, and changes nothing.
    var isDry = false
}
