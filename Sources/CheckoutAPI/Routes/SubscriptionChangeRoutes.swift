import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer

/// What merchants change about subscriptions: at the provider first, and in our row before the answer is sent.
struct SubscriptionChangeRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        let path = "/v1/subscriptions/{subscriptionId}"
        table.post("\(path)/cancel") { request, _ in try await cancel(request) }
        table.post("\(path)/reactivate") { request, _ in try await reactivate(request) }
        table.post("\(path)/change") { request, _ in try await change(request) }
        table.post("\(path)/change/preview") { request, _ in try await preview(request) }
        table.post(path) { request, _ in try await update(request) }
    }

    /// With the period that is paid for, unless it is to end at once.
    private func cancel(_ request: HTTPRequest) async throws -> HTTPReply {
        let (caller, fields) = try await read(request)
        let atPeriodEnd = try fields.bool("atPeriodEnd") ?? true
        return try await change(request, caller) { record in
            try await services.flow.subscriptions.cancel(record.id, atPeriodEnd: atPeriodEnd)
        }
    }

    private func reactivate(_ request: HTTPRequest) async throws -> HTTPReply {
        let (caller, _) = try await read(request)
        return try await change(request, caller) { record in
            try await services.flow.subscriptions.reactivate(record.id)
        }
    }

    private func change(_ request: HTTPRequest) async throws -> HTTPReply {
        let (caller, fields) = try await read(request)
        let wanted = try PlanChangeRequest(fields)
        return try await change(request, caller) { record in
            try await services.flow.subscriptions.change(record.id, to: try await wanted.plan(of: record, services))
        }
    }

    private func preview(_ request: HTTPRequest) async throws -> HTTPReply {
        let (caller, fields) = try await read(request)
        let wanted = try PlanChangeRequest(fields)
        return try await services.once(request, RequestOwner(.secretKey(caller))) {
            let record = try await services.subscription(in: request, of: .secretKey(caller))
            let plan = try await wanted.plan(of: record, services)
            let outcome = try await services.flow.subscriptions.previewChange(record.id, to: plan)
            return .changePreview(try outcome.preview(), of: record.id, plan)
        }
    }

    /// The status first: if it is refused, nothing has changed.
    private func update(_ request: HTTPRequest) async throws -> HTTPReply {
        let (caller, fields) = try await read(request)
        let status: SubscriptionStatus? = try fields.choice("status")
        let metadata = try fields.isNull("metadata") ? .empty : fields.metadata()
        return try await change(request, caller) { record in
            let flow = services.flow.subscriptions
            var outcome = SubscriptionChangeOutcome.settled(record)
            if let status { outcome = try await flow.override(record.id, to: status) }
            guard let metadata, case .settled = outcome else { return outcome }
            return try await flow.setMetadata(record.id, to: metadata)
        }
    }

    // MARK: What they have in common

    private func read(_ request: HTTPRequest) async throws -> (MerchantCaller, JSONReader) {
        let caller = try await Authentication(services).merchant(of: request)
        return (caller, try request.fields())
    }

    private func change(
        _ request: HTTPRequest, _ caller: MerchantCaller,
        _ work: (SubscriptionRecord) async throws -> SubscriptionChangeOutcome
    ) async throws -> HTTPReply {
        try await services.once(request, RequestOwner(.secretKey(caller))) {
            let record = try await services.subscription(in: request, of: .secretKey(caller))
            let changed = try await work(record).record()
            let links = SubscriptionLinks(services: services)
            try await links.withdraw(from: changed)
            let link = try await links.find(for: [changed])[changed.id]
            return .subscription(changed, for: .secretKey(caller), link: link)
        }
    }
}
