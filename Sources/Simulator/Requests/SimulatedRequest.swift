package import HTTPMessages

/// One HTTP request to the simulated API.
package struct SimulatedRequest: Sendable {
    package var method: HTTPMethod
    package var path: String
    package var query: String?
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(
        _ method: HTTPMethod, _ path: String, query: String? = nil, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
    }
}

/// What is answered, and whether the caller gets to see it.
package struct SimulatedAnswer: Sendable {
    /// How the answer leaves.
    package enum Fate: Hashable, Sendable {
        case sent
        case delayed(Duration)
        /// The call has acted; its connection is held this long and then cut without an answer.
        case lost(after: Duration)
    }

    package var response: HTTPResponse
    package var fate: Fate = .sent
}
