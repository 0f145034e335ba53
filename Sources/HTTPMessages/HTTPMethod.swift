/// A request method: the ones Till routes, or any other token a client sent.
package struct HTTPMethod: Hashable, Sendable {
    private enum Known: UInt8, Hashable, Sendable {
        case get, head, post, put, patch, delete, options, other
    }

    private let known: Known
    /// Only of `other`, so that comparing the usual methods compares one byte.
    private let otherName: String

    private init(_ known: Known, otherName: String = "") {
        self.known = known
        self.otherName = otherName
    }

    /// The method of that name; methods are case-sensitive, so `get` is not GET.
    package init(_ name: String) {
        switch name {
        case "GET": self.init(.get)
        case "HEAD": self.init(.head)
        case "POST": self.init(.post)
        case "PUT": self.init(.put)
        case "PATCH": self.init(.patch)
        case "DELETE": self.init(.delete)
        case "OPTIONS": self.init(.options)
        default: self.init(.other, otherName: name)
        }
    }

    package static var get: HTTPMethod { HTTPMethod(.get) }
    package static var head: HTTPMethod { HTTPMethod(.head) }
    package static var post: HTTPMethod { HTTPMethod(.post) }
    package static var put: HTTPMethod { HTTPMethod(.put) }
    package static var patch: HTTPMethod { HTTPMethod(.patch) }
    package static var delete: HTTPMethod { HTTPMethod(.delete) }
    package static var options: HTTPMethod { HTTPMethod(.options) }

    package static func == (left: HTTPMethod, right: HTTPMethod) -> Bool {
        left.known == right.known && (left.known != .other || left.otherName == right.otherName)
    }

    package var name: String {
        switch known {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .other: otherName
        }
    }
}

extension HTTPMethod: CustomStringConvertible {
    package var description: String { name }
}

extension HTTPMethod: Comparable {
    package static func < (left: HTTPMethod, right: HTTPMethod) -> Bool { left.name < right.name }
}
