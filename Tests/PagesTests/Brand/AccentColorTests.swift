import TestSupport
import Testing

@testable import Pages

@Suite struct AccentColorTests {
    @Test(arguments: [
        "", "#fff", "2f5bea", "#2f5be", "#2f5bea0", "#2f5beg", "red", "#12345\u{661}", "#-12345", "#;}*{x",
    ])
    func nothingElseIsAColour(_ text: String) { #expect(AccentColor(text) == nil) }

    @Test func aColourIsKeptInLowerCase() { #expect(AccentColor("#2F5BEA")?.text == "#2f5bea") }

    @Test func contrastIsWhatTheGuidelinesSay() {
        #expect(RGB.white.contrast(with: .black) == 21)
        #expect(abs(RGB(0x77, 0x77, 0x77).contrast(with: .white) - 4.478) < 0.001)
        #expect(abs(RGB(0x76, 0x76, 0x76).contrast(with: .white) - 4.542) < 0.001)
    }

    /// Links are read on the paper, and labels on buttons, whatever colour a merchant picks.
    @Test func everyColourCanBeRead() {
        var generator = SeededGenerator(seed: 7)
        let extremes = [RGB(0, 0, 0), RGB(255, 255, 255), RGB(255, 255, 0), RGB(0, 0, 255), RGB(0x80, 0x80, 0x80)]
        let others = (0..<500).map { _ in
            RGB(
                .random(in: 0...255, using: &generator), .random(in: 0...255, using: &generator),
                .random(in: 0...255, using: &generator))
        }
        for color in extremes + others {
            guard let accent = AccentColor(color.text) else {
                Issue.record("\(color.text)")
                continue
            }
            #expect(accent.onFill.contrast(with: color) >= 4.5, "\(color.text)")
            for (shades, paper) in [(accent.light, RGB.white), (accent.dark, RGB(0x19, 0x1C, 0x23))] {
                #expect(shades.accent.contrast(with: paper) >= 4.5, "\(color.text)")
                #expect(shades.onAccent.contrast(with: shades.accent) >= 4.5, "\(color.text)")
            }
        }
    }

    @Test func aColourThatCanBeReadStaysWhatItIs() {
        #expect(AccentColor("#2f5bea")?.light.accent.text == "#2f5bea")
        #expect(AccentColor("#2f5bea")?.light.onAccent == .white)
        #expect(AccentColor("#ffd500")?.dark.accent.text == "#ffd500")
    }
}

@Suite struct LogoURLTests {
    @Test(arguments: [
        ("https://cdn.example.com/logo.svg?v=2", "https://cdn.example.com"), ("https://a.example", "https://a.example"),
        ("http://localhost:8080/l.png", "http://localhost:8080"),
        ("HTTPS://CDN.example:444/l", "https://cdn.example:444"),
    ])
    func theOriginIsWhatAPolicyNames(_ text: String, _ origin: String) {
        #expect(LogoURL(text)?.text == text)
        #expect(LogoURL(text)?.origin == origin)
    }

    @Test(arguments: [
        "", "logo.svg", "//a.example/l", "http://a.example/l", "http://localhost.evil.example/l", "javascript:alert(1)",
        "data:image/png;base64,AA", "https://a.example/l\" onerror=\"x", "https://a.example;script-src *", "https://",
        "https://user@a.example/l", "https://a.example/é", "https://a.example/ l", "https://a.example,b", "https://*/l",
    ])
    func nothingElseIsALogo(_ text: String) { #expect(LogoURL(text) == nil) }
}
