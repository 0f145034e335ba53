import Checkout
import HTTPMessages
import Testing

@testable import Pages

/// What others wrote stays text, and what the page may do is said.
@Suite struct CheckoutPageSafetyTests {
    private static let attack = #"</script><script>alert(1)</script>"'><img src=x onerror=alert(2)>&amp;"#

    @Test func nothingThatOthersWroteIsMarkup() throws {
        let attack = Self.attack
        let session = try Sample.session(.failed, product: attack) { session in
            session.product = session.product.map {
                ProductSummary(
                    id: $0.id, name: attack, description: attack, period: $0.period, features: [attack, attack])
            }
            session.couponCode = attack
            session.discount = Money(minorUnits: 1, currency: session.currency)
            session.nextAction = NextAction(redirectURL: "https://bank.example/\(attack)")
            session.successURL = "https://shop.example/\(attack)"
            session.cancelURL = "https://shop.example/\(attack)"
        }
        for state in [SessionStatus.failed, .completed, .expired, .canceled] {
            var session = session
            session.status = state
            for place in [CheckoutPage.Place.window, .frame] {
                let page = try Sample.page(session) { page in
                    page.place = place
                    page.brand.name = attack
                    page.body = Array(#"{"name":"</script><script>alert(3)</script>"}"#.utf8)
                    page.allowedOrigins = [attack]
                    page.entry = .simulator(url: attack, publishableKey: attack, account: attack)
                    page.questions = .init(email: true, name: true)
                }
                let scripts = page.html.matches(of: /<script/).count
                #expect(scripts == 2, "\(state)")
                #expect(page.html.matches(of: /<\/script/).count == 2)
                #expect(!page.html.contains("<img") && !page.markup.contains("onerror=alert(2)>"))
            }
        }
    }

    @Test func thePolicyAllowsWhatIsNeeded() throws {
        let page = try Sample.page(try Sample.session())
        #expect(page.policy.contains("default-src 'none'"))
        #expect(page.policy.contains("connect-src 'self' http://127.0.0.1:12111"))
        #expect(page.policy.contains("frame-ancestors 'self' https://shop.example"))
        #expect(
            !page.policy.contains("unsafe") && page.policy.contains("img-src data:;") && !page.policy.contains("stripe")
        )
        #expect(page.policy.matches(of: /'sha256-/).count == 3)
        #expect(page.response.headers["X-Frame-Options"] == nil)
        #expect(page.response.headers["Cache-Control"] == "no-store")
        #expect(page.response.headers["Referrer-Policy"] == "no-referrer")
        #expect(page.response.headers["X-Content-Type-Options"] == "nosniff")
        #expect(page.response.headers["X-Robots-Tag"] == "noindex")
    }

    @Test func stripeIsAllowedOnlyWhereItIsUsed() throws {
        let page = try Sample.page(try Sample.session()) { page in
            page.entry = .stripe(publishableKey: "pk_live_1", account: "acct_1", amount: 1900)
        }
        #expect(page.policy.contains("script-src https://js.stripe.com https://*.js.stripe.com 'sha256-"))
        #expect(page.policy.contains("connect-src 'self' https://api.stripe.com"))
        #expect(
            page.policy.contains("frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com"))
        #expect(page.contains("payment-element") && !page.contains("card-number"))
        #expect(
            page.html.contains(#""kind":"stripe","key":"pk_live_1","account":"acct_1","mode":"payment","amount":1900"#))
    }

    @Test func aMerchantsColourAndLogoAreAllowedByWhatTheyAre() throws {
        let page = try Sample.page(try Sample.session()) { page in
            page.brand.accent = AccentColor("#0a7a4b")
            page.brand.logo = LogoURL("https://cdn.example/logo.svg")
        }
        #expect(page.policy.contains("img-src data: https://cdn.example;"))
        #expect(page.policy.matches(of: /'sha256-/).count == 4)
        #expect(page.html.contains("<style>:root{--fill:#0a7a4b;--on-fill:#ffffff;--accent:#0a7a4b"))
        #expect(page.contains("<img class=\"logo\" src=\"https://cdn.example/logo.svg\" alt=\"\""))
    }

    @Test func whoMayFrameItIsSaid() throws {
        let session = try Sample.session()
        let alone = try Sample.page(session) { $0.allowedOrigins = [] }
        #expect(alone.policy.contains("frame-ancestors 'none'"))
        #expect(alone.response.headers["X-Frame-Options"] == "DENY")
        let own = try Sample.page(session) { page in
            page.allowedOrigins = []
            page.place = .frame
        }
        #expect(own.policy.hasSuffix("frame-ancestors 'self'"))
        let odd = try Sample.page(session) {
            $0.allowedOrigins = ["https://a.example; script-src *", "https://b.example"]
        }
        #expect(odd.policy.hasSuffix("frame-ancestors 'self' https://b.example"))
    }

    @Test func messagesAreTextToo() throws {
        let page = MessagePage(title: Self.attack, text: Self.attack, retryURL: Self.attack, locale: .english)
        let html = String(
            decoding: page.response(.notFound, try Sample.assets.get(), isFramed: false).body, as: UTF8.self)
        #expect(!html.contains("<script") && !html.contains("<img"))
    }

    /// A page that meets the service while it restarts comes back by itself.
    @Test func troubleIsTriedAgain() throws {
        for locale in PageLocale.all {
            let page = MessagePage.trouble(locale, retryURL: "/checkout/cs_1?locale=\(locale.tag)")
            let response = page.response(.serviceUnavailable, try Sample.assets.get(), isFramed: true)
            let html = String(decoding: response.body, as: UTF8.self)
            #expect(html.contains("<meta http-equiv=\"refresh\" content=\"5\">"))
            #expect(html.contains("href=\"/checkout/cs_1?locale=\(locale.tag)\""))
            #expect(response.headers["Content-Security-Policy"]?.hasSuffix("frame-ancestors *") == true)
        }
    }
}
