/// A request method: the ones Till routes, or any other token a client sent.
package struct HTTPMethod: Hashable, Sendable {
    private enum Token: Hashable, Sendable {
        case get, head, post, put, patch, delete, options
        case other(String)
    }

    private let token: Token

    private init(_ token: Token) { self.token = token }

    /// The method of that name; methods are case-sensitive, so `get` is not GET.
    package init(_ name: String) {
        switch name {
        case "GET": token = .get
        case "HEAD": token = .head
        case "POST": token = .post
        case "PUT": token = .put
        case "PATCH": token = .patch
        case "DELETE": token = .delete
        case "OPTIONS": token = .options
        default: token = .other(name)
        }
    }

    package static var get: HTTPMethod { HTTPMethod(.get) }
    package static var head: HTTPMethod { HTTPMethod(.head) }
    package static var post: HTTPMethod { HTTPMethod(.post) }
    package static var put: HTTPMethod { HTTPMethod(.put) }
    package static var patch: HTTPMethod { HTTPMethod(.patch) }
    package static var delete: HTTPMethod { HTTPMethod(.delete) }
    package static var options: HTTPMethod { HTTPMethod(.options) }

    package var name: String {
        switch token {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other(let name): name
        }
    }
}

extension HTTPMethod: CustomStringConvertible {
    package var description: String { name }
}

extension HTTPMethod: Comparable {
    package static func < (left: HTTPMethod, right: HTTPMethod) -> Bool { left.name < right.name }
}
