import Checkout
import CheckoutAPI
import HTTPMessages
import HTTPServer

/// The demo shop's page, and what the page asks its server for.
struct DemoRoutes: Sendable {
    let merchant: DemoMerchant
    let site: String
    let page: HTTPResponse

    func add(to table: inout RouteTable, _ server: MerchantServer) {
        table.get("/demo") { _, _ in .response(page) }
        table.post("/demo/checkout") { request, _ in try await buy(request, server) }
        table.get("/demo/sessions/{sessionId}") { request, _ in try await lookUp(request, server) }
        table.get("/demo/sessions/{sessionId}/timeline") { request, _ in try await timeline(request, server) }
    }

    /// Only JSON is taken, which a page of another site cannot send here: nobody's visit makes a session elsewhere.
    private func buy(_ request: HTTPRequest, _ server: MerchantServer) async throws -> HTTPReply {
        let fields = try request.fields()
        let choice = try fields.required("price", fields.choice("price", of: DemoChoice.self))
        let call = try await server.post(
            "/v1/checkout/create",
            [
                "priceId": .string(choice.price(of: merchant).description),
                "successUrl": .string("\(site)/demo?session={CHECKOUT_SESSION_ID}"),
                "cancelUrl": .string("\(site)/demo?session={CHECKOUT_SESSION_ID}"),
            ])
        let session = call.members
        return answer { json in
            json.member("sessionId", orNull: session?["id"]?.string)
            json.member("checkoutUrl", orNull: session?["checkoutUrl"]?.string)
            json.key("call")
            call.write(into: &json)
        }
    }

    /// How a shop learns that it has been paid: by asking, whatever the page has been told.
    private func lookUp(_ request: HTTPRequest, _ server: MerchantServer) async throws -> HTTPReply {
        let call = try await server.get("/v1/checkout/\(try sessionID(request))")
        return answer { json in
            json.key("call")
            call.write(into: &json)
        }
    }

    private func timeline(_ request: HTTPRequest, _ server: MerchantServer) async throws -> HTTPReply {
        let call = try await server.get("/v1/checkout/\(try sessionID(request))/timeline")
        return answer { json in
            json.key("timeline")
            json.json(call.answer)
        }
    }

    private func sessionID(_ request: HTTPRequest) throws(APIError) -> CheckoutSessionID {
        guard let id = request.id("sessionId", as: CheckoutSessionID.self) else {
            throw APIError(.notFound, code: "session_not_found", message: "There is no such checkout session.")
        }
        return id
    }

    private func answer(_ write: (inout JSONWriter) -> Void) -> HTTPReply {
        var json = JSONWriter(capacity: 2048)
        json.beginObject()
        write(&json)
        json.endObject()
        var response = HTTPResponse.json(json.bytes)
        response.headers.set("Cache-Control", "no-store")
        return .response(response)
    }
}
