package import HTTPMessages

/// A whole page: what stands in it, what it looks like, what runs in it and what it may do.
package struct PageDocument: Sendable {
    package var title: String
    /// A BCP 47 tag.
    package var language = "en"
    package var styles: [InlineAsset] = []
    /// Modules: they run once the page is there.
    package var scripts: [InlineAsset] = []
    /// Besides `styles` and `scripts`, which it allows by itself.
    package var policy = ContentSecurityPolicy()
    /// What stands in the head besides.
    package var head: HTML = ""
    package var body: HTML

    package init(title: String, body: HTML) {
        self.title = title
        self.body = body
    }

    package func response(_ status: HTTPStatus = .ok) -> HTTPResponse {
        var policy = policy
        policy.styles += styles.map(\.source)
        policy.scripts += scripts.map(\.source)
        var headers: HTTPHeaders = [
            "Content-Type": "text/html; charset=utf-8",
            "Cache-Control": "no-store",
            "Content-Security-Policy": policy.text,
            // A page's address may be a capability.
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        ]
        // It knows nobody or oneself only, and stands in the way of whoever else is allowed.
        if policy.ancestors.isEmpty { headers.set("X-Frame-Options", "DENY") }
        return HTTPResponse(status, headers: headers, body: Array(html.text.utf8))
    }

    private var html: HTML {
        """
        <!doctype html>
        <html lang="\(language)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(title)</title>
        \(head)\(styles.map { "<style>\(HTML(trusted: $0.text))</style>\n" })</head>
        <body>
        \(body)
        \(scripts.map { "<script type=\"module\">\(HTML(trusted: $0.text))</script>\n" })</body>
        </html>

        """
    }
}
