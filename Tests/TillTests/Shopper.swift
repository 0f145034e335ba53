import EventLoop
import Foundation
import HTTPClient
import HTTPMessages
import Testing

@testable import till

/// A merchant's backend and its buyer, as far as tests of whole processes need them. Belongs to its loop.
struct Shopper: Sendable {
    let url: String
    let secretKey: String
    private let client: HTTPClient

    /// An answer, its body read as far as it is an object.
    struct Answer {
        let status: UInt16
        let text: String
        let json: [String: Any]

        subscript(member: String) -> String? { json[member] as? String }
    }

    static func with<Result: Sendable>(
        _ url: String, secretKey: String, on loop: EventLoop, _ body: (Shopper) async throws -> Result
    ) async throws -> Result {
        let client = try HTTPClient(loop: loop)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(Shopper(url: url, secretKey: secretKey, client: client)))
        } catch {
            result = .failure(error)
        }
        await client.shutDown()
        return try result.get()
    }

    func at(_ other: String) -> Shopper { Shopper(url: other, secretKey: secretKey, client: client) }

    private init(url: String, secretKey: String, client: HTTPClient) {
        self.url = url
        self.secretKey = secretKey
        self.client = client
    }

    func get(_ path: String, seconds: Int = 60) async throws -> Answer { try await send(.get, path, nil, seconds) }

    func post(_ path: String, _ body: String, authorized: Bool = false) async throws -> Answer {
        try await send(.post, path, body, 90, authorized: authorized)
    }

    func delete(_ path: String) async throws -> Answer { try await send(.delete, path, nil, 60) }

    private func send(
        _ method: HTTPMethod, _ path: String, _ body: String?, _ seconds: Int, authorized: Bool = false
    ) async throws -> Answer {
        var request = ClientRequest(method, url + path, body: Array((body ?? "").utf8))
        request.timeout = .seconds(seconds)
        if body != nil { request.headers.set("Content-Type", "application/json") }
        if authorized { request.headers.set("Authorization", "Bearer \(secretKey)") }
        let response = try await client.send(request)
        let value = try? JSONSerialization.jsonObject(with: Data(response.body))
        return Answer(
            status: response.status.code, text: String(decoding: response.body, as: UTF8.self),
            json: value as? [String: Any] ?? [:])
    }

    // MARK: Buying

    func create(_ priceID: String) async throws -> (id: String, clientSecret: String) {
        let answer = try await post("/v1/checkout/create", #"{"priceId":"\#(priceID)"}"#, authorized: true)
        #expect(answer.status == 201, "\(answer.text)")
        return (try #require(answer["id"]), try #require(answer["clientSecret"]))
    }

    func confirm(_ clientSecret: String) async throws -> Answer {
        try await post("/v1/checkout/\(clientSecret)/confirm", #"{"paymentMethodId":"pm_card_visa"}"#)
    }

    /// The status once it is no longer that version, or at the end of the server's patience.
    func status(of id: String, after version: Int? = nil) async throws -> Answer {
        try await get("/v1/checkout/\(id)/status" + (version.map { "?after=\($0)&wait=30" } ?? ""))
    }
}
