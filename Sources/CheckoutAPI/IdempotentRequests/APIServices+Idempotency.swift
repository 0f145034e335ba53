import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer
import Postgres

/// Who sends a request, as far as its idempotency key goes.
struct RequestOwner: Hashable, Sendable {
    let organizationID: OrganizationID
    let livemode: Bool
    /// The end user, for a request with a session token.
    let user: String?

    init(_ organizationID: OrganizationID, livemode: Bool, user: String? = nil) {
        self.organizationID = organizationID
        self.livemode = livemode
        self.user = user
    }

    init(_ caller: Caller) {
        var user: String?
        if case .sessionToken(let token) = caller { user = token.userID }
        self.init(caller.organizationID, livemode: caller.livemode, user: user)
    }
}

extension APIServices {
    /// Answers a POST whose work is one write or a few of ours: at most once for each key, and with the same bytes ever
    /// after.
    func once(
        _ request: HTTPRequest, _ owner: RequestOwner, _ work: () async throws -> HTTPResponse
    ) async throws -> HTTPReply {
        try await keyed(request, owner) { keyed in
            if let keyed {
                keyed.taken()
                if case .answered(let answer) = try await idempotency.claim(keyed.claim) {
                    return try keyed.response(answer)
                }
            }
            return try await work()
        }
    }

    /// The same for work that takes the key along into its own transactions.
    func keyed(
        _ request: HTTPRequest, _ owner: RequestOwner, _ work: (KeyedRequest?) async throws -> HTTPResponse
    ) async throws -> HTTPReply {
        try await self.keyed(keyedRequest(request, owner), requestID: request.id, work)
    }

    func keyed(
        _ keyed: KeyedRequest?, requestID: String, _ work: (KeyedRequest?) async throws -> HTTPResponse
    ) async throws -> HTTPReply {
        let response: HTTPResponse
        do {
            response = try await work(keyed)
        } catch let error as APIError where error.isFinal {
            response = .error(error, requestID: requestID)
        } catch is CancellationError where Task.isCancelled {
            // What was begun goes on without the client, and keeps its answer by itself.
            throw CancellationError()
        } catch {
            if let keyed, let earlier = try await letGo(keyed, after: error) { return .response(earlier) }
            throw error
        }
        return .response(try await settle(keyed, response))
    }

    private func keyedRequest(_ request: HTTPRequest, _ owner: RequestOwner) throws -> KeyedRequest? {
        guard let text = try request.head.single("Idempotency-Key") else { return nil }
        return try keyedRequest(text, request, owner)
    }

    /// For a key that is not the client's own.
    func keyedRequest(_ text: String, _ request: HTTPRequest, _ owner: RequestOwner) throws -> KeyedRequest {
        guard let key = IdempotencyKey(text) else { throw APIError.idempotencyKeyInvalid }
        let scope = IdempotencyScope(organizationID: owner.organizationID, livemode: owner.livemode, key: key)
        let fingerprint = try RequestFingerprint.bytes(of: request, user: owner.user)
        return KeyedRequest(
            IdempotencyClaim(scope: scope, fingerprint: fingerprint, at: now), AnswerSeal(keys: keys.sealing))
    }

    /// What is answered now is what will be answered again.
    private func settle(_ keyed: KeyedRequest?, _ response: HTTPResponse) async throws -> HTTPResponse {
        guard let keyed else { return response }
        switch keyed.progress {
        case .untouched, .foreign: return response
        case .answered(let kept): return kept
        case .taken:
            do {
                try await idempotency.finish(keyed.claim, keyed.stored(response))
            } catch let error as PostgresError {
                // It is done, and the client had better know: an error would make it try again.
                observer.heard(.answerNotKept(reason: "\(error)"))
            }
            return response
        }
    }

    /// Nothing came of the request, so that its key is good for another try. But what is refused now may have been taken
    /// the first time, when its price was not archived yet: then that is the answer.
    private func letGo(_ keyed: KeyedRequest, after error: any Error) async throws -> HTTPResponse? {
        switch keyed.progress {
        case .answered, .foreign: return nil
        case .untouched:
            guard error is APIError else { return nil }
            if case .answered(let answer) = try await idempotency.claim(keyed.claim) {
                return try keyed.response(answer)
            }
        case .taken: break
        }
        do {
            try await idempotency.release(keyed.claim)
        } catch {
            // The key comes free by itself when this request counts as dead.
            observer.heard(.answerNotKept(reason: "\(error)"))
        }
        return nil
    }
}
