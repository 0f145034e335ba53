import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Pages
import Simulator
import Testing

@testable import CheckoutAPI

/// The hosted page over HTTP.
@Suite("The hosted page") struct CheckoutPageRouteTests {
    @Test func itShowsTheOrderAndNobodysName() async throws {
        try await Shop.with { shop in
            let session = try await shop.openForBuyer()
            for path in ["/checkout/\(session.id)", "/embed/checkout/\(session.id)"] {
                let page = try await shop.get(path, headers: ["Accept-Language": "de-CH"])
                #expect(page.status == 200)
                #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
                #expect(page.headers["Cache-Control"] == "no-store")
                #expect(
                    page.headers["Content-Security-Policy"]?.contains("frame-ancestors 'self' https://shop.example")
                        == true)
                #expect(page.text.contains("49,00\u{A0}$") && page.text.contains("<html lang=\"de\">"))
                for secret in ["known@mail", "Known Buyer", session.clientSecret, "_secret_"] {
                    #expect(!page.text.contains(secret))
                }
            }
        }
    }

    @Test func whatIsNotThereIsAPageOfTheSameLook() async throws {
        try await Shop.with { shop in
            for id in ["cs_00000000000000000000000000", "nonsense", "cs_5y3pjgdbf79ne8218chcek2jeb"] {
                let page = try await shop.page(id)
                #expect(page.status == 404, "\(id)")
                #expect(page.text.contains("There is no such checkout"))
                #expect(page.headers["X-Frame-Options"] == "DENY")
            }
        }
    }

    @Test func whoComesTooOftenIsToldSo() async throws {
        var rates = RateSettings.unlimited
        rates[.session] = [Rate(2, per: .seconds(60))]
        try await Shop.with(limits: rates) { shop in
            let session = try await shop.open()
            for _ in 0..<2 { #expect(try await shop.page(session.id).status == 200) }
            let page = try await shop.page(session.id, query: "?locale=fr")
            #expect(page.status == 429 && page.headers["Retry-After"] != nil)
            #expect(
                page.text.contains("Trop de tentatives")
                    && page.text.contains("href=\"/checkout/\(session.id)?locale=fr\""))
        }
    }

    @Test func aMerchantLooksAsItWants() async throws {
        try await Shop.with { shop in
            var organization = shop.merchant.organization
            organization.name = "Käse & Brot"
            organization.accentColor = "#0a7a4b"
            organization.logoURL = "https://cdn.example/logo.svg"
            #expect(try await shop.services.organizations.update(organization))
            let page = try await shop.page(try await shop.open().id)
            #expect(page.text.contains("Käse &amp; Brot") && page.text.contains("--accent:#0a7a4b"))
            #expect(page.headers["Content-Security-Policy"]?.contains("img-src data: https://cdn.example") == true)
        }
    }

    /// The bank sends the buyer back to us, and we to the page, which shows the truth.
    @Test(arguments: [AuthenticationOutcome.approve, .refuse])
    func theBankLeadsBackToThePage(_ outcome: AuthenticationOutcome) async throws {
        try await Shop.with { shop in
            let session = try await shop.openForBuyer()
            let answer = try await shop.confirmOnPage(
                session.id, ["paymentMethodId": "pm_card_authenticationRequired"], query: "?locale=es")
            #expect(answer.status == 200 && answer["requiresAction"] == true)
            #expect(answer["nextAction"]?["redirectUrl"]?.string?.contains("/3ds/") == true)
            #expect(try await shop.page(session.id).text.contains("Continue to your bank"))
            #expect(shop.bank.answer(session["paymentIntentId"]?.string, outcome))
            let back = try await shop.get("/v1/checkout/\(session.id)/return")
            #expect(back.status == 303)
            #expect(back.headers["Location"] == "https://till.example/checkout/\(session.id)?locale=es")
            let page = try await shop.page(session.id)
            #expect(page.text.contains(outcome == .approve ? "Payment received" : "not approved by the bank"))
        }
    }
}
