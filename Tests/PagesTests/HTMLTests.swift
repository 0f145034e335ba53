import HTTPMessages
import Testing

@Suite struct HTMLTests {
    @Test func textIsEscapedWhereverItStands() {
        let name = #"<img src=x onerror="alert('1')"> & more"#
        let html: HTML = #"<p title="\#(name)">\#(name)</p>"#
        let escaped = "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; more"
        #expect(html.text == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test func piecesOfHTMLStayThem() {
        let rows: [HTML] = ["A & B", "C"].map { "<li>\($0)</li>" }
        let missing: HTML? = nil
        let html: HTML = "<ul>\(rows)</ul>\(missing)\(HTML(trusted: "<hr>"))\(7)"
        #expect(html.text == "<ul><li>A &amp; B</li><li>C</li></ul><hr>7")
    }
}
