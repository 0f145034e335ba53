package import HTTPMessages

/// A page that says one thing: that something is not there, or did not work.
package struct MessagePage: Sendable {
    package let title: String
    package let text: String
    /// Where to try again, when that may help.
    package var retryURL: String?
    package let locale: PageLocale

    package init(title: String, text: String, retryURL: String? = nil, locale: PageLocale) {
        self.title = title
        self.text = text
        self.retryURL = retryURL
        self.locale = locale
    }

    package static func checkoutNotFound(_ locale: PageLocale) -> MessagePage {
        MessagePage(title: locale.words.notFoundTitle, text: locale.words.notFoundText, locale: locale)
    }

    package static func tooManyRequests(_ locale: PageLocale, retryURL: String) -> MessagePage {
        MessagePage(
            title: locale.words.troubleTitle, text: locale.words.tooOften, retryURL: retryURL, locale: locale)
    }

    package static func trouble(_ locale: PageLocale, retryURL: String) -> MessagePage {
        MessagePage(
            title: locale.words.troubleTitle, text: locale.words.troubleText, retryURL: retryURL, locale: locale)
    }

    /// Whoever may frame the page of a session is not known here: anybody, since there is nothing on it to click away.
    package func response(_ status: HTTPStatus, _ assets: PageAssets, isFramed: Bool) -> HTTPResponse {
        let retry: HTML? = retryURL.map {
            "<div class=\"actions\"><a class=\"button\" href=\"\($0)\">\(locale.words.tryAgain)</a></div>"
        }
        var document = PageDocument(
            title: title,
            body: """
                <main class="alone"><div class="card"><div class="panel bad">
                <div class="sign">\(PageIcon.question)</div>
                <h1>\(title)</h1>
                <p>\(text)</p>
                \(retry)
                </div></div></main>
                """)
        document.language = locale.tag
        // While the service restarts: nobody has to press a button for that.
        if status == .serviceUnavailable { document.head = "<meta http-equiv=\"refresh\" content=\"5\">\n" }
        document.styles = [assets.base, assets.checkoutStyle]
        if isFramed { document.policy.ancestors = ["*"] }
        return document.response(status)
    }
}
