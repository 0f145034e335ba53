import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import HTTPMessages
import HTTPServer

/// `/v1/refunds`: money that goes back. The merchant's own backend only.
struct RefundRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/v1/refunds") { request, _ in try await create(request) }
        table.get("/v1/refunds") { request, _ in try await list(request) }
        table.get("/v1/refunds/{refundId}") { request, _ in try await show(request) }
    }

    private func create(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let wanted = try RefundRequest(request.fields())
        return try await services.keyed(request, RequestOwner(.secretKey(caller))) { keyed in
            if let keyed {
                keyed.taken()
                if case .answered(let answer) = try await services.idempotency.claim(keyed.claim) {
                    return try keyed.response(answer)
                }
            }
            // Kept with the refund as well: whoever takes a dead request up finds what it had made.
            let key = keyed.map { RefundRequestKey(key: $0.claim.scope.key, fingerprint: $0.claim.fingerprint) }
            let id = RefundID(UniqueID(bits: try RandomUUID.version7(unixMilliseconds: services.now.unixMilliseconds)))
            let wish = RefundWish(
                of: wanted.payment, wanted.refund(id, key: key), for: caller.organization, livemode: caller.livemode)
            return try Self.response(try await services.flow.refund(wish), to: wanted)
        }
    }

    private static func response(_ outcome: RefundOutcome, to wanted: RefundRequest) throws(APIError) -> HTTPResponse {
        switch outcome {
        case .settled(let record): return .refund(record, .created)
        case .refused(let refusal): throw APIError(refusal)
        case .refusedByProvider(let reason): throw .refundRefused(reason)
        case .providerFailed(let failure): throw .refundNotSent(failure)
        case .notConfigured:
            var error = APIError.providerNotConfigured
            error.param = nil
            throw error
        case .noSuchPayment:
            if case .session = wanted.payment { throw .sessionNotFound(param: "sessionId") }
            throw .paymentNotFound
        case .keyUsedForAnother: throw .idempotencyMismatch
        }
    }

    private func list(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        let query = try request.query()
        var filter = RefundFilter(organizationID: caller.organization.id, livemode: caller.livemode)
        filter.session = try query.id("sessionId")
        filter.subscription = try query.id("subscriptionId")
        filter.intentID = try query.string("paymentIntentId", atMost: CheckoutLimits.providerIDCharacterCount)
        filter.status = try query.choice("status")
        let page = try await services.refunds.list(filter, after: try query.cursor(), limit: try query.limit())
        return .list(page) { json, refund in json.refund(refund) }
    }

    private func show(_ request: HTTPRequest) async throws -> HTTPReply {
        let caller = try await Authentication(services).merchant(of: request)
        guard
            let id = request.id("refundId", as: RefundID.self),
            let refund = try await services.refunds.find(id, of: caller.organization.id, livemode: caller.livemode)
        else { throw APIError.refundNotFound }
        return .response(.refund(refund))
    }
}
