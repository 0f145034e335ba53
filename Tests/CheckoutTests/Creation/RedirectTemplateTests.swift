import Testing

@testable import Checkout

@Suite("Redirect templates")
struct RedirectTemplateTests {
    private let id = CheckoutSessionID(UniqueID(bits: 42))

    @Test(arguments: [
        "https://shop.example/done?session={CHECKOUT_SESSION_ID}", "https://shop.example",
        "https://shop.example:8443/a",
        "HTTPS://Shop.Example/a%20b#part", "https://shop.example/{CHECKOUT_SESSION_ID}/{CHECKOUT_SESSION_ID}",
        "http://localhost:3000/done", "http://127.0.0.1/done", "https://[::1]/done",
        "https://shop.example?mail=a@b.example",
    ])
    func webAddressesAreTaken(text: String) throws {
        for livemode in [true, false] {
            let template = try RedirectTemplate(text, param: "successUrl", livemode: livemode)
            #expect(template.text == text)
        }
    }

    @Test(arguments: [
        "", "shop.example", "/done", "//shop.example", "javascript:alert(1)", "data:text/html,x", "ftp://shop.example",
        "https://", "https:///done", "https://?x", "https://user@shop.example", "https://user:pass@shop.example/",
        "https://shop.example\\@evil.example", "https://shop.example/\r\nSet-Cookie: a=b", "https://shop.example/a b",
        "https://shop.example/\u{0}", "https://shöp.example/", "https://shop.example/<script>",
        "https://shop.example/\"",
        "https://shop.example/{OTHER}", "https://{CHECKOUT_SESSION_ID}.shop.example/", "https://{CHECKOUT_SESSION_ID}",
        " https://shop.example", "https://shop.example\t",
    ])
    func everythingElseIsRefused(text: String) {
        for livemode in [true, false] {
            #expect(throws: OrderProblem("cancelUrl", .malformed)) {
                try RedirectTemplate(text, param: "cancelUrl", livemode: livemode)
            }
        }
    }

    @Test func liveAddressesAreEncrypted() throws {
        _ = try RedirectTemplate("http://shop.example/", param: "successUrl", livemode: false)
        #expect(throws: OrderProblem("successUrl", .malformed)) {
            try RedirectTemplate("http://shop.example/", param: "successUrl", livemode: true)
        }
    }

    @Test func lengthsAreBounded() throws {
        let fits = "https://shop.example/".padding(to: 2048)
        _ = try RedirectTemplate(fits, param: "successUrl", livemode: true)
        #expect(throws: OrderProblem("successUrl", .tooLong(maximumCharacterCount: 2048))) {
            try RedirectTemplate(fits + "a", param: "successUrl", livemode: true)
        }
    }

    @Test func thePlaceholderIsReplacedEverywhere() throws {
        let text = "https://shop.example/{CHECKOUT_SESSION_ID}?s={CHECKOUT_SESSION_ID}&x=1"
        let template = try RedirectTemplate(text, param: "successUrl", livemode: true)
        #expect(template.url(for: id) == "https://shop.example/\(id)?s=\(id)&x=1")
        #expect(RedirectTemplate(stored: "https://shop.example/").url(for: id) == "https://shop.example/")
    }

    @Test func anOrderNamesItsMember() {
        #expect(
            OrderFixture.problem(OrderFixture.order { $0.successURL = "x" }) == OrderProblem("successUrl", .malformed))
        #expect(
            OrderFixture.problem(OrderFixture.order { $0.cancelURL = "x" }) == OrderProblem("cancelUrl", .malformed))
        #expect(OrderFixture.problem(OrderFixture.order { $0.cancelURL = "" }) == nil)
    }
}

extension String {
    fileprivate func padding(to length: Int) -> String { self + String(repeating: "a", count: length - count) }
}
