/// The one shape of every error answer:
/// `{"error":{"type","code","message","param"?,"details"?,"requestId"},"statusCode"}`.
package struct ErrorBody: Sendable {
    package let error: APIError
    package let requestID: String

    package init(_ error: APIError, requestID: String) {
        self.error = error
        self.requestID = requestID
    }

    package var bytes: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("error")
        json.beginObject()
        json.member("type", error.family.type)
        json.member("code", error.code)
        if case .card(let declineCode, let suggestion) = error.family {
            if let declineCode { json.member("declineCode", declineCode) }
            json.member("suggestion", suggestion)
        }
        json.member("message", error.message)
        if let param = error.param { json.member("param", param) }
        writeDetails(into: &json)
        json.member("requestId", requestID)
        json.endObject()
        json.member("statusCode", Int(error.status.code))
        json.endObject()
        return json.bytes
    }

    private func writeDetails(into json: inout JSONWriter) {
        if let subject = error.subject {
            json.key("details")
            return json.json(subject)
        }
        guard !error.details.isEmpty else { return }
        json.key("details")
        json.beginArray()
        for detail in error.details {
            json.beginObject()
            if let param = detail.param { json.member("param", param) }
            json.member("code", detail.code)
            json.member("message", detail.message)
            json.endObject()
        }
        json.endArray()
    }
}
