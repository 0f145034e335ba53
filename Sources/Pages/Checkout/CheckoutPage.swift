package import Checkout
package import Cryptography
package import HTTPMessages

/// The page on which a session is paid, as the server draws it: right for every state by itself, and kept so by its script.
package struct CheckoutPage: Sendable {
    /// Where it is shown.
    package enum Place: Hashable, Sendable {
        case window
        /// Inside a page of one of the merchant's origins.
        case frame
    }

    /// What the order does not say of the buyer and the page has to ask for.
    package struct Questions: Hashable, Sendable {
        package var email: Bool
        package var name: Bool

        package init(email: Bool, name: Bool) {
            self.email = email
            self.name = name
        }
    }

    package var session: SessionView
    /// The public body of the session: the script begins with it.
    package var body: [UInt8]
    package var brand: Brand
    package var locale: PageLocale
    package var place = Place.window
    package var questions = Questions(email: false, name: false)
    package var entry = CardEntry.notNeeded
    /// Those that may show the page in a frame, and be spoken with.
    package var allowedOrigins: [String] = []
    /// Whether an expired one can be ordered again from here.
    package var canStartAgain = false
    package var now: Timestamp

    package init(session: SessionView, body: [UInt8], brand: Brand, locale: PageLocale, now: Timestamp) {
        self.session = session
        self.body = body
        self.brand = brand
        self.locale = locale
        self.now = now
    }

    var words: PageWords { locale.words }
    var panel: CheckoutPanel { CheckoutPanel(session, at: now) }
    var summary: OrderSummary { OrderSummary(session, brand: brand, locale: locale, at: now) }

    package func response(_ assets: PageAssets) throws(CryptographyError) -> HTTPResponse {
        var document = PageDocument(title: title, body: html)
        document.language = locale.tag
        document.head = head
        document.styles = [assets.base, assets.checkoutStyle]
        if let accent = brand.accent { document.styles.append(try InlineAsset(accent.style)) }
        document.scripts = [assets.checkoutScript]
        document.policy = policy
        return document.response()
    }

    private var title: String { "\(summary.headline) · \(brand.name)" }

    private var head: HTML { "<link rel=\"icon\" href=\"\(brand.icon)\">\n\(refresh)" }

    /// Without a script nobody would be taken back.
    private var refresh: HTML? {
        guard panel == .completed, place == .window, let url = session.successURL else { return nil }
        return "<noscript><meta http-equiv=\"refresh\" content=\"2; url=\(url)\"></noscript>\n"
    }

    private var html: HTML {
        """
        <div class="checkout\(place == .frame ? " embedded" : "")" data-panel="\(panel.rawValue)">
        \(orderSide)
        \(paySide)
        </div>
        <div id="announcements" class="unseen" role="status" aria-live="polite"></div>
        <script type="application/json" id="config">\(HTML(trusted: config))</script>
        """
    }
}
