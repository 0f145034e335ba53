package import HTTPMessages

/// One webhook on its way out.
package struct WebhookPost: Sendable {
    package let url: String
    package let headers: HTTPHeaders
    package let body: [UInt8]
}

/// Sends a webhook and tells the status of the answer, nil when there was none. Injected, so that whoever starts a
/// simulator chooses the HTTP client.
package typealias WebhookSender = @Sendable (WebhookPost) async -> Int?
