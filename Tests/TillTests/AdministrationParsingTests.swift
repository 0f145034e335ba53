import Checkout
import CheckoutAPI
import CheckoutStore
import Testing

@testable import till

/// The commands about merchants, from words to values.
@Suite struct AdministrationParsingTests {
    private func act(_ words: [String]) throws -> AdministrativeAct {
        guard case .administer(let act, _) = try CommandLineParser.parse(words) else {
            throw CommandFailure(.usage, "no act")
        }
        return act
    }

    @Test func organizations() throws {
        #expect(try act(["org", "list"]) == .listOrganizations)
        #expect(
            try act(["org", "create", "acme"])
                == .createOrganization(slug: "acme", OrganizationDetails(name: "acme")))
        let details = OrganizationDetails(
            name: "Acme Ltd", allowedOrigins: ["https://shop.example.com", "http://localhost:3000"],
            stripeAccountID: "acct_1Abc", applicationFeeBasisPoints: 250, lateAfterExpiry: .honour,
            lateAfterCancel: .refund, pastDueEntitlements: .revoke,
            logoURL: "https://cdn.example/l.svg", accentColor: "#2f5bea")
        #expect(
            try act([
                "org", "create", "--name", "Acme Ltd", "--allow-origin", "HTTPS://Shop.example.com:443/",
                "--allow-origin=http://localhost:3000", "acme", "--stripe-account", "acct_1Abc",
                "--application-fee-basis-points", "250", "--late-after-expiry", "honour", "--late-after-cancel=refund",
                "--past-due-entitlements", "revoke", "--logo-url",
                "https://cdn.example/l.svg", "--accent-color", "2F5BEA",
            ]) == .createOrganization(slug: "acme", details))
        #expect(
            try act(["org", "update", "acme", "--stripe-account", "none", "--allow-origin", "none"])
                == .updateOrganization("acme", OrganizationDetails(allowedOrigins: [], stripeAccountID: "")))
        #expect(
            try CommandLineParser.parse(["org", "list", "--json", "--env-file", "a"])
                == .administer(.listOrganizations, AdministrationOptions(json: true, envFile: "a")))
    }

    @Test func keys() throws {
        #expect(try act(["keys", "create"]) == .createKey(MerchantScope(), name: ""))
        #expect(
            try act(["keys", "create", "--org", "acme", "--mode", "live", "--name", "shop"])
                == .createKey(MerchantScope(organization: "acme", livemode: true), name: "shop"))
        #expect(try act(["keys", "list"]) == .listKeys(organization: nil))
        let id = APIKeyID(UniqueID(bits: 7))
        #expect(try act(["keys", "revoke", "\(id)"]) == .revokeKey(id))
    }

    @Test func reviewsAndEvents() throws {
        let id = ReviewID(UniqueID(bits: 7))
        #expect(try act(["reviews", "list"]) == .listReviews(organization: nil, .open))
        #expect(
            try act(["reviews", "list", "--org", "acme", "--status", "all"])
                == .listReviews(organization: "acme", nil))
        #expect(try act(["reviews", "list", "--status=resolved"]) == .listReviews(organization: nil, .resolved))
        #expect(try act(["reviews", "show", "\(id)"]) == .showReview(id))
        #expect(try act(["reviews", "resolve", "\(id)"]) == .resolveReview(id, note: nil))
        #expect(
            try act(["reviews", "resolve", "--note", "paid back", "\(id)"]) == .resolveReview(id, note: "paid back"))
        #expect(try act(["events", "replay", "evt_1"]) == .replayEvent("evt_1"))
    }

    @Test func priceSync() throws {
        #expect(try act(["prices", "sync"]) == .syncPrices(PriceSyncOrder()))
        #expect(
            try act(["prices", "sync", "--provider", "stripe", "--mode", "live", "--org", "acme", "--dry-run"])
                == .syncPrices(PriceSyncOrder(organization: "acme", livemode: true, isDry: true)))
        #expect(throws: CommandFailure.self) { try act(["prices", "sync", "--provider", "paddle"]) }
    }

    @Test func products() throws {
        let month = try #require(BillingPeriod(interval: .month, count: 1))
        let details = ProductDetails(
            name: "Pro", description: "All of it",
            features: [ProductFeature(key: "seats", title: "Five seats"), ProductFeature(key: "api", title: "api")])
        let act = try act([
            "products", "create", "--name", "Pro", "--description", "All of it", "--feature", "seats=Five seats",
            "--feature", "api", "--price", "19.00usd/month", "--price", "0.00usd",
        ])
        guard case .createProduct(MerchantScope(), details, prices: let prices) = act else {
            Issue.record("\(act)")
            return
        }
        #expect(prices.map(\.billing) == [.recurring(month), .free])
    }

    @Test(
        arguments: [
            ("sso=Single sign-on", "Single sign-on", .boolean), ("sso", "sso", .boolean),
            ("seats=Seats:10", "Seats", .number(limit: 10)),
            ("seats=Seats:unlimited", "Seats", .number(limit: nil)),
            ("calls=API: calls:0/day", "API: calls", .metered(limit: 0, resets: .day)),
            ("calls=Calls:1000/month", "Calls", .metered(limit: 1000, resets: .month)),
            ("calls=Calls:unlimited/billing-period", "Calls", .metered(limit: nil, resets: .billingPeriod)),
            ("credits=Credits:5/never", "Credits", .metered(limit: 5, resets: nil)),
            // Colons of the title's own.
            ("support=Support: round the clock", "Support: round the clock", .boolean),
            ("support=24:7 support", "24:7 support", .boolean), ("x=Ratio:", "Ratio:", .boolean),
        ] as [(String, String, FeatureAllowance)])
    func aFeatureIsWrittenShortly(_ text: String, _ title: String, _ allowance: FeatureAllowance) throws {
        let act = try act(["products", "create", "--name", "Pro", "--feature", text])
        guard case .createProduct(_, let details, prices: []) = act else {
            Issue.record("\(act)")
            return
        }
        #expect(details.features.map(\.title) == [title] && details.features.map(\.allowance) == [allowance])
    }

    @Test(arguments: [
        (["org"], "“till org” needs a word more: try “till org create”, “till org update”, “till org list”."),
        (["org", "crate"], "There is no command “org crate”; did you mean “org create”?"),
        (["org", "create"], "“till org create” needs a word more: till org create SLUG."),
        (["org", "create", "a", "b"], "“till org create” takes no “b”."),
        (
            ["org", "create", "My Shop"],
            "“My Shop” is no slug: give up to 63 lower-case letters, digits and hyphens, like my-shop."
        ),
        (
            ["org", "create", "a", "--allow-origin", "https://shop.example.com/cart"],
            "“--allow-origin https://shop.example.com/cart” cannot be used: give scheme, host and port only, like https://shop.example.com."
        ),
        (
            ["org", "create", "a", "--stripe-account", "cus_1"],
            "“--stripe-account cus_1” cannot be used: give the id of a connected account, like acct_1Abc, or none."
        ),
        (
            ["org", "create", "a", "--application-fee-basis-points", "10001"],
            "“--application-fee-basis-points 10001” cannot be used: give a whole number from 0 to 10000; 250 is 2.5 percent."
        ),
        (
            ["org", "update", "a", "--late-after-expiry", "keep"],
            "“--late-after-expiry keep” cannot be used: give honour or refund."
        ),
        (["keys", "create", "--mode", "prod"], "“--mode prod” cannot be used: give test or live."),
        (["keys", "create", "--mode", "test", "--mode", "live"], "“--mode” was given twice: give it once."),
        (["keys", "revoke", "sk_test_1"], "“sk_test_1” is no id like key_…; “till keys list” shows them."),
        (["products", "create"], "“till products create” needs a name: --name NAME."),
        (
            ["products", "create", "--name", "a", "--feature", "Big Seats"],
            "“--feature Big Seats” cannot be used: give CODE=TITLE, the code in lower-case letters, digits, “_”, “.” and “-”."
        ),
        (
            ["products", "create", "--name", "a", "--feature", "calls=Calls:1000/week"],
            "“--feature calls=Calls:1000/week” cannot be used: give a limit like 10 or unlimited, and for what is used up when the count begins anew: day, month, billing-period, never."
        ),
        (
            ["products", "create", "--name", "a", "--feature", "seats=Seats:99999999999999999"],
            "“--feature seats=Seats:99999999999999999” cannot be used: give a limit like 10 or unlimited, and for what is used up when the count begins anew: day, month, billing-period, never."
        ),
        (
            ["products", "create", "--name", "a", "--feature", "x=1", "--feature", "x=2"],
            "“--feature x” was given twice: give it once."
        ),
        (
            ["products", "add-price", "\(ProductID(UniqueID(bits: 1)))"],
            "“till products add-price” needs a price: --price AMOUNTCURRENCY[/PERIOD]."
        ),
        (["simulate", "--webhook-secret", "x"], "“--webhook-secret” has no effect without “--webhook-url”."),
        (["simulate", "--seed", "x"], "“--seed x” cannot be used: give a whole number."),
        (
            ["simulate", "--listen", "12111"],
            "“--listen 12111” cannot be used: give address:port, like 127.0.0.1:8080 or [::1]:8080."
        ),
    ])
    func saysHowToMend(_ words: [String], _ sentence: String) {
        #expect(throws: CommandFailure(.usage, sentence)) { try CommandLineParser.parse(words) }
    }

    @Test func groupsHaveTheirHelp() throws {
        #expect(try CommandLineParser.parse(["keys", "--help"]) == .help(.group("keys")))
        #expect(try CommandLineParser.parse(["help", "org"]) == .help(.group("org")))
        #expect(try CommandLineParser.parse(["org", "create", "--help"]) == .help(.command(.orgCreate)))
        let text = Help.text(on: .group("keys"))
        for word in ["create", "list", "revoke"] { #expect(text.contains("till keys \(word)")) }
    }

    @Test func simulate() throws {
        #expect(try CommandLineParser.parse(["simulate"]) == .simulate(SimulateOptions()))
        let options = SimulateOptions(
            listen: "127.0.0.1:0", webhookURL: "http://127.0.0.1:8080/stripe/webhooks", webhookSecret: "whsec_x",
            seed: 7)
        #expect(
            try CommandLineParser.parse([
                "simulate", "--listen", "127.0.0.1:0", "--webhook-url", "http://127.0.0.1:8080/stripe/webhooks",
                "--webhook-secret", "whsec_x", "--seed", "7",
            ]) == .simulate(options))
    }
}

/// Prices as they are written on a command line.
@Suite struct PriceTextTests {
    @Test(arguments: [
        ("19.00usd", 1900, "usd", "19.00 usd"), ("0.00usd", 0, "usd", "free (usd)"),
        ("1900jpy", 1900, "jpy", "1900 jpy"),
        ("1.500KWD", 1500, "kwd", "1.500 kwd"), ("19.00usd/month", 1900, "usd", "19.00 usd / month"),
        ("49.00eur/3-months", 4900, "eur", "49.00 eur / 3 months"), ("5.00gbp/1-week", 500, "gbp", "5.00 gbp / week"),
        ("9999999999.99usd", 999_999_999_999, "usd", "9999999999.99 usd"),
    ])
    func reads(_ text: String, _ units: Int64, _ code: String, _ summary: String) throws {
        let price = try PriceText(text)
        #expect(price.amount == Money(minorUnits: units, currency: try #require(Currency(code))))
        let id = UniqueID(bits: 1)
        let whole = Price(
            id: PriceID(id), productID: ProductID(id), unitAmount: price.amount, billing: price.billing)
        #expect(whole.summary == summary)
    }

    @Test(arguments: [
        ("19usd", "write the amount with the currency's 2 decimals, like 19.00usd"),
        ("19.0usd", "write the amount with the currency's 2 decimals, like 19.00usd"),
        ("19.00jpy", "write the amount with the currency's 0 decimals, like 1900jpy"),
        (".50usd", "write the amount with the currency's 2 decimals, like 19.00usd"),
        ("-1.00usd", "write the amount with the currency's 2 decimals, like 19.00usd"),
        ("1,000.00usd", "write the amount with the currency's 2 decimals, like 19.00usd"),
        ("10000000000.00usd", "write the amount with the currency's 2 decimals, like 19.00usd"),
        ("19.00", "“.00” is no currency; give an amount and its code, like 19.00usd"),
        ("", "“” is no currency; give an amount and its code, like 19.00usd"),
        ("0.00usd/month", "a price of nothing has no period: give 0 and the currency alone"),
        ("1.00usd/2-years", "“2-years” is no period of at most a year; give day, week, month, year, or like 3-months"),
        (
            "1.00usd/fortnight",
            "“fortnight” is no period of at most a year; give day, week, month, year, or like 3-months"
        ),
        ("1.00usd/", "“” is no period of at most a year; give day, week, month, year, or like 3-months"),
    ])
    func refuses(_ text: String, _ advice: String) {
        #expect(throws: Expectation(advice: advice)) { try PriceText(text) }
    }
}

/// Origins as browsers send them.
@Suite struct WebOriginTests {
    @Test(arguments: [
        ("https://Shop.Example.com", "https://shop.example.com"), ("https://a.example/", "https://a.example"),
        ("http://localhost:3000", "http://localhost:3000"), ("https://a.example:443", "https://a.example"),
        ("http://a.example:80", "http://a.example"), ("*", "*"), ("http://a.example:443", "http://a.example:443"),
    ])
    func areWrittenAsBrowsersDo(_ text: String, _ origin: String) throws {
        #expect(try WebOrigin.parse(text) == origin)
    }

    @Test(arguments: [
        "", "null", "shop.example.com", "https://a.example/x", "https://*.example", "ftp://a", "https://a?b",
    ])
    func othersAreRefused(_ text: String) {
        #expect(throws: Expectation.self) { try WebOrigin.parse(text) }
    }
}
