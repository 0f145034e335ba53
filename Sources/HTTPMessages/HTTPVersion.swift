/// The two versions spoken here; everything else is refused with 505.
package enum HTTPVersion: UInt8, Hashable, Sendable, CustomStringConvertible {
    case http10
    case http11

    package var description: String {
        switch self {
        case .http10: "HTTP/1.0"
        case .http11: "HTTP/1.1"
        }
    }
}
