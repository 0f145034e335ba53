/// What a provider's adapter needs of an HTTP client: one function, so that a test can stand in for the network.
package struct RequestSender: Sendable {
    package var send: @Sendable (ClientRequest) async throws(HTTPClientError) -> ClientResponse

    package init(send: @escaping @Sendable (ClientRequest) async throws(HTTPClientError) -> ClientResponse) {
        self.send = send
    }

    package static func live(_ client: HTTPClient) -> RequestSender {
        RequestSender { request throws(HTTPClientError) in try await client.send(request) }
    }

    /// For tests in which nothing may be sent: reports the request and fails.
    package static func unexpected(_ report: @escaping @Sendable (ClientRequest) -> Void) -> RequestSender {
        RequestSender { request throws(HTTPClientError) in
            report(request)
            throw HTTPClientError(.invalidRequest("unexpected"), .notSent)
        }
    }
}
