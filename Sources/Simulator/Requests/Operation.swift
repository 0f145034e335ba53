import HTTPMessages

/// One route of the API.
struct Operation: Sendable {
    typealias Body = @Sendable (inout SimulatedStripe, APICall) throws(StripeFailure) -> JSONValue

    let method: HTTPMethod
    let pattern: String
    /// Parameters beyond these are refused.
    let parameters: Set<String>
    /// Whether a publishable key may call it.
    let isPublic: Bool
    let body: Body
    private let segments: [Substring]

    init(
        _ method: HTTPMethod, _ pattern: String, _ parameters: String = "", isPublic: Bool = false,
        _ body: @escaping Body
    ) {
        self.method = method
        self.pattern = pattern
        self.parameters = Set(parameters.split(separator: " ").map(String.init) + ["expand"])
            .union(isPublic ? ["client_secret", "key"] : [])
        self.isPublic = isPublic
        self.body = body
        segments = pattern.split(separator: "/")
    }

    /// The identifiers in a path that this operation's pattern matches.
    func identifiers(in path: [Substring]) -> [String]? {
        guard segments.count == path.count else { return nil }
        var identifiers: [String] = []
        for (expected, found) in zip(segments, path) {
            if expected.hasPrefix("{") {
                identifiers.append(String(found))
            } else if expected != found {
                return nil
            }
        }
        return identifiers
    }
}
