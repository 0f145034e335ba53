import Testing

@testable import CheckoutAPI

@Suite("Origins of pages") struct WebOriginTests {
    @Test(arguments: [
        "https://shop.example", "http://localhost:3000", "https://[::1]:8443", "capacitor://localhost", "null",
        "chrome-extension://abcdefghijklmnop",
    ])
    func anOriginIsTaken(_ text: String) {
        #expect(WebOrigin(header: text)?.text == text)
    }

    @Test(arguments: [
        "", "shop.example", "https://", "://shop.example", "https://shop.example/", "https://shop.example/path",
        "https://a b", "https://a,b", "https://user@shop.example", "https://shop.example?x", "https://é.example",
        "https://" + String(repeating: "a", count: 300),
    ])
    func whatIsNoOriginIsNotEchoed(_ text: String) {
        #expect(WebOrigin(header: text) == nil)
    }

    @Test func entriesAreComparedAsPeopleWriteThem() throws {
        let origin = try #require(WebOrigin(header: "https://shop.example:8443"))
        for entry in ["https://shop.example:8443", "https://Shop.Example:8443/", "*"] {
            #expect(origin.isMeant(by: entry), "\(entry)")
        }
        for entry in ["", "https://shop.example", "http://shop.example:8443", "https://shop.example:8443.evil", "null"]
        {
            #expect(!origin.isMeant(by: entry), "\(entry)")
        }
    }

    @Test func aPageWithoutAnOriginIsMeantByEverybodyOnly() throws {
        let origin = try #require(WebOrigin(header: "null"))
        #expect(origin.isMeant(by: "*"))
        #expect(!origin.isMeant(by: "null"))
    }

    @Test func theOriginOfAURLIsItsBeginning() {
        #expect(WebOrigin(ofURL: "https://Pay.example:8443/checkout")?.text == "https://pay.example:8443")
        #expect(WebOrigin(ofURL: "http://127.0.0.1:8080")?.text == "http://127.0.0.1:8080")
        #expect(WebOrigin(ofURL: "https://pay.example:443")?.text == "https://pay.example")
        #expect(WebOrigin(ofURL: "nothing") == nil)
    }
}

@Suite("Preflight") struct PreflightTests {
    @Test func headersOfClientLibrariesAreAllowed() {
        let asked =
            "Authorization, content-type,idempotency-key, last-event-id, X-BillingOS-Version, x-evil, x--version"
        #expect(
            Preflight.allowedHeaders(of: asked) == [
                "authorization", "content-type", "idempotency-key", "last-event-id", "x-billingos-version",
                "x--version",
            ])
        #expect(Preflight.allowedHeaders(of: "").contains("authorization"))
    }
}
