import Checkout
import HTTPMessages
import Pages
import Testing

/// What the dashboard's pages are tested with.
enum DashboardFixture {
    static let now = Timestamp(unixSeconds: 1_800_000_000)
    /// What somebody may have written wherever something can be written.
    static let evil = #"</td><script>alert("1")</script><img src=x onerror='alert(2)'>&"#
    static let escaped =
        "&lt;/td&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;&amp;"

    static var frame: DashboardFrame {
        DashboardFrame(
            organization: "Shop", livemode: false, keyHint: "sk_test_…wxyz", formToken: "form-token",
            openReviewCount: 0, now: now)
    }

    static func money(_ minorUnits: Int64) throws -> Money {
        Money(minorUnits: minorUnits, currency: try #require(Currency("usd")))
    }

    static func session(
        _ customer: CustomerDetails = CustomerDetails(), metadata: [String: String] = [:],
        _ change: (inout SessionState) -> Void = { _ in }
    ) throws -> CheckoutSession {
        var order = CheckoutOrder(.amount(try money(4900)))
        order.customer = customer
        order.metadata = try Metadata(metadata)
        let terms = try SessionTerms(
            order, id: CheckoutSessionID(UniqueID(bits: 0x7)), merchant: MerchantTerms(livemode: false),
            at: now - .seconds(90))
        var state = SessionState(createdAt: terms.createdAt)
        state.version = 1
        state.intentID = "pi_1"
        change(&state)
        return CheckoutSession(terms: terms, state: state)
    }

    static func text(_ document: PageDocument) -> String { String(decoding: document.response().body, as: UTF8.self) }

    /// Nothing of it became anything but text.
    static func expectEscaped(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(text.contains(escaped), sourceLocation: sourceLocation)
        #expect(!text.contains("<script>alert") && !text.contains("<img src=x"), sourceLocation: sourceLocation)
    }
}
