/// Raw requests and what must become of them, with the default limits: the parser's tests feed them as bytes, the
/// server's tests over a socket.
package struct RequestSample: Sendable, CustomStringConvertible {
    /// What the bytes amount to.
    package enum Outcome: Hashable, Sendable {
        /// That many whole requests, nothing left over.
        case accepted(Int)
        /// An error of that status, after so many whole requests.
        case refused(Int, after: Int = 0)
        /// So many whole requests, then the beginning of another.
        case unfinished(after: Int = 0)
    }

    package let name: String
    package let bytes: [UInt8]
    package let outcome: Outcome

    /// `text` is Latin-1: `\u{ff}` is the byte 0xff.
    init(_ name: String, _ text: String, _ outcome: Outcome) {
        self.name = name
        bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        self.outcome = outcome
    }

    package var description: String { name }

    package static let all =
        requestLines + targets + fieldLines + hosts + lengths + codings + chunks + trailers + connections + sizes
        + sequences

    /// A request with that request line and a Host.
    private static func line(_ name: String, _ line: String, _ outcome: Outcome) -> RequestSample {
        RequestSample(name, "\(line)\r\nHost: a\r\n\r\n", outcome)
    }

    /// A GET of that target.
    private static func get(_ name: String, _ target: String, _ outcome: Outcome) -> RequestSample {
        line(name, "GET \(target) HTTP/1.1", outcome)
    }

    /// A request with a Host, those field lines (each without its CRLF), and what follows the head.
    private static func post(
        _ name: String, _ fields: [String], body: String = "", _ outcome: Outcome
    ) -> RequestSample {
        RequestSample(
            name, "POST / HTTP/1.1\r\nHost: a\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n\(body)", outcome)
    }

    private static func chunked(_ name: String, _ body: String, _ outcome: Outcome) -> RequestSample {
        post(name, ["Transfer-Encoding: chunked"], body: body, outcome)
    }

    private static func x(_ count: Int) -> String { String(repeating: "x", count: count) }

    package static let requestLines = [
        line("plain GET", "GET / HTTP/1.1", .accepted(1)),
        line("HEAD", "HEAD / HTTP/1.1", .accepted(1)),
        line("DELETE", "DELETE /v1/session-tokens/tok_1 HTTP/1.1", .accepted(1)),
        line("unknown method that is a token", "PURGE / HTTP/1.1", .accepted(1)),
        line("method with every kind of token character", "!#$%&'*+-.^_`|~09 / HTTP/1.1", .accepted(1)),
        line("method in lower case", "get / HTTP/1.1", .accepted(1)),
        line("HTTP/1.0 with Host", "GET / HTTP/1.0", .accepted(1)),
        line("method with a colon", "G:T / HTTP/1.1", .refused(400)),
        line("method with a bracket", "[GET] / HTTP/1.1", .refused(400)),
        line("method with a control character", "G\u{1}T / HTTP/1.1", .refused(400)),
        line("method with a NUL", "GE\0T / HTTP/1.1", .refused(400)),
        line("method with a byte beyond ASCII", "G\u{c9}T / HTTP/1.1", .refused(400)),
        line("method longer than any", "\(x(33)) / HTTP/1.1", .refused(501)),
        line("method of the greatest length", "\(x(32)) / HTTP/1.1", .accepted(1)),
        line("method far longer than any", "\(x(20_000)) / HTTP/1.1", .refused(501)),
        line("no method", " / HTTP/1.1", .refused(400)),
        line("tab after the method", "GET\t/ HTTP/1.1", .refused(400)),
        line("two spaces after the method", "GET  / HTTP/1.1", .refused(400)),
        line("two spaces before the version", "GET /  HTTP/1.1", .refused(400)),
        line("tab before the version", "GET /\tHTTP/1.1", .refused(400)),
        line("space behind the version", "GET / HTTP/1.1 ", .refused(400)),
        line("something behind the version", "GET / HTTP/1.1 x", .refused(400)),
        line("only a method", "GET", .refused(400)),
        line("HTTP/0.9", "GET /", .refused(400)),
        line("no target", "GET HTTP/1.1", .refused(400)),
        line("version in lower case", "GET / http/1.1", .refused(400)),
        line("version without a dot", "GET / HTTP/11", .refused(400)),
        line("version with a comma", "GET / HTTP/1,1", .refused(400)),
        line("version with three numbers", "GET / HTTP/1.1.1", .refused(400)),
        line("version of two digits", "GET / HTTP/1.10", .refused(400)),
        line("version with a sign", "GET / HTTP/+1.1", .refused(400)),
        line("version with a letter", "GET / HTTP/1.x", .refused(400)),
        line("another protocol", "GET / RTSP/1.0", .refused(400)),
        line("HTTP/0.9 spelled out", "GET / HTTP/0.9", .refused(505)),
        line("HTTP/1.2", "GET / HTTP/1.2", .refused(505)),
        line("HTTP/2.0", "GET / HTTP/2.0", .refused(505)),
        line("HTTP/9.9", "GET / HTTP/9.9", .refused(505)),
        RequestSample("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .refused(505)),
        RequestSample("TLS handshake", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0", .refused(400)),
        RequestSample("bare LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", .refused(400)),
        RequestSample("bare LFs everywhere", "GET / HTTP/1.1\nHost: a\n\n", .refused(400)),
        RequestSample("bare CR after the request line", "GET / HTTP/1.1\rHost: a\r\n\r\n", .refused(400)),
        RequestSample("CR CR LF after the request line", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", .refused(400)),
        RequestSample("one empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .accepted(1)),
        RequestSample("two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        RequestSample("an empty line of LF first", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        RequestSample("an empty line of CR first", "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        RequestSample("a space first", " GET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        RequestSample("an empty line and a space first", "\r\n GET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        RequestSample("a NUL first", "\0GET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
        RequestSample("half a request line", "GET / HT", .unfinished()),
        RequestSample("nothing", "", .accepted(0)),
    ]

    package static let targets = [
        get("path and query", "/v1/checkout/cs_1/status?after=3&wait=30", .accepted(1)),
        get("every character a path may have", "/aZ09-._~!$&'()*+,;=:@%41", .accepted(1)),
        get("every character a query may have", "/?aZ09-._~!$&'()*+,;=:@/?%41", .accepted(1)),
        get("characters that browsers leave in queries", "/?a[]={x}|^`\\", .accepted(1)),
        get("empty query", "/?", .accepted(1)),
        get("empty segments", "//a//", .accepted(1)),
        get("dot segments, untouched", "/../a/./b", .accepted(1)),
        get("absolute target", "http://example.com:8080/a?b", .accepted(1)),
        get("absolute target with https", "https://example.com/", .accepted(1)),
        get("absolute target with its scheme in capitals", "HTTP://example.com/", .accepted(1)),
        get("absolute target without a path", "http://example.com", .accepted(1)),
        get("absolute target without a path, with a query", "http://example.com?a=b", .accepted(1)),
        get("absolute target with an IPv6 address", "http://[::1]:80/", .accepted(1)),
        line("asterisk with OPTIONS", "OPTIONS * HTTP/1.1", .accepted(1)),
        line("OPTIONS of a path", "OPTIONS /v1/checkout HTTP/1.1", .accepted(1)),
        get("asterisk with GET", "*", .refused(400)),
        line("two asterisks", "OPTIONS ** HTTP/1.1", .refused(400)),
        line("CONNECT", "CONNECT example.com:443 HTTP/1.1", .refused(501)),
        line("CONNECT of a path", "CONNECT / HTTP/1.1", .refused(501)),
        get("authority with GET", "example.com:443", .refused(400)),
        get("relative path", "a/b", .refused(400)),
        get("only a query", "?a=b", .refused(400)),
        get("absolute target without a host", "http:///a", .refused(400)),
        get("absolute target that ends in its scheme", "http://", .refused(400)),
        get("absolute target with a user", "http://user@example.com/", .refused(400)),
        get("absolute target with a bad port", "http://example.com:99999/", .refused(400)),
        get("absolute target of another scheme", "ftp://example.com/", .refused(400)),
        get("absolute target with one slash", "http:/example.com/", .refused(400)),
        get("fragment", "/a#b", .refused(400)),
        get("fragment in a query", "/a?b#c", .refused(400)),
        get("NUL in the path", "/a\0b", .refused(400)),
        get("control character in the path", "/a\u{1f}b", .refused(400)),
        get("DEL in the path", "/a\u{7f}", .refused(400)),
        get("CR in the path", "/a\rb", .refused(400)),
        get("byte beyond ASCII in the path", "/caf\u{e9}", .refused(400)),
        get("byte beyond ASCII in the query", "/?caf\u{e9}", .refused(400)),
        get("quote in the path", "/a\"b", .refused(400)),
        get("backslash in the path", "/a\\b", .refused(400)),
        get("brace in the path", "/{id}", .refused(400)),
        get("angle bracket in the query", "/?a=<b>", .refused(400)),
        get("space in the path", "/a b", .refused(400)),
        get("escape cut off", "/a%4", .refused(400)),
        get("escape without digits", "/a%", .refused(400)),
        get("escape with a letter beyond F", "/a%4g", .refused(400)),
        get("escape with a sign", "/a%+1", .refused(400)),
        get("escape cut off by the query", "/a%4?1", .refused(400)),
        get("escape cut off in the query", "/?a=%f", .refused(400)),
        get("escaped NUL, for the router to judge", "/a%00", .accepted(1)),
    ]

    package static let fieldLines = [
        post("no whitespace behind the colon", ["X-A:b"], .accepted(1)),
        post("much whitespace around the value", ["X-A: \t b \t "], .accepted(1)),
        post("empty value", ["X-A:"], .accepted(1)),
        post("value of whitespace", ["X-A:   "], .accepted(1)),
        post("tab inside a value", ["X-A: b\tc"], .accepted(1)),
        post("long value with tabs", ["X-A: \(x(20))\t\(x(20))\t\(x(3))"], .accepted(1)),
        post("bytes beyond ASCII in a value", ["X-A: caf\u{e9}\u{ff}"], .accepted(1)),
        post("same field twice", ["X-A: b", "X-A: c"], .accepted(1)),
        post("colons in a value", ["X-A: ::b::"], .accepted(1)),
        post("name of one letter", ["A: b"], .accepted(1)),
        post("space before the colon", ["X-A : b"], .refused(400)),
        post("tab before the colon", ["X-A\t: b"], .refused(400)),
        post("space inside a name", ["X A: b"], .refused(400)),
        post("no colon", ["X-A"], .refused(400)),
        post("no name", [": b"], .refused(400)),
        post("folded line", ["X-A: b", " c"], .refused(400)),
        post("folded line of a tab", ["X-A: b", "\tc"], .refused(400)),
        post("folded empty line", ["X-A: b", " "], .refused(400)),
        post("folded length", ["Content-Length:", " 5"], body: "hello", .refused(400)),
        RequestSample("whitespace before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", .refused(400)),
        RequestSample("tab before the first field", "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n", .refused(400)),
        post("NUL in a value", ["X-A: b\0c"], .refused(400)),
        post("NUL at the end of a value", ["X-A: b\0"], .refused(400)),
        post("NUL in a name", ["X\0A: b"], .refused(400)),
        post("bell in a value", ["X-A: \u{7}"], .refused(400)),
        post("escape in a long value", ["X-A: \(x(9))\u{1b}\(x(9))"], .refused(400)),
        post("DEL in a long value", ["X-A: \(x(12))\u{7f}\(x(9))"], .refused(400)),
        post("control character behind a tab", ["X-A: \(x(9))\t\(x(9))\u{1}"], .refused(400)),
        post("vertical tab in a value", ["X-A: b\u{b}c"], .refused(400)),
        post("bare CR in a value", ["X-A: b\rc"], .refused(400)),
        post("bare CR that hides a field", ["X-A: b\rContent-Length: 5"], .refused(400)),
        post("CR CR LF after a field", ["X-A: b\r"], .refused(400)),
        post("bare LF after a field", ["X-A: b\nX-B: c"], .refused(400)),
        post("bare LF after a value that is empty", ["X-A:\nX-B: c"], .refused(400)),
        RequestSample("bare LF as the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\nx", .refused(400)),
        post("byte beyond ASCII in a name", ["X-\u{e9}: b"], .refused(400)),
        post("parenthesis in a name", ["X(A): b"], .refused(400)),
        post("slash in a name", ["X/A: b"], .refused(400)),
        post("quote in a name", ["\"X\": b"], .refused(400)),
        RequestSample("half a field", "GET / HTTP/1.1\r\nHost: a\r\nX-A: b", .unfinished()),
        RequestSample("CR of the empty line", "GET / HTTP/1.1\r\nHost: a\r\n\r", .unfinished()),
    ]

    private static func host(_ name: String, _ value: String, _ outcome: Outcome) -> RequestSample {
        RequestSample(name, "GET / HTTP/1.1\r\nHost:\(value)\r\n\r\n", outcome)
    }

    package static let hosts = [
        host("host and port", " example.com:8080", .accepted(1)),
        host("host with an underscore", " till_app", .accepted(1)),
        host("IPv4 address", " 127.0.0.1:80", .accepted(1)),
        host("IPv6 address", " [2001:db8::1]", .accepted(1)),
        host("IPv6 address and port", " [::ffff:1.2.3.4]:443", .accepted(1)),
        host("host with an empty port", " a:", .accepted(1)),
        RequestSample("name of Host in capitals", "GET / HTTP/1.1\r\nHOST: a\r\n\r\n", .accepted(1)),
        RequestSample("HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", .accepted(1)),
        RequestSample("no Host", "GET / HTTP/1.1\r\n\r\n", .refused(400)),
        RequestSample("no Host, absolute target", "GET http://a/ HTTP/1.1\r\n\r\n", .refused(400)),
        RequestSample("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .refused(400)),
        RequestSample("the same Host twice", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", .refused(400)),
        RequestSample("HTTP/1.0 with two Hosts", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", .refused(400)),
        host("empty Host", "", .refused(400)),
        host("Host of whitespace", "   ", .refused(400)),
        host("Host with a list", " a, b", .refused(400)),
        host("Host with a space", " a b", .refused(400)),
        host("Host with a path", " a/b", .refused(400)),
        host("Host with a user", " user@a", .refused(400)),
        host("Host with a query", " a?b", .refused(400)),
        host("Host with an escape", " a%2eb", .refused(400)),
        host("Host with a scheme", " http://a", .refused(400)),
        host("Host with only a port", " :80", .refused(400)),
        host("Host with a port of letters", " a:http", .refused(400)),
        host("Host with a port too great", " a:65536", .refused(400)),
        host("Host with a port of six digits", " a:000080", .refused(400)),
        host("Host with a signed port", " a:+80", .refused(400)),
        host("Host with two ports", " a:1:2", .refused(400)),
        host("Host with an open bracket", " [::1", .refused(400)),
        host("Host with something behind the bracket", " [::1]a", .refused(400)),
        host("Host with a zone", " [fe80::1%25eth0]", .refused(400)),
        host("Host with empty brackets", " []", .refused(400)),
        host("Host beyond ASCII", " \u{e9}", .refused(400)),
        host("Host longer than any name", " \(x(263))", .refused(400)),
    ]

    package static let lengths = [
        post("body of declared length", ["Content-Length: 5"], body: "hello", .accepted(1)),
        post("length of zero", ["Content-Length: 0"], .accepted(1)),
        post("length with leading zeros", ["Content-Length: 005"], body: "hello", .accepted(1)),
        post("length in any case", ["cOnTeNt-LeNgTh: 5"], body: "hello", .accepted(1)),
        post("no length, no body", [], .accepted(1)),
        post("body cut off", ["Content-Length: 5"], body: "hell", .unfinished()),
        post("body that looks like a request", ["Content-Length: 18"], body: "GET / HTTP/1.1\r\n\r\n", .accepted(1)),
        post("empty length", ["Content-Length:"], .refused(400)),
        post("length with a plus", ["Content-Length: +5"], body: "hello", .refused(400)),
        post("length with a minus", ["Content-Length: -5"], body: "hello", .refused(400)),
        post("minus zero", ["Content-Length: -0"], .refused(400)),
        post("length in base 16", ["Content-Length: 0x5"], body: "hello", .refused(400)),
        post("length with a fraction", ["Content-Length: 5.0"], body: "hello", .refused(400)),
        post("length with an exponent", ["Content-Length: 5e0"], body: "hello", .refused(400)),
        post("length of letters", ["Content-Length: five"], body: "hello", .refused(400)),
        post("length with a space inside", ["Content-Length: 5 5"], body: "hello", .refused(400)),
        post("length with an underscore", ["Content-Length: 1_0"], body: "hello", .refused(400)),
        post("list of equal lengths", ["Content-Length: 5, 5"], body: "hello", .refused(400)),
        post("list of different lengths", ["Content-Length: 5,6"], body: "hello", .refused(400)),
        post("length in digits beyond ASCII", ["Content-Length: \u{b2}"], body: "hello", .refused(400)),
        post("equal lengths", ["Content-Length: 5", "Content-Length: 5"], body: "hello", .refused(400)),
        post("different lengths", ["Content-Length: 5", "Content-Length: 6"], body: "hello", .refused(400)),
        post("equal lengths of zero", ["Content-Length: 0", "content-length: 0"], .refused(400)),
        post("length of 2 to the 63", ["Content-Length: 9223372036854775808"], .refused(400)),
        post("length of 2 to the 64 and five", ["Content-Length: 18446744073709551621"], body: "hello", .refused(400)),
        post("length of thirty digits", ["Content-Length: 999999999999999999999999999999"], .refused(400)),
        post("length before a space and colon", ["Content-Length : 5"], body: "hello", .refused(400)),
    ]

    package static let codings = [
        chunked("chunked body", "5\r\nhello\r\n0\r\n\r\n", .accepted(1)),
        post("chunked in capitals", ["transfer-encoding: CHUNKED"], body: "0\r\n\r\n", .accepted(1)),
        post("chunked and whitespace", ["Transfer-Encoding: \t chunked "], body: "0\r\n\r\n", .accepted(1)),
        post(
            "length and chunked", ["Content-Length: 5", "Transfer-Encoding: chunked"], body: "0\r\n\r\n", .refused(400)),
        post(
            "chunked and length", ["Transfer-Encoding: chunked", "Content-Length: 5"], body: "0\r\n\r\n", .refused(400)),
        post("chunked and length zero", ["Transfer-Encoding: chunked", "Content-Length: 0"], .refused(400)),
        post("length and an unknown coding", ["Content-Length: 5", "Transfer-Encoding: x"], .refused(400)),
        post("chunked twice", ["Transfer-Encoding: chunked, chunked"], body: "0\r\n\r\n", .refused(400)),
        post("chunked on two lines", ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], .refused(400)),
        post("chunked not last", ["Transfer-Encoding: chunked, gzip"], .refused(400)),
        post("chunked and identity", ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], .refused(400)),
        post("empty coding", ["Transfer-Encoding:"], .refused(400)),
        post("empty element behind chunked", ["Transfer-Encoding: chunked,"], .refused(400)),
        post("empty element before chunked", ["Transfer-Encoding: ,chunked"], .refused(400)),
        post("chunked with a parameter", ["Transfer-Encoding: chunked;a=b"], .refused(400)),
        post("chunked in quotes", ["Transfer-Encoding: \"chunked\""], .refused(400)),
        post("chunked behind a vertical tab", ["Transfer-Encoding: \u{b}chunked"], .refused(400)),
        post("two words", ["Transfer-Encoding: chunked x"], .refused(400)),
        post("gzip before chunked", ["Transfer-Encoding: gzip, chunked"], .refused(501)),
        post(
            "gzip and chunked on two lines", ["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], .refused(501)),
        post("gzip alone", ["Transfer-Encoding: gzip"], .refused(501)),
        post("identity", ["Transfer-Encoding: identity"], .refused(501)),
        post("xchunked", ["Transfer-Encoding: xchunked"], .refused(501)),
        post("chunkedx", ["Transfer-Encoding: chunkedx"], .refused(501)),
        post("coding before a space and colon", ["Transfer-Encoding : chunked"], .refused(400)),
        RequestSample(
            "chunked in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .refused(400)),
    ]

    package static let chunks = [
        chunked("many chunks", "1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n", .accepted(1)),
        chunked("sizes in base 16", "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", .accepted(1)),
        chunked("sizes with leading zeros", "0005\r\nhello\r\n000\r\n\r\n", .accepted(1)),
        chunked("chunk that holds CRLF", "4\r\n\r\n\r\n\r\n0\r\n\r\n", .accepted(1)),
        chunked("extension", "5;a\r\nhello\r\n0\r\n\r\n", .accepted(1)),
        chunked("extension with a value", "5;a=b\r\nhello\r\n0;last\r\n\r\n", .accepted(1)),
        chunked("extension in quotes", "5;a=\"b; \\\"c\";d\r\nhello\r\n0\r\n\r\n", .accepted(1)),
        chunked("extension with whitespace", "5; a = b ; c\r\nhello\r\n0\r\n\r\n", .accepted(1)),
        chunked("body without an end", "5\r\nhello\r\n", .unfinished()),
        chunked("last chunk without its empty line", "0\r\n", .unfinished()),
        chunked("empty size", "\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("size with a plus", "+5\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("size with a minus", "-5\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("size with 0x", "0x5\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("size of letters", "g\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("whitespace before the size", " 5\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("whitespace behind the size", "5 \r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("whitespace before an extension", "5 ;a\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("tab behind the size", "5\t\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("underscore in a size", "1_0\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("NUL behind the size", "5\0\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("size of 2 to the 64", "10000000000000000\r\nhello", .refused(400)),
        chunked("size of 2 to the 64 and five", "10000000000000005\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("size of twenty digits, mostly zeros", "00000000000000000005\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("size of 2 to the 64 less one", "ffffffffffffffff\r\nhello", .refused(413)),
        chunked("size of 2 to the 63", "8000000000000000\r\nhello", .refused(413)),
        chunked("no CRLF behind the data", "5\r\nhello0\r\n\r\n", .refused(400)),
        chunked("LF behind the data", "5\r\nhello\n0\r\n\r\n", .refused(400)),
        chunked("CR alone behind the data", "5\r\nhello\r0\r\n\r\n", .refused(400)),
        chunked("data longer than its size", "5\r\nhello!\r\n0\r\n\r\n", .refused(400)),
        chunked("LF behind the size", "5\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("CR alone behind the size", "5\rhello\r\n0\r\n\r\n", .refused(400)),
        chunked("LF behind the last size", "0\n\r\n", .refused(400)),
        chunked("extension without a name", "5;\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("extension without a value", "5;a=\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("extension with a control character", "5;a=\u{1}\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("extension with a control character in quotes", "5;a=\"\u{1}\"\r\nhello", .refused(400)),
        chunked("extension with an escaped NUL", "5;a=\"\\\0\"\r\nhello", .refused(400)),
        chunked("extension with an open quote", "5;a=\"b\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("extension that ends in a backslash", "5;a=\"b\\\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("extension with a bare LF in quotes", "5;a=\"\n\"\r\nhello\r\n0\r\n\r\n", .refused(400)),
        chunked("extension as long as a line may be", "0;\(x(252))\r\n\r\n", .accepted(1)),
        chunked("extension longer than a line may be", "0;\(x(253))\r\n\r\n", .refused(400)),
        chunked("extension without an end", "0;\(x(300))", .refused(400)),
    ]

    package static let trailers = [
        chunked("trailers", "0\r\nX-A: b\r\nX-C: d\r\n\r\n", .accepted(1)),
        chunked("trailer without a value", "0\r\nX-A:\r\n\r\n", .accepted(1)),
        chunked("trailer that frames", "0\r\nContent-Length: 5\r\n\r\n", .refused(400)),
        chunked("trailer that names a coding", "0\r\nTransfer-Encoding: chunked\r\n\r\n", .refused(400)),
        chunked("trailer that routes", "0\r\nhost: b\r\n\r\n", .refused(400)),
        chunked("trailer without a colon", "0\r\nX-A\r\n\r\n", .refused(400)),
        chunked("trailer with a space before the colon", "0\r\nX-A : b\r\n\r\n", .refused(400)),
        chunked("folded trailer", "0\r\nX-A: b\r\n c\r\n\r\n", .refused(400)),
        chunked("trailer with a NUL", "0\r\nX-A: \0\r\n\r\n", .refused(400)),
        chunked("trailer with a bare LF", "0\r\nX-A: b\n\r\n", .refused(400)),
        chunked("trailers as long as they may be", "0\r\nX: \(x(4089))\r\n\r\n", .accepted(1)),
        chunked("trailers too long", "0\r\nX: \(x(4090))\r\n\r\n", .refused(431)),
        chunked("trailers without an end", "0\r\n\(x(5000))", .refused(431)),
        chunked(
            "too many trailers", "0\r\n\(String(repeating: "X-A: b\r\n", count: 600))\r\n", .refused(431)),
    ]

    package static let connections = [
        post("Connection: close", ["Connection: close"], .accepted(1)),
        post("Connection with a list", ["Connection: upgrade , CLOSE"], .accepted(1)),
        post("Connection with empty elements", ["Connection: ,,"], .accepted(1)),
        post("offer of an upgrade, ignored", ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"], .accepted(1)),
        post("Expect: 100-continue", ["Expect: 100-continue", "Content-Length: 5"], body: "hello", .accepted(1)),
        post("Expect in capitals", ["Expect: 100-Continue", "Content-Length: 5"], body: "hello", .accepted(1)),
        post("Expect without a body", ["Expect: 100-continue"], .accepted(1)),
        post("unknown expectation", ["Expect: 200-ok"], .refused(417)),
        post("list of expectations", ["Expect: 100-continue, x"], .refused(417)),
        post("empty expectation", ["Expect:"], .refused(417)),
        RequestSample("expectation in HTTP/1.0, ignored", "GET / HTTP/1.0\r\nExpect: x\r\n\r\n", .accepted(1)),
    ]

    package static let sizes = [
        get("target of the greatest length", "/\(x(8191))", .accepted(1)),
        get("target one byte too long", "/\(x(8192))", .refused(414)),
        get("target far too long", "/\(x(100_000))", .refused(414)),
        get("query too long", "/?\(x(9000))", .refused(414)),
        RequestSample("target too long and without an end", "GET /\(x(10_000))", .refused(414)),
        line("version far too long", "GET / HTTP/1.1\(x(9_000))", .refused(400)),
        // "Host: a\r\n" and "\r\n" are 11 bytes, "X: \r\n" is 5.
        post("header block of the greatest size", ["X: \(x(16 * 1024 - 16))"], .accepted(1)),
        post("header block one byte too large", ["X: \(x(16 * 1024 - 15))"], .refused(431)),
        post("header block far too large", ["X: \(x(200_000))"], .refused(431)),
        post("header block of many lines too large", (0..<90).map { "X-\($0): \(x(200))" }, .refused(431)),
        RequestSample("header line without an end", "GET / HTTP/1.1\r\nHost: a\r\nX: \(x(20_000))", .refused(431)),
        post("as many fields as there may be", (0..<99).map { "X-\($0): b" }, .accepted(1)),
        post("one field too many", (0..<100).map { "X-\($0): b" }, .refused(431)),
        post("10,000 fields", (0..<10_000).map { "X-\($0): b" }, .refused(431)),
        post("body of the greatest length", ["Content-Length: 65536"], body: x(65_536), .accepted(1)),
        post("body one byte too long", ["Content-Length: 65537"], .refused(413)),
        post("body of a gigabyte", ["Content-Length: 1073741824"], .refused(413)),
        post("body of 2 to the 63 less one", ["Content-Length: 9223372036854775807"], .refused(413)),
        post("too long a body that waits", ["Content-Length: 65537", "Expect: 100-continue"], .refused(413)),
        chunked("chunks of the greatest total", "ffff\r\n\(x(65_535))\r\n1\r\nx\r\n0\r\n\r\n", .accepted(1)),
        chunked("one chunk too long", "10001\r\n", .refused(413)),
        chunked("chunks one byte too long", "ffff\r\n\(x(65_535))\r\n2\r\nxx\r\n0\r\n\r\n", .refused(413)),
        chunked("flood of tiny chunks", String(repeating: "1\r\nx\r\n", count: 4_000), .refused(413)),
        chunked(
            "flood of extensions", String(repeating: "1;\(x(200))\r\nx\r\n", count: 100), .refused(413)),
    ]

    package static let sequences = [
        RequestSample(
            "three pipelined requests",
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nokGET /3 HTTP/1.1\r\n"
                + "Host: a\r\n\r\n", .accepted(3)),
        RequestSample(
            "chunked, then another",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            .accepted(2)),
        RequestSample(
            "an empty line between requests", "GET / HTTP/1.1\r\nHost: a\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
            .accepted(2)),
        RequestSample(
            "junk behind a request", "GET / HTTP/1.1\r\nHost: a\r\n\r\n{}", .refused(400, after: 1)),
        RequestSample(
            "body longer than declared", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok?!\r\n\r\n",
            .refused(400, after: 1)),
        RequestSample(
            "a refused one behind a good one", "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n",
            .refused(400, after: 1)),
        RequestSample(
            "a refused one hides the good one", "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)
        ),
        RequestSample(
            "smuggled by length and coding",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 44\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + "GET /admin HTTP/1.1\r\nHost: a\r\n\r\n", .refused(400)),
    ]
}
