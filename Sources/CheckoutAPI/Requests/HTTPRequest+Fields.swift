package import Checkout
package import HTTPMessages

extension HTTPRequest {
    /// The members of the body, which has to be declared as JSON. No body at all is one without members, so that what
    /// requires nothing may be sent without.
    package func fields() throws(APIError) -> JSONReader {
        guard !body.isEmpty else { return try JSONReader(body: Array("{}".utf8)) }
        try MediaType.requireJSON(head)
        return try JSONReader(body: body)
    }

    /// An id in the path; nil when it is malformed, which is as good as unknown.
    package func id<Kind: IdentifierKind>(
        _ name: String, as type: Identifier<Kind>.Type = Identifier<Kind>.self
    ) -> Identifier<Kind>? {
        parameters[name].flatMap { Identifier($0) }
    }

    package func query() throws(APIError) -> QueryParameters { try QueryParameters(head) }
}
