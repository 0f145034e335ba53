import Checkout
import CheckoutFlow
import HTTPMessages
import HTTPServer
import Payments

/// `/stripe/webhooks` and `/paddle/webhooks`: what the payment providers tell. What is acknowledged is stored.
struct ProviderWebhookRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/stripe/webhooks") { request, _ in try await receive(request, from: .stripe) }
        table.post("/paddle/webhooks") { request, _ in try await receive(request, from: .paddle) }
    }

    private func receive(_ request: HTTPRequest, from provider: PaymentProvider) async throws -> HTTPReply {
        guard let webhooks = services.providers.webhooks(of: provider) else {
            throw APIError.webhooksNotConfigured(provider.rawValue)
        }
        try verify(request, webhooks, provider)
        let event: VerifiedEvent
        do throws(UnreadableWebhook) {
            event = try webhooks.read(request.body)
        } catch {
            services.observer.heard(.webhookRefused(provider: provider.rawValue, reason: error.reason))
            throw APIError.webhookUnreadable(error.reason)
        }
        try await store(event, request.body, from: provider)
        return .object { json in
            json.member("received", true)
            json.member("id", event.id)
        }
    }

    /// Over the bytes as they came, before anything in them is read.
    private func verify(
        _ request: HTTPRequest, _ webhooks: ProviderWebhooks, _ provider: PaymentProvider
    ) throws(APIError) {
        let header = HTTPFieldName(webhooks.signatureHeader)
        let signature = try header.flatMap { name throws(APIError) in try request.head.single(name) }
        do throws(WebhookRejection) {
            try webhooks.verify(signature, request.body, services.now)
        } catch {
            services.observer.heard(.webhookRefused(provider: provider.rawValue, reason: error.reason))
            if error.isOurs { throw .webhookNotStored(error.reason) }
            // A provider's own deliveries come from few addresses, many at a time: only what is forged is counted.
            try services.admit(.badSignature, addressOf: request)
            throw .signatureInvalid(error.reason)
        }
    }

    /// The provider sends again what is not acknowledged, so that any trouble of ours is told as one that passes.
    private func store(_ event: VerifiedEvent, _ payload: [UInt8], from provider: PaymentProvider) async throws {
        do {
            _ = try await services.flow.eventReceived(event, from: provider, payload: payload)
        } catch let error as CancellationError where Task.isCancelled {
            throw error
        } catch {
            throw APIError.webhookNotStored("\(error)")
        }
        services.observer.heard(.webhookReceived(provider: provider.rawValue, type: event.type))
    }
}
