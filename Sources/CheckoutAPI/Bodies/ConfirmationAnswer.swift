import Checkout
import CheckoutStore
import HTTPMessages

/// What a confirm is answered with, by what became of its attempt.
struct ConfirmationAnswer: Sendable {
    /// Who gets it.
    enum Audience: Sendable {
        /// Whoever has the client secret.
        case owner
        /// Whoever has the session's id.
        case anybody
    }

    let answers: SessionAnswers
    var audience = Audience.owner

    /// The session, or the error that says why it is not paid.
    func response(_ record: SessionRecord) throws -> HTTPResponse {
        switch record.state.status {
        case .completed: return try confirmed(record)
        case .expired: throw APIError.sessionExpired(try body(record))
        case .canceled: throw APIError.sessionCanceled(try body(record))
        case .pending, .processing, .failed: break
        }
        switch record.state.attempt?.outcome {
        case .started, .unknown: throw APIError.providerTimeout("the outcome of a confirm is not known yet")
        case .notProcessed: throw APIError.providerUnavailable("a confirm was not processed")
        case .declined:
            guard let failure = record.state.failure else { return try confirmed(record) }
            throw APIError.paymentFailed(FailureView(failure), try body(record))
        case .requiresAction, .processing, .succeeded, .superseded, .canceled, nil:
            return try confirmed(record)
        }
    }

    private func confirmed(_ record: SessionRecord) throws -> HTTPResponse {
        switch audience {
        case .owner: try answers.confirmed(record)
        case .anybody: answers.ok(answers.anybodys(record))
        }
    }

    private func body(_ record: SessionRecord) throws -> [UInt8] {
        switch audience {
        case .owner: try answers.full(record)
        case .anybody: answers.anybodys(record)
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
        case .completed: .sessionCompleted(try body(record))
        case .expired: .sessionExpired(try body(record))
        case .canceled: .sessionCanceled(try body(record))
        case .attemptInProgress: .attemptInProgress(try body(record))
        case .paymentMethodRequired: .missing("paymentMethodId")
        case .cannotStart(let refusal): APIError(refusal)
        case .cannotChange(let refusal): APIError(refusal, of: record.terms.existingSubscriptionID)
        }
    }
}
