package import EventLoop
package import HTTPMessages

/// Calls an application without a socket: the request still goes through the parser, so that what a test sends is
/// what could have come over the wire.
package struct InProcessClient: Sendable {
    private let application: Application
    private let loop: EventLoop

    package init(_ application: Application, on loop: EventLoop) {
        self.application = application
        self.loop = loop
    }

    /// The answer of the route; a request that the parser refuses gets the answer a socket would have got.
    package func send(
        _ method: HTTPMethod, _ target: String, headers: HTTPHeaders = [:], body: [UInt8] = [],
        clientAddress: String = "127.0.0.1"
    ) async -> HTTPReply {
        let bytes = Self.serialize(method, target, headers, body)
        return await loop.run { [application, loop] in
            var ids = RequestIDs()
            do throws(RequestError) {
                let incoming = try Self.parse(bytes)
                let id = ids.id(for: incoming.head)
                let exchange = application.exchange(incoming, id: id, clientAddress: clientAddress, loop: loop)
                guard var reply = await application.answer(exchange) else {
                    return .response(.error(.unexpected("cancelled"), requestID: id))
                }
                reply.editHeaders { $0.set("X-Request-Id", id) }
                return reply
            } catch {
                return .response(.error(APIError(error), requestID: ids.next()))
            }
        }
    }

    private static func serialize(
        _ method: HTTPMethod, _ target: String, _ headers: HTTPHeaders, _ body: [UInt8]
    ) -> [UInt8] {
        var head = "\(method) \(target) HTTP/1.1\r\n"
        if !headers.contains("Host") { head += "Host: localhost\r\n" }
        if !body.isEmpty { head += "Content-Length: \(body.count)\r\n" }
        for field in headers.fields { head += "\(field.name): \(field.value)\r\n" }
        return Array((head + "\r\n").utf8) + body
    }

    private static func parse(_ bytes: [UInt8]) throws(RequestError) -> IncomingRequest {
        var parser = RequestParser()
        var head: RequestHead?
        var body: [UInt8] = []
        var failure: RequestError?
        bytes.withUnsafeBytes { bytes in
            var rest = bytes
            do throws(RequestError) {
                while let event = try parser.next(&rest) {
                    switch event {
                    case .head(let found): head = found
                    case .body(let piece): body.append(contentsOf: piece)
                    case .end: return
                    }
                }
            } catch { failure = error }
        }
        if let failure { throw failure }
        guard let head else { throw .badRequestLine }
        return IncomingRequest(head: head, body: body)
    }
}
