import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer
import Testing

@testable import CheckoutAPI

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }
    /// A member of the answer.
    subscript(name: String) -> JSONValue? { json[name] }
    /// The code of an error.
    var code: String? { json["error"]?["code"]?.string }
    var param: String? { json["error"]?["param"]?.string }
    /// `id` of a session.
    var id: String { json["id"]?.string ?? "" }
    var clientSecret: String { json["clientSecret"]?.string ?? "" }
}

extension Shop {
    func send(
        _ method: HTTPMethod, _ target: String, key: String? = nil, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) async throws -> Answer {
        var headers = headers
        if let key { headers.set("Authorization", "Bearer \(key)") }
        if !body.isEmpty, !headers.contains("Content-Type") { headers.set("Content-Type", "application/json") }
        let client = InProcessClient(application, on: loop)
        guard case .response(let response) = await client.send(method, target, headers: headers, body: body) else {
            throw Unexpected("a stream")
        }
        let answer = Answer(status: Int(response.status.code), headers: response.headers, body: response.body)
        try await Contract.expect(
            AnsweredRequest(
                method: method, target: target, requestHeaders: headers, requestBody: body, status: answer.status,
                headers: answer.headers, body: answer.body))
        return answer
    }

    func get(_ target: String, key: String? = nil, headers: HTTPHeaders = [:]) async throws -> Answer {
        try await send(.get, target, key: key, headers: headers)
    }

    func post(
        _ target: String, _ body: JSONValue = [:], key: String? = nil, idempotencyKey: String? = nil
    ) async throws -> Answer {
        var headers = HTTPHeaders()
        if let idempotencyKey { headers.set("Idempotency-Key", idempotencyKey) }
        return try await send(.post, target, key: key, headers: headers, body: body.bytes)
    }

    func create(
        _ body: JSONValue, key: String? = nil, idempotencyKey: String? = nil
    ) async throws -> Answer {
        try await post("/v1/checkout/create", body, key: key ?? merchant.key, idempotencyKey: idempotencyKey)
    }

    /// A session for a price.
    func open(_ price: PriceID? = nil) async throws -> Answer {
        let answer = try await create(["priceId": .string((price ?? prices.oneTime).description)])
        guard answer.status == 201 else { throw Unexpected(answer.text) }
        return answer
    }

    func confirm(
        _ session: Answer, _ method: String? = "pm_card_visa", idempotencyKey: String? = nil
    ) async throws -> Answer {
        let body: JSONValue = method.map { ["paymentMethodId": .string($0)] } ?? [:]
        return try await post(
            "/v1/checkout/\(session.clientSecret)/confirm", body, idempotencyKey: idempotencyKey)
    }

    func status(_ id: String) async throws -> Answer { try await get("/v1/checkout/\(id)/status") }

    func record(_ id: String) async throws -> SessionRecord {
        let id = try #require(CheckoutSessionID(id))
        return try #require(try await services.store.record(id))
    }
}

/// Something a test did not expect.
struct Unexpected: Error {
    let what: String

    init(_ what: String) { self.what = what }
}
