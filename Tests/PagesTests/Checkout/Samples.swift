import HTTPMessages
import Testing

@testable import Checkout
@testable import Pages

/// Sessions to draw.
enum Sample {
    static let now = Timestamp("2026-11-20T12:00:00.000Z") ?? .earliest
    static let assets = Result { try PageAssets() }

    static func session(
        _ status: SessionStatus = .pending, _ payment: PaymentStatus = .requiresPaymentMethod,
        mode: CheckoutMode = .standard, amount: Int64 = 1900, period: BillingPeriod? = .month,
        product name: String? = "Pro", edit: (inout SessionView) -> Void = { _ in }
    ) throws -> SessionView {
        let usd = try #require(Currency("usd"))
        let money = Money(minorUnits: amount, currency: usd)
        let product = name.map {
            ProductSummary(
                id: ProductID(UniqueID(bits: 1)), name: $0, description: "Everything", period: period,
                features: ["Single sign-on"])
        }
        let id = CheckoutSessionID(UniqueID(bits: 0xABCDEF))
        var session = SessionView(
            id: id, status: status, paymentStatus: payment, version: 3, livemode: false, paymentIntentID: "pi_1",
            provider: .stripe, amount: money, total: mode == .standard ? money : .zero(usd), discount: .zero(usd),
            tax: .zero(usd), couponCode: nil, priceID: nil, quantity: 1, product: product,
            trialDays: mode == .trial ? 14 : 0,
            checkoutMode: mode, nextAction: nil, failure: nil, subscription: nil, fulfilment: Fulfilment(),
            links: SessionLinks(checkout: "", status: "", stream: ""), successURL: "https://shop.example/yes",
            cancelURL: "https://shop.example/no", createdAt: now, updatedAt: now, expiresAt: now + .seconds(3600),
            completedAt: nil)
        edit(&session)
        return session
    }

    static func page(
        _ session: SessionView, locale: String = "en", edit: (inout CheckoutPage) -> Void = { _ in }
    ) throws -> Drawn {
        var page = CheckoutPage(
            session: session, body: Array("{\"id\":\"\(session.id)\"}".utf8), brand: Brand(name: "Shop"),
            locale: .best(named: locale, accepting: nil), now: now)
        page.entry = .simulator(url: "http://127.0.0.1:12111", publishableKey: "pk_test_1", account: nil)
        page.allowedOrigins = ["https://shop.example"]
        edit(&page)
        return Drawn(try page.response(assets.get()), panel: page.panel)
    }
}

/// A page that was drawn.
struct Drawn {
    let response: HTTPResponse
    let panel: CheckoutPanel

    init(_ response: HTTPResponse, panel: CheckoutPanel) {
        self.response = response
        self.panel = panel
    }

    var html: String { String(decoding: response.body, as: UTF8.self) }
    var policy: String { response.headers["Content-Security-Policy"] ?? "" }

    /// Without styles, scripts and what the script is told.
    var markup: String {
        html.replacing(/<style>[^<]*<\/style>/, with: "").replacing(/<script[^>]*>[\s\S]*?<\/script>/, with: "")
    }

    /// The panels that show.
    var shown: [String] {
        markup.matches(of: /data-shows="([a-z]+)"([^>]*)>/).filter { !$0.2.contains("hidden") }.map { String($0.1) }
    }

    func contains(_ text: String) -> Bool { markup.contains(text) }
}

extension BillingPeriod {
    static var month: BillingPeriod? { BillingPeriod(interval: .month, count: 1) }
}
