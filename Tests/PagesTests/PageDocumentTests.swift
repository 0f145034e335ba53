import HTTPMessages
import Pages
import Testing

@Suite struct PageDocumentTests {
    @Test func aPageMayDoNothingThatIsNotSaid() throws {
        let policy = try #require(PageDocument(title: "T", body: "").response().headers["Content-Security-Policy"])
        #expect(policy == "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
    }

    @Test func itsOwnStylesAndScriptsAreAllowedByWhatTheyAre() throws {
        var document = PageDocument(title: "T", body: "<main></main>")
        document.styles = [try InlineAsset("p { color: red }")]
        document.scripts = [try InlineAsset("alert(1)")]
        let response = document.response()
        let policy = try #require(response.headers["Content-Security-Policy"])
        #expect(policy.contains("style-src 'sha256-ngewhhP73WDIbgwseeu52VAAJgKdGUsu1IUQQsAm8m4='"))
        #expect(policy.contains("script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"))
        #expect(!policy.contains("unsafe"))
        let html = String(decoding: response.body, as: UTF8.self)
        #expect(html.contains("<style>p { color: red }</style>"))
        #expect(html.contains("<script type=\"module\">alert(1)</script>"))
    }

    @Test func titlesAreText() {
        let html = String(decoding: PageDocument(title: "</title><script>", body: "").response().body, as: UTF8.self)
        #expect(html.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"))
    }
}
