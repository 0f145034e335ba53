import Checkout
import CheckoutFlow
import CheckoutStore
import Cryptography
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Logging in to the dashboard") struct DashboardLoginTests {
    @Test func aKeyIsTurnedIntoACookieAndNeverShown() async throws {
        try await Shop.with { shop in
            let stranger = DashboardVisitor.stranger(shop)
            let page = try await stranger.get("/dashboard/login?next=%2Fdashboard%2Fsessions%2Fx")
            #expect(page.status == 200 && page.text.contains(#"name="next" value="/dashboard/sessions/x""#))
            let answer = try await stranger.post(
                "/dashboard/login", ["key": .text(" \(shop.merchant.key)\n"), "next": "/dashboard?status=failed"])
            #expect(answer.status == 303 && answer.headers["Location"] == "/dashboard?status=failed")
            let cookie = try #require(answer.headers["Set-Cookie"])
            #expect(cookie.hasPrefix("__Secure-till_dashboard="))
            for attribute in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/dashboard", "Max-Age=43200"] {
                #expect(cookie.contains("; \(attribute)"))
            }
            #expect(!cookie.contains(shop.merchant.key))
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let list = try await visitor.get("/dashboard")
            #expect(list.status == 200 && !list.text.contains(shop.merchant.key))
            #expect(list.text.contains(">Test</span>") && list.text.contains(">shop</span>"))
            #expect(try await visitor.get("/dashboard/login").status == 303, "there is nothing more to be done there")
        }
    }

    @Test func pagesAreForNobodyElse() async throws {
        try await Shop.with { shop in
            let answer = try await shop.open()
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let page = try await visitor.get("/dashboard/sessions/\(answer.id)")
            #expect(page.headers["Cache-Control"] == "no-store" && page.headers["Referrer-Policy"] == "same-origin")
            let policy = try #require(page.headers["Content-Security-Policy"])
            #expect(policy.contains("frame-ancestors 'none'") && policy.contains("connect-src 'self'"))
            #expect(policy.contains("script-src 'sha256-") && !policy.contains("unsafe"))
            let stranger = try await DashboardVisitor.stranger(shop).get("/dashboard/sessions/\(answer.id)?a=b")
            #expect(stranger.status == 303 && stranger.body.isEmpty)
            #expect(
                stranger.headers["Location"]
                    == "/dashboard/login?next=%2Fdashboard%2Fsessions%2F\(answer.id)%3Fa%3Db")
        }
    }

    @Test func whatIsNoKeyIsRefusedAndCounted() async throws {
        var limits = RateSettings.unlimited
        limits[.badCredential] = [Rate(2, per: .seconds(60))]
        let tight = limits
        try await Shop.with(limits: tight) { shop in
            let stranger = DashboardVisitor.stranger(shop)
            let unknown = try SecretKey.mint(livemode: false).reveal { $0 }
            for wrong in ["", unknown] {
                let answer = try await stranger.post("/dashboard/login", ["key": .text(wrong)])
                #expect(answer.status == 401 && answer.headers["Set-Cookie"] == nil)
                #expect(answer.text.contains("role=\"alert\"") && (wrong.isEmpty || !answer.text.contains(wrong)))
            }
            let refused = try await stranger.post("/dashboard/login", ["key": .text(unknown)])
            #expect(refused.status == 429 && refused.headers["Retry-After"] != nil)
            #expect(try await stranger.post("/dashboard/login", ["key": .text(shop.merchant.key)]).status == 303)
        }
    }

    @Test(arguments: [
        "https://evil.example", "//evil.example/dashboard", "/dashboard\\@evil", "/dashboardx", "/v1/checkout", "",
    ])
    func nobodyIsSentElsewhere(_ next: String) {
        #expect(DashboardLoginRoutes.page(next) == "/dashboard")
    }

    // MARK: The cookie

    @Test func aCookieThatWasTamperedWithIsNone() async throws {
        try await Shop.with { shop in
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let cookie = try #require(visitor.cookie)
            let equals = try #require(cookie.firstIndex(of: "="))
            let (name, value) = (cookie[..<equals], Array(cookie[cookie.index(after: equals)...].utf8))
            for place in stride(from: 0, to: value.count, by: 7) {
                var bytes = value
                bytes[place] = bytes[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                let forged = visitor.with(cookie: "\(name)=\(String(decoding: bytes, as: UTF8.self))")
                #expect(try await forged.get("/dashboard").status == 303, "byte \(place)")
            }
            for other in ["\(name)=", "\(name)=x", "till_dashboard=\(cookie[equals...].dropFirst())"] {
                #expect(try await visitor.with(cookie: other).get("/dashboard").status == 303)
            }
            #expect(try await visitor.with(cookie: "a=b; \(cookie); c=d").get("/dashboard").status == 200)
            #expect(try await visitor.with(cookie: "\(cookie); \(cookie)").get("/dashboard").status == 303)
        }
    }

    @Test func aBoxMadeForSomethingElseIsNoTicket() async throws {
        try await Shop.with { shop in
            let caller = MerchantCaller(
                keyID: try #require(try await shop.services.apiKeys.all(of: shop.merchant.organization.id).first?.id),
                organization: shop.merchant.organization, livemode: false)
            let keys = shop.services.keys.sealing
            let ticket = try DashboardTicket(caller, keyHint: "sk_test_…", at: shop.services.now)
            let sealed = try ticket.sealed(with: keys)
            #expect(DashboardTicket(sealed, keys: keys) == ticket)
            let box = try #require(Base64.decode(sealed, alphabet: .urlSafe, padding: false))
            let purpose = Array("till dashboard ticket 1".utf8)
            let other = try keys.seal(try keys.open(box, associatedData: purpose), associatedData: Array("x".utf8))
            #expect(DashboardTicket(Base64.encode(other, alphabet: .urlSafe, padding: false), keys: keys) == nil)
        }
    }

    @Test func itEndsWithTheDayAndWithItsKey() async throws {
        try await Shop.with { shop in
            let visitor = try await DashboardVisitor.loggedIn(shop)
            shop.clock.advance(by: DashboardTicket.lifetime - .seconds(1))
            #expect(try await visitor.get("/dashboard").status == 200)
            shop.clock.advance(by: .seconds(1))
            #expect(try await visitor.get("/dashboard").status == 303)

            let again = try await DashboardVisitor.loggedIn(shop)
            let keys = try await shop.services.apiKeys.all(of: shop.merchant.organization.id)
            let key = try #require(keys.first { !$0.livemode })
            #expect(try await shop.services.apiKeys.revoke(key.id, at: shop.services.now))
            #expect(try await again.get("/dashboard").status == 303)
            #expect(try await again.post("/dashboard/logout").headers["Set-Cookie"] == nil)
        }
    }

    @Test func loggingOutTakesTheCookieAway() async throws {
        try await Shop.with { shop in
            let answer = try await DashboardVisitor.loggedIn(shop).post("/dashboard/logout")
            #expect(answer.status == 303 && answer.headers["Location"] == "/dashboard/login")
            #expect(answer.headers["Set-Cookie"]?.contains("Max-Age=0") == true)
        }
    }

    // MARK: Forms

    @Test func formsOfOtherSitesAreNotTaken() async throws {
        try await Shop.with { shop in
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let foreign: [HTTPHeaders] = [
                [:], ["Origin": "https://evil.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
                ["Sec-Fetch-Site": "same-site", "Origin": "https://till.example"],
                ["Origin": "https://till.example.evil.example"],
            ]
            for headers in foreign {
                let form: FormMap = ["key": .text(shop.merchant.key)]
                #expect(try await visitor.post("/dashboard/login", form, headers: headers).status == 403)
                #expect(try await visitor.post("/dashboard/logout", headers: headers).status == 403)
            }
            let own: [HTTPHeaders] = [
                ["Sec-Fetch-Site": "same-origin"], ["Origin": "https://till.example"], ["Origin": "http://localhost"],
            ]
            for headers in own {
                #expect(try await visitor.post("/dashboard/logout", headers: headers).status == 303)
            }
        }
    }

    @Test func aFormIsTakenFromWhoeverItWasDrawnFor() async throws {
        try await Shop.with { shop in
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let other = try await DashboardVisitor.loggedIn(shop)
            #expect(visitor.formToken != other.formToken)
            for token in ["", "x", other.formToken] {
                let answer = try await visitor.post("/dashboard/logout", ["token": .text(token)])
                #expect(answer.status == 403 && answer.headers["Set-Cookie"] == nil)
            }
        }
    }
}
