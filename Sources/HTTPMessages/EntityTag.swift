/// A strong entity tag, such as the `"v7"` of a session's version.
package struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// With its quotes, as it stands in ETag.
    package let description: String

    package init(version: Int) { description = "\"v\(version)\"" }

    /// Of what changes with the build alone. Hexadecimal digits, or anything else that needs no escaping.
    package init(hash: String) { description = "\"\(hash)\"" }

    /// Whether an If-None-Match names this tag (or `*`): the client has it already, the answer is 304.
    ///
    /// Compared weakly, as RFC 9110 §13.1.2 has it: proxies that compress turn `"v7"` into `W/"v7"`.
    package func isNamed(by ifNoneMatch: String) -> Bool {
        ifNoneMatch.split(separator: ",").contains { element in
            let start = element.drop { $0 == " " || $0 == "\t" }
            let tag = start.hasPrefix("W/") ? start.dropFirst(2) : start
            guard let end = tag.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return false }
            return tag[...end] == description || tag[...end] == "*"
        }
    }
}
