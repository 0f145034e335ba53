/// The type and subtype of a Content-Type, without its parameters.
package enum MediaType {
    /// Passes when the body is declared to be JSON (in UTF-8, as all JSON is), else 415.
    package static func requireJSON(_ head: RequestHead) throws(APIError) {
        guard let value = try head.single("Content-Type"), isJSON(value) else {
            throw APIError(
                .unsupportedMediaType, code: "unsupported_media_type",
                message: "The content type must be application/json.")
        }
    }

    static func isJSON(_ contentType: String) -> Bool {
        let parts = contentType.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        guard let type = parts.first, HTTPFieldName.areEqual(type, "application/json") else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            let value = parameter.split(separator: "=", maxSplits: 1).map(trimmed)
            guard let name = value.first, HTTPFieldName.areEqual(name, "charset") else { return true }
            return value.count == 2
                && (HTTPFieldName.areEqual(value[1], "utf-8") || HTTPFieldName.areEqual(value[1], "\"utf-8\""))
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.utf8.drop { $0.isBlank }
        guard let end = start.lastIndex(where: { !$0.isBlank }) else { return "" }
        return String(Substring(start[...end]))
    }
}
