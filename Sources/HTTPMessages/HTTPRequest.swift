/// A request with its whole body, as a handler gets it. An object, because it is passed on a dozen times.
package final class HTTPRequest: Sendable {
    package let head: RequestHead
    package let body: [UInt8]
    /// What the route's `{name}` segments stood for.
    package let parameters: PathParameters
    /// The id that is on the answer and on every log line of this request.
    package let id: String
    /// The address of the client as far as it is trusted.
    package let clientAddress: String

    package init(
        head: RequestHead, body: [UInt8] = [], parameters: PathParameters = PathParameters(), id: String,
        clientAddress: String = ""
    ) {
        self.head = head
        self.body = body
        self.parameters = parameters
        self.id = id
        self.clientAddress = clientAddress
    }

    package var method: HTTPMethod { head.method }
    package var path: String { head.path }
}
