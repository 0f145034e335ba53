package import Checkout
import HTTPMessages

extension SimulatedStripe {
    /// Acts on a call and says how the answer leaves.
    package mutating func receive(_ request: SimulatedRequest, at now: Timestamp) -> SimulatedAnswer {
        advance(to: now)
        let subject = "\(request.method.name) \(request.path)"
        let requestID = generator.identifier("req_", length: 14)
        let isLost = faults.take(.timeoutAfterActing, forCall: subject)
        let delay = faults.take(.delay, forCall: subject)?.duration ?? .zero
        var response = answer(request, subject: subject, requestID: requestID, delay: delay, at: now)
        addHeaders(to: &response, request, requestID: requestID)
        if let isLost { return SimulatedAnswer(response: response, fate: .lost(after: lossDelay(isLost))) }
        return SimulatedAnswer(response: response, fate: delay > .zero ? .delayed(delay) : .sent)
    }

    private func lossDelay(_ fault: Fault) -> Duration { fault.duration ?? settings.heldConnection }

    private mutating func answer(
        _ request: SimulatedRequest, subject: String, requestID: String, delay: Duration, at now: Timestamp
    ) -> HTTPResponse {
        do throws(StripeFailure) {
            if faults.take(.status429, forCall: subject) != nil { throw .rateLimited }
            let call = try admit(request, requestID: requestID, at: now)
            return try perform(call, subject: subject, delay: delay)
        } catch {
            return Self.response(for: error)
        }
    }

    /// Answers from the idempotency records where they have the answer, else runs the operation and keeps what it said.
    private mutating func perform(
        _ call: APICall, subject: String, delay: Duration
    ) throws(StripeFailure) -> HTTPResponse {
        guard call.operation.method == .post, let text = call.idempotencyKey else {
            if faults.take(.status500, forCall: subject) != nil { throw .serverError(isKept: false) }
            return .json(try run(call).bytes)
        }
        let key = IdempotencyRecords.Key(owner: call.owner, text: text)
        let use = IdempotencyRecords.Use(path: call.path, parameters: call.parameters.map)
        if let replay = try replay(key, use, at: call.now) { return replay }
        let response: HTTPResponse
        do throws(StripeFailure) {
            if faults.take(.status500, forCall: subject) != nil { throw .serverError(isKept: true) }
            response = .json(try run(call).bytes)
        } catch {
            guard error.isKept else { throw error }
            response = Self.response(for: error)
        }
        idempotency.keep(response, for: use, key, at: call.now, answeredAt: call.now + delay)
        return response
    }

    private mutating func replay(
        _ key: IdempotencyRecords.Key, _ use: IdempotencyRecords.Use, at now: Timestamp
    ) throws(StripeFailure) -> HTTPResponse? {
        switch idempotency.verdict(key, for: use, at: now) {
        case .first: return nil
        case .running: throw .keyInUse(key.text)
        case .otherParameters: throw .keyWithOtherParameters(key.text)
        case .otherPath(let path): throw .keyOnOtherPath(key.text, used: path, now: use.path)
        case .replay(var response):
            response.headers.set("Idempotent-Replayed", "true")
            return response
        }
    }

    private mutating func run(_ call: APICall) throws(StripeFailure) -> JSONValue {
        try call.parameters.checkNames(call.operation.parameters)
        let paths = try call.parameters.texts("expand") ?? []
        var json = try call.operation.body(&self, call)
        for path in paths { json = try expand(path, in: json, owner: call.owner) }
        return json
    }

    private static func response(for failure: StripeFailure) -> HTTPResponse {
        var response = HTTPResponse.json(JSONValue.object(["error": failure.json]).bytes, failure.status)
        for field in failure.headers.fields { response.headers.set(field.name, field.value) }
        return response
    }

    private func addHeaders(to response: inout HTTPResponse, _ request: SimulatedRequest, requestID: String) {
        response.headers.set("Request-Id", requestID)
        response.headers.set("Stripe-Version", request.headers["Stripe-Version"] ?? settings.apiVersion)
        response.headers.set("Access-Control-Allow-Origin", "*")
        for name: HTTPFieldName in ["Stripe-Account", "Idempotency-Key"] {
            if let value = request.headers[name] { response.headers.set(name, value) }
        }
    }
}
