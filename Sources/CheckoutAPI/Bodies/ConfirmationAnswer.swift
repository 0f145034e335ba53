import Checkout
import CheckoutStore
import HTTPMessages

/// What a confirm is answered with, by what became of its attempt.
struct ConfirmationAnswer: Sendable {
    let answers: SessionAnswers

    /// The session, or the error that says why it is not paid.
    func response(_ record: SessionRecord) throws -> HTTPResponse {
        switch record.state.status {
        case .completed: return try answers.confirmed(record)
        case .expired: throw APIError.sessionExpired(try answers.full(record))
        case .canceled: throw APIError.sessionCanceled(try answers.full(record))
        case .pending, .processing, .failed: break
        }
        switch record.state.attempt?.outcome {
        case .started, .unknown: throw APIError.providerTimeout("the outcome of a confirm is not known yet")
        case .notProcessed: throw APIError.providerUnavailable("a confirm was not processed")
        case .declined:
            guard let failure = record.state.failure else { return try answers.confirmed(record) }
            throw APIError.paymentFailed(FailureView(failure), try answers.full(record))
        case .requiresAction, .processing, .succeeded, .superseded, .canceled, nil:
            return try answers.confirmed(record)
        }
    }

    /// The same answer once it can change no more; nil before.
    func final(_ record: SessionRecord, requestID: String) throws -> HTTPResponse? {
        do {
            return try response(record)
        } catch let error as APIError {
            return error.isFinal ? .error(error, requestID: requestID) : nil
        }
    }

    func error(_ refusal: ConfirmRefusal, _ record: SessionRecord) throws -> APIError {
        switch refusal {
        case .notOpen: .sessionNotFound()
        case .completed: .sessionCompleted(try answers.full(record))
        case .expired: .sessionExpired(try answers.full(record))
        case .canceled: .sessionCanceled(try answers.full(record))
        case .attemptInProgress: .attemptInProgress(try answers.full(record))
        case .paymentMethodRequired: .missing("paymentMethodId")
        case .cannotStart(let refusal): APIError(refusal)
        }
    }
}
