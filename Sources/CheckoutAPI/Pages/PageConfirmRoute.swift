import Checkout
import CheckoutFlow
import CheckoutStore
import HTTPMessages
import HTTPServer

/// `POST /checkout/{sessionId}/confirm`: the buyer pays on our own page, which knows the session's id and not its secret.
struct PageConfirmRoute: Sendable {
    let services: APIServices

    func add(to table: inout RouteTable) {
        table.post("/checkout/{sessionId}/confirm") { request, _ in try await confirm(request) }
    }

    private func confirm(_ request: HTTPRequest) async throws -> HTTPReply {
        try services.requireOwnPage(request)
        try request.refuseCardNumbers()
        let record = try await services.pagedSession(request)
        let confirm = try PageConfirmRequest(request.fields())
        // Whoever asks again about what is under way, or over, tries no card.
        let isOpen = !record.state.status.isTerminal && record.state.unresolvedAttempt == nil
        if isOpen {
            try confirm.requireBuyer(of: record.terms)
            try services.admit(.confirm, record.id)
        }
        let owner = RequestOwner(record.organizationID, livemode: record.terms.merchant.livemode)
        return try await services.keyed(request, owner) { keyed in
            if isOpen, confirm.customer != CustomerDetails() {
                try await services.store.note(confirm.customer, of: record.id)
            }
            return try await perform(record.id, confirm, keyed, request)
        }
    }

    private func perform(
        _ id: CheckoutSessionID, _ confirm: PageConfirmRequest, _ keyed: KeyedRequest?, _ request: HTTPRequest
    ) async throws -> HTTPResponse {
        let answer = ConfirmationAnswer(answers: SessionAnswers(services: services), audience: .anybody)
        let requestID = request.id
        let use = keyed?.use { record in try answer.final(record, requestID: requestID) }
        let language = request.namedLocale.map { "?locale=\($0)" } ?? ""
        let outcome = try await services.flow.confirm(
            id, paymentMethod: confirm.paymentMethod, returnURL: services.body.checkoutURL(id) + language,
            idempotency: use)
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
