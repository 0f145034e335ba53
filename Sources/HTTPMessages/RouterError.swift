/// Why a route cannot be registered; the description names both parties of a conflict.
package struct RouterError: Error, Hashable, Sendable, CustomStringConvertible {
    package let description: String
}
