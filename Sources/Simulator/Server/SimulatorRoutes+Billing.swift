import EventLoop
import HTTPMessages
import HTTPServer

/// What happens to bills that cannot be collected, and subscriptions that change behind everybody's back.
extension SimulatorRoutes {
    @Sendable
    func showBilling(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        .json(engine.value.world.settings.billing.bytes)
    }

    @Sendable
    func changeBilling(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        let body = try JSONReader(body: request.body)
        let end = try body.choice("afterPaymentRetries", of: AfterPaymentRetries.self)
        let days = try Self.retryDays(body)
        engine.value.change { world, _ in
            if let end { world.settings.afterPaymentRetries = end }
            if let days { world.settings.paymentRetries = days.map { .seconds($0 * 86_400) } }
        }
        return try await showBilling(request, context)
    }

    private static func retryDays(_ body: JSONReader) throws(APIError) -> [Int64]? {
        guard let value = body.value("paymentRetryDays") else { return nil }
        let days = value.array?.compactMap(\.integer)
        guard let days, days.count == value.array?.count, days.count <= 8, days.allSatisfy({ (1...60).contains($0) })
        else {
            throw body.invalid("paymentRetryDays", "up to eight numbers of days from 1 to 60")
        }
        return days
    }

    /// No event tells of it, so that whoever believes events alone is wrong from then on.
    @Sendable
    func driftSubscription(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        let body = try JSONReader(body: request.body)
        let status = try body.required("status", body.choice("status", of: Subscription.Status.self))
        let id = request.parameters["id"] ?? ""
        let entry = engine.value.change { world, now in world.drift(id, to: status, at: now) }
        guard let entry else {
            throw APIError(.notFound, code: "not_found", message: "There is no such subscription.")
        }
        return .json(entry.bytes)
    }
}

extension SimulatorSettings {
    fileprivate var billing: JSONValue {
        [
            "paymentRetryDays": .array(paymentRetries.map { .integer($0.components.seconds / 86_400) }),
            "afterPaymentRetries": .string(afterPaymentRetries.rawValue),
        ]
    }
}
