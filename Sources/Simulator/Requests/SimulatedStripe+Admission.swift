import Checkout
import Cryptography
import HTTPMessages

extension SimulatedStripe {
    /// Finds the operation, the caller and the parameters of a request.
    func admit(
        _ request: SimulatedRequest, requestID: String, at now: Timestamp
    ) throws(StripeFailure) -> APICall {
        let parameters = try Self.parameters(of: request)
        let (owner, access) = try authenticate(request, parameters)
        let path = request.path.split(separator: "/")
        var found: (operation: Operation, identifiers: [String])?
        for operation in Operation.all where operation.method == request.method {
            guard let identifiers = operation.identifiers(in: path) else { continue }
            // A literal segment beats a parameter: `invoices/upcoming` is no invoice.
            if identifiers.count < found?.identifiers.count ?? .max { found = (operation, identifiers) }
        }
        guard let (operation, identifiers) = found else { throw .unknownPath(request.method, request.path) }
        guard access == .secret || operation.isPublic else { throw .secretKeyNeeded }
        let key = request.headers["Idempotency-Key"]
        if let key, key.isEmpty || key.unicodeScalars.count > 255 { throw .keyTooLong }
        return APICall(
            operation: operation, path: request.path, identifiers: identifiers, parameters: Parameters(parameters),
            owner: owner, access: access, idempotencyKey: key, requestID: requestID, now: now)
    }

    private static func parameters(of request: SimulatedRequest) throws(StripeFailure) -> FormMap {
        let isQuery = request.method == .get || request.method == .delete
        do throws(FormError) {
            return try FormParser.parse(isQuery ? Array((request.query ?? "").utf8) : request.body)
        } catch {
            throw .invalid("Invalid request: the parameters cannot be read (\(error)).")
        }
    }

    private func authenticate(
        _ request: SimulatedRequest, _ parameters: FormMap
    ) throws(StripeFailure) -> (Owner, APICall.Access) {
        guard let key = Self.key(of: request) ?? parameters["key"]?.text else { throw .noKey }
        let parts = key.split(separator: "_", maxSplits: 2)
        guard
            parts.count == 3, ["sk", "rk", "pk"].contains(parts[0]), ["test", "live"].contains(parts[1]),
            settings.acceptedKeys.isEmpty || parts[0] == "pk" || settings.acceptedKeys.contains(key)
        else { throw .badKey(key) }
        let owner = Owner(account: request.headers["Stripe-Account"], isLive: parts[1] == "live")
        return (owner, parts[0] == "pk" ? .publishable : .secret)
    }

    /// As a bearer token, or as the user of Basic authentication (`curl -u sk_test_…:`).
    private static func key(of request: SimulatedRequest) -> String? {
        guard let value = request.headers["Authorization"] else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        switch parts[0].lowercased() {
        case "bearer": return String(parts[1])
        case "basic":
            let pair = Base64.decode(String(parts[1])).map { String(decoding: $0, as: UTF8.self) }
            return pair?.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init)
        default: return nil
        }
    }
}
