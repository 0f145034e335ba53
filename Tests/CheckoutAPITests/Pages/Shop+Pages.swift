import HTTPMessages

@testable import CheckoutAPI

extension Shop {
    /// As a browser shows it, and asks from it.
    static let ownPage: HTTPHeaders = ["Origin": "https://till.example", "Sec-Fetch-Site": "same-origin"]

    func page(_ id: String, headers: HTTPHeaders = [:], query: String = "") async throws -> Answer {
        try await send(.get, "/checkout/\(id)\(query)", headers: headers)
    }

    func confirmOnPage(
        _ id: String, _ body: JSONValue = ["paymentMethodId": "pm_card_visa"], headers: HTTPHeaders = ownPage,
        key: String? = nil, query: String = ""
    ) async throws -> Answer {
        var headers = headers
        if let key { headers.set("Idempotency-Key", key) }
        return try await send(.post, "/checkout/\(id)/confirm\(query)", headers: headers, body: body.bytes)
    }

    func startAgain(_ id: String) async throws -> Answer {
        try await send(.post, "/checkout/\(id)/again", headers: Self.ownPage, body: Array("{}".utf8))
    }

    /// A session for somebody who is known.
    func openForBuyer(_ members: KeyValuePairs<String, JSONValue> = [:]) async throws -> Answer {
        var body: [(String, JSONValue)] = [("customerEmail", "known@mail.example"), ("customerName", "Known Buyer")]
        if !members.contains(where: { $0.key == "priceId" }) { body.append(("priceId", .string("\(prices.oneTime)"))) }
        return try await create(.object(JSONObject(body + members.map { ($0.key, $0.value) })))
    }
}
