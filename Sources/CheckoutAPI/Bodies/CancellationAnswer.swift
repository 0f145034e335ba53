import Checkout
import CheckoutStore
import HTTPMessages

/// What a cancel is answered with, by what became of it.
struct CancellationAnswer: Sendable {
    let answers: SessionAnswers
    let caller: Caller

    /// The session: canceled, or with 202 while the provider has not agreed yet.
    func response(_ record: SessionRecord) throws -> HTTPResponse {
        let body = try answers.body(record, for: caller)
        switch record.state.status {
        case .canceled: return answers.ok(body)
        case .completed: throw APIError.sessionCompleted(body)
        case .expired: throw APIError.sessionExpired(body)
        case .pending, .processing, .failed:
            guard record.state.ending == nil else { return answers.ok(body, .accepted) }
            throw APIError.attemptInProgress(body)
        }
    }

    /// The same answer once it can change no more; nil before.
    func final(_ record: SessionRecord, requestID: String) throws -> HTTPResponse? {
        do {
            return record.state.status.isTerminal ? try response(record) : nil
        } catch let error as APIError {
            return error.isFinal ? .error(error, requestID: requestID) : nil
        }
    }

    func error(_ refusal: CancelRefusal, _ record: SessionRecord) throws -> APIError {
        let body = try answers.body(record, for: caller)
        return switch refusal {
        case .notOpen: .sessionNotFound()
        case .completed: .sessionCompleted(body)
        case .expired: .sessionExpired(body)
        case .attemptInProgress: .attemptInProgress(body)
        }
    }
}
