import Checkout
import EventLoop
import HTTPMessages
import HTTPServer

/// The 3DS page, and what its buttons and outside checkers send.
extension SimulatorRoutes {
    @Sendable
    func showAuthentication(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        let id = request.parameters["id"] ?? ""
        do throws(AuthenticationError) {
            let pending = try engine.value.world.pendingAuthentication(id)
            return .response(AuthenticationPage.question(pending).response())
        } catch {
            return .response(AuthenticationPage.nothingToDo(error).response(error.apiError.status))
        }
    }

    /// JSON from a checker gets JSON; the form of the page gets sent back to the merchant.
    @Sendable
    func authenticate(_ request: HTTPRequest, _ context: RequestContext) async throws -> HTTPReply {
        let id = request.parameters["id"] ?? ""
        let type = request.head["Content-Type"] ?? ""
        guard type.hasPrefix("application/x-www-form-urlencoded") else {
            let body = try JSONReader(body: request.body)
            let outcome = try body.required("outcome", body.choice("outcome", of: AuthenticationOutcome.self))
            do throws(AuthenticationError) {
                return .json(try authenticate(id, outcome).json.bytes)
            } catch {
                throw error.apiError
            }
        }
        let form = try? FormParser.parse(request.body)
        guard let outcome = form?["outcome"]?.text.flatMap(AuthenticationOutcome.init) else {
            throw APIError(
                .validation, code: "parameter_invalid", message: "outcome has to be approve or refuse.",
                param: "outcome")
        }
        do throws(AuthenticationError) {
            let intent = try authenticate(id, outcome)
            guard let url = intent.returnURL else {
                return .response(AuthenticationPage.done(outcome, status: intent.status).response())
            }
            return .response(HTTPResponse(.seeOther, headers: ["Location": url]))
        } catch {
            return .response(AuthenticationPage.nothingToDo(error).response(error.apiError.status))
        }
    }

    private func authenticate(
        _ id: String, _ outcome: AuthenticationOutcome
    ) throws(AuthenticationError) -> AuthenticatedIntent {
        try engine.value.change { world, now throws(AuthenticationError) in
            try world.authenticate(id, outcome, at: now)
        }
    }
}

extension AuthenticatedIntent {
    fileprivate var json: JSONValue {
        ["id": .string(id), "status": .string(status), "returnUrl": .text(returnURL)]
    }
}

extension AuthenticationError {
    fileprivate var apiError: APIError {
        switch self {
        case .noSuchIntent:
            APIError(.notFound, code: "intent_not_found", message: "There is no such intent.")
        case .notPending(let status):
            APIError(
                .conflict, code: "nothing_to_authenticate",
                message: "The intent waits for no authentication: \(status).")
        }
    }
}
