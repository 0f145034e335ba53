package import EventLoop
package import HTTPMessages

/// One request to another server, with everything that bounds it.
package struct ClientRequest: Sendable {
    package var method: HTTPMethod
    /// Absolute, `http` or `https`, in ASCII, without user information.
    package var url: String
    /// `Host`, `Content-Length`, `Transfer-Encoding`, `Connection` and `Expect` are the client's own business.
    package var headers: HTTPHeaders
    package var body: [UInt8]

    /// From `send` to the last byte of the answer, on the loop's clock.
    package var timeout = Duration.seconds(30)
    /// The part of it that may pass before the request is on its way: queueing, resolving, connecting, TLS.
    package var connectTimeout = Duration.seconds(10)
    package var maximumResponseBytes = 1 << 20

    /// How many redirects to follow. Only GET and HEAD follow any: following changes the method of all others.
    package var followRedirects = 0
    /// Asked for each address about to be connected to, and for the one of each connection about to be reused, at every
    /// hop. On false nothing is sent there. Called on the loop; it must not block.
    package var approveAddress: (@Sendable (SocketAddress) -> Bool)?

    /// Whether the request may be sent again by itself when a reused connection turns out to be dead and nothing of an
    /// answer came. nil: what RFC 9110 says of the method. Set it for a POST that carries an idempotency key.
    package var isIdempotent: Bool?

    package init(_ method: HTTPMethod, _ url: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }

    var mayBeResent: Bool { isIdempotent ?? [.get, .head, .put, .delete, .options].contains(method) }
    var maximumRedirects: Int { [.get, .head].contains(method) ? max(0, followRedirects) : 0 }
}
