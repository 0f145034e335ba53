import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import HTTPMessages

/// A request that bears an `Idempotency-Key`, on its way through whatever it does. It follows what becomes of the key.
final class KeyedRequest: Sendable {
    /// What has become of the key.
    enum Progress: Sendable {
        /// Nobody has asked for it yet.
        case untouched
        /// It may be this request's.
        case taken
        /// This answer was handed to the write that ends the request.
        case answered(HTTPResponse)
        /// It is another request's.
        case foreign
    }

    let claim: IdempotencyClaim
    private let seal: AnswerSeal
    private let state = Locked(Progress.untouched)

    init(_ claim: IdempotencyClaim, _ seal: AnswerSeal) {
        self.claim = claim
        self.seal = seal
    }

    var progress: Progress { state.withLock { $0 } }

    /// For the writes of this request: the key is taken with the first, and `answer` kept with the one that makes it final.
    func use(_ answer: @escaping @Sendable (SessionRecord) throws -> HTTPResponse?) -> IdempotencyUse {
        taken()
        return IdempotencyUse(claim) { [self] record in
            // What cannot be rendered or sealed here fails again, and is told, when the request has ended.
            guard let response = try? answer(record), let stored = try? stored(response) else { return nil }
            state.withLock { $0 = .answered(response) }
            return stored
        }
    }

    func stored(_ response: HTTPResponse) throws(SealingError) -> StoredAnswer {
        try seal.seal(response, claim.scope)
    }

    /// From here on it may be this request's.
    func taken() { state.withLock { $0 = .taken } }

    /// The key was used before: that request's answer, if it is the same request and has one.
    func response(_ answer: IdempotencyAnswer) throws -> HTTPResponse {
        state.withLock { $0 = .foreign }
        switch answer {
        case .replay(let stored): return try seal.open(stored, claim.scope)
        case .mismatch: throw APIError.idempotencyMismatch
        case .stillRunning(let seconds): throw APIError.idempotencyInProgress(retryAfterSeconds: seconds)
        }
    }
}
