import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer

/// A session for those who own it: the merchant, whoever has its client secret, and the end user it was ordered for.
struct SessionRoutes: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.get(
            "/v1/checkout/{sessionId}",
            services.openToBrowsers { request, _, origin in try await read(request, origin) })
        table.post(
            "/v1/checkout/{sessionId}/cancel",
            services.openToBrowsers { request, _, origin in try await cancel(request, origin) })
        table.get("/v1/checkout/{sessionId}/timeline") { request, _ in try await timeline(request) }
    }

    private func read(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let caller = try await Authentication(services).caller(of: request, origin)
        let record = try await services.session(in: request, of: caller, operation: .readCheckout)
        let answers = SessionAnswers(services: services)
        return .response(answers.ok(try answers.body(record, for: caller)))
    }

    // MARK: Cancel

    private func cancel(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        let caller = try await Authentication(services).caller(of: request, origin)
        // The client secret is for whoever pays; ending the merchant's session is not theirs.
        if case .clientSecret = caller { throw APIError.credentialNotEnough }
        let record = try await services.session(in: request, of: caller, operation: .createCheckout)
        _ = try request.fields()
        return try await services.keyed(request, RequestOwner(caller)) { keyed in
            try await cancel(record.id, caller, keyed, requestID: request.id)
        }
    }

    private func cancel(
        _ id: CheckoutSessionID, _ caller: Caller, _ keyed: KeyedRequest?, requestID: String
    ) async throws -> HTTPResponse {
        let answer = CancellationAnswer(answers: SessionAnswers(services: services), caller: caller)
        let use = keyed?.use { record in try answer.final(record, requestID: requestID) }
        switch try await services.flow.cancel(id, idempotency: use) {
        case .settled(let record): return try answer.response(record)
        case .refused(let refusal, let record): throw try answer.error(refusal, record)
        case .notFound: throw APIError.sessionNotFound()
        case .answered(let earlier):
            guard let keyed else { throw APIError.unexpected("an answer to a key that was not sent") }
            return try keyed.response(earlier)
        }
    }

    // MARK: Timeline

    /// Everything that is on record about the session: for the merchant only, because it holds what banks and operators say.
    private func timeline(_ request: HTTPRequest) async throws -> HTTPReply {
        let merchant = try await Authentication(services).merchant(of: request)
        let record = try await services.session(in: request, of: .secretKey(merchant), operation: .readCheckout)
        let entries = try await services.store.timeline(record.id)
        return .object { json in json.timeline(entries) }
    }
}

extension APIServices {
    /// The session in the path, if it is the caller's; to everybody else it does not exist.
    func session(
        in request: HTTPRequest, of caller: Caller, operation: TokenOperation
    ) async throws -> SessionRecord {
        if case .sessionToken(let token) = caller { try token.require(operation) }
        guard
            let id = request.id("sessionId", as: CheckoutSessionID.self), let record = try await store.record(id),
            record.state.version > 0, caller.owns(record)
        else { throw APIError.sessionNotFound() }
        return record
    }
}

extension Caller {
    fileprivate func owns(_ record: SessionRecord) -> Bool {
        guard record.organizationID == organizationID, record.terms.merchant.livemode == livemode else { return false }
        return switch self {
        case .secretKey: true
        case .sessionToken(let token): record.tokenUser == token.userID
        case .clientSecret(let buyer): buyer.record.id == record.id
        }
    }
}
