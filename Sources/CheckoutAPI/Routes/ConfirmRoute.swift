import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import HTTPMessages
import HTTPServer

/// `POST /v1/checkout/{clientSecret}/confirm`: the buyer pays.
struct ConfirmRoute: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post(
            "/v1/checkout/{clientSecret}/confirm",
            services.openToBrowsers { request, _, origin in try await confirm(request, origin) })
    }

    private func confirm(_ request: HTTPRequest, _ origin: CrossOrigin) async throws -> HTTPReply {
        try request.refuseCardNumbers()
        let secret = SecretString(request.parameters["clientSecret"] ?? "")
        guard let record = try await Authentication(services).session(clientSecret: secret) else {
            try services.admit(.badCredential, addressOf: request)
            throw APIError.sessionNotFound()
        }
        try await origin.allow(record.organizationID)
        let livemode = record.terms.merchant.livemode
        let confirm = try ConfirmRequest(request.fields(), livemode: livemode)
        // Whoever asks again about what is under way, or over, tries no card.
        if !record.state.status.isTerminal, record.state.unresolvedAttempt == nil {
            try services.admit(.confirm, record.id)
        }
        return try await services.keyed(request, RequestOwner(record.organizationID, livemode: livemode)) { keyed in
            try await perform(record.id, confirm, keyed, requestID: request.id)
        }
    }

    private func perform(
        _ id: CheckoutSessionID, _ confirm: ConfirmRequest, _ keyed: KeyedRequest?, requestID: String
    ) async throws -> HTTPResponse {
        let answer = ConfirmationAnswer(answers: SessionAnswers(services: services))
        let use = keyed?.use { record in try answer.final(record, requestID: requestID) }
        let outcome = try await services.flow.confirm(
            id, paymentMethod: confirm.paymentMethod, returnURL: confirm.returnURL, idempotency: use)
        switch outcome {
        case .settled(let record): return try answer.response(record)
        case .refused(let refusal, let record): throw try answer.error(refusal, record)
        case .notFound: throw APIError.sessionNotFound()
        case .answered(let earlier):
            guard let keyed else { throw APIError.unexpected("an answer to a key that was not sent") }
            return try keyed.response(earlier)
        }
    }
}
