/// The members of a request's JSON object, read by name and type. What is wrong is a 400 whose `param` names the member.
///
/// Members nobody asks for are ignored (SDKs of several generations call us); `null` counts as absent.
package struct JSONReader: Sendable {
    private let object: JSONObject
    /// Where the object stands in the body: empty for the body itself, else `customer.` or `items[2].`.
    private let path: String

    init(_ object: JSONObject, path: String) {
        self.object = object
        self.path = path
    }

    /// Reads a body that has to be one JSON object.
    package init(body: [UInt8]) throws(APIError) {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONParser.parse(body)
        } catch {
            let param = error.isAboutAValue ? JSONPlace.path(of: error.offset, in: body) : nil
            throw APIError(.validation, code: "invalid_json", message: error.message, param: param)
        }
        guard case .object(let object) = value else {
            throw APIError(.validation, code: "invalid_json", message: "The request body has to be a JSON object.")
        }
        self.init(object, path: "")
    }

    /// The full name of a member, as `param` tells it.
    package func param(_ name: String) -> String { path + name }

    /// The value as it is; nil when it is absent or `null`.
    package func value(_ name: String) -> JSONValue? {
        let value = object[name]
        return value?.isNull == true ? nil : value
    }

    /// Whether it is there as `null`, for the members of which that says more than leaving them out.
    package func isNull(_ name: String) -> Bool { object[name]?.isNull == true }

    /// The error for a member that has the right type and yet cannot be taken.
    package func invalid(_ name: String, _ expectation: String) -> APIError {
        APIError(
            .validation, code: "parameter_invalid", message: "\(param(name)) has to be \(expectation).",
            param: param(name))
    }

    /// For members that may not be left out: `try body.required("priceId", body.string("priceId"))`.
    package func required<Value>(_ name: String, _ value: Value?) throws(APIError) -> Value {
        guard let value else {
            throw APIError(
                .validation, code: "parameter_missing", message: "\(param(name)) is required.", param: param(name))
        }
        return value
    }
}
