package import EventLoop
package import HTTPMessages

/// The whole answer to a request; any status, also an error's, is an answer.
package struct ClientResponse: Sendable {
    package var status: HTTPStatus
    /// Of the last hop, without trailers.
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// Where the answer came from.
    package var address: SocketAddress?
    /// Whether the (last) request went over a connection that had been used before.
    package var reusedConnection: Bool

    package init(
        status: HTTPStatus, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], address: SocketAddress? = nil,
        reusedConnection: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.address = address
        self.reusedConnection = reusedConnection
    }
}
