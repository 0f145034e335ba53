package import HTTPMessages

/// What a client can get wrong in a request.
extension APIError {
    /// A member of the body or a parameter of the query that has an impossible value.
    package static func invalid(_ param: String, _ expectation: String) -> APIError {
        APIError(
            .validation, code: "parameter_invalid", message: "\(param) has to be \(expectation).", param: param)
    }

    package static func missing(_ param: String) -> APIError {
        APIError(.validation, code: "parameter_missing", message: "\(param) is required.", param: param)
    }
}
