import Testing

@Suite("Masking of comments and strings")
struct SwiftMaskingTests {
    @Test func commentsAreBlank() {
        #expect(SwiftMasking.mask("a // try! b\nc") == "a          \nc")
        #expect(SwiftMasking.mask("a /* x /* y */\nz */ b") == "a             \n     b")
    }

    @Test func stringsAreBlankButInterpolationsAreNot() {
        #expect(SwiftMasking.mask(#"f("print(1)")"#) == #"f("        ")"#)
        #expect(SwiftMasking.mask(#""a \(g(h["k"])) b""#) == #""  \(g(h[" "]))  ""#)
    }

    @Test func escapedQuotesDoNotEndAString() {
        #expect(SwiftMasking.mask(#""a\"b" c"#) == #""    " c"#)
        #expect(SwiftMasking.mask(##"#"a"b\(c)"# d"##) == ##"#"       "# d"##)
    }

    @Test func multilineStringsKeepTheirLineBreaks() {
        #expect(SwiftMasking.mask("\"\"\"\nlet \"x\"\n\"\"\" y") == "\"\"\"\n       \n\"\"\" y")
    }
}
