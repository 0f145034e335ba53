/// A failure as the client is told of it, and the detail that only the log may see.
package struct APIError: Error, Hashable, Sendable {
    /// One of several things wrong with a request.
    package struct Detail: Hashable, Sendable {
        package var param: String?
        package var code: String
        package var message: String

        package init(param: String? = nil, code: String, message: String) {
            self.param = param
            self.code = code
            self.message = message
        }
    }

    package let family: ErrorFamily
    /// Stable and listed in openapi.yaml.
    package let code: String
    /// Safe to show to a buyer.
    package let message: String
    /// The member, parameter or header that is wrong.
    package var param: String?
    package var details: [Detail]
    /// What the error is about, as the text of one JSON object: stands in `details`, in place of a list.
    package var subject: [UInt8]?
    /// Further fields of the answer, such as `Allow` or `WWW-Authenticate`.
    package var headers: HTTPHeaders
    /// For the log only; never part of an answer.
    package var internalDetail: String?

    package init(
        _ family: ErrorFamily, code: String, message: String, param: String? = nil, details: [Detail] = [],
        headers: HTTPHeaders = [:], internalDetail: String? = nil
    ) {
        self.family = family
        self.code = code
        self.message = message
        self.param = param
        self.details = details
        self.headers = headers
        self.internalDetail = internalDetail
    }

    package var status: HTTPStatus { family.status }
}
