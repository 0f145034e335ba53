/// What a provider's adapter needs of an HTTP client: one function, so that a test can stand in for the network.
package struct RequestSender: Sendable {
    package var send: @Sendable (ClientRequest) async throws(HTTPClientError) -> ClientResponse

    package init(send: @escaping @Sendable (ClientRequest) async throws(HTTPClientError) -> ClientResponse) {
        self.send = send
    }

    package static func live(_ client: HTTPClient) -> RequestSender {
        RequestSender { request throws(HTTPClientError) in try await client.send(request) }
    }
}
