/// A merchant's colour, `#rrggbb`, and what can be read on it and beside it.
package struct AccentColor: Hashable, Sendable {
    let color: RGB

    /// Nil for anything else than six hexadecimal digits after a `#`.
    package init?(_ text: String) {
        guard text.hasPrefix("#"), text.utf8.count == 7, let color = RGB(hex: text.dropFirst()) else { return nil }
        self.color = color
    }

    /// That of `base.css`.
    static let standard = AccentColor(RGB(0x2F, 0x5B, 0xEA))

    private init(_ color: RGB) { self.color = color }

    /// In lower case.
    package var text: String { color.text }

    /// How the colour appears in one of the two colour schemes: moved away from the paper as far as it takes to be seen on it.
    struct Shades: Hashable, Sendable {
        let accent: RGB
        /// For text on it.
        let onAccent: RGB
        /// Its faint relative, behind text.
        let tint: RGB

        init(_ color: RGB, paper: RGB, ink: RGB) {
            var accent = color
            // WCAG 2.2 wants 3:1 of what is no text; links are text, and want 4.5:1.
            while accent.contrast(with: paper) < 4.5, accent != ink { accent = accent.mixed(with: ink, percent: 8) }
            self.accent = accent
            onAccent = accent.contrast(with: .white) >= 4.5 ? .white : accent.farther(of: .white, .black)
            tint = paper.mixed(with: accent, percent: 10)
        }
    }

    /// Paper and ink are those of `base.css`.
    var light: Shades { Shades(color, paper: .white, ink: .black) }
    var dark: Shades { Shades(color, paper: RGB(0x19, 0x1C, 0x23), ink: .white) }

    /// The custom properties that the style sheets read.
    package var style: String {
        """
        :root{--fill:\(text);--on-fill:\(onFill.text);\(light.properties)}\
        @media (prefers-color-scheme:dark){:root{\(dark.properties)}}
        """
    }

    /// For text on the colour itself, which large surfaces have as it is: of black and white one can always be read.
    var onFill: RGB { color.contrast(with: .white) >= 4.5 ? .white : color.farther(of: .white, .black) }
}

extension AccentColor.Shades {
    fileprivate var properties: String {
        "--accent:\(accent.text);--on-accent:\(onAccent.text);--accent-tint:\(tint.text)"
    }
}

/// A colour of the screen.
struct RGB: Hashable, Sendable {
    let red: Int
    let green: Int
    let blue: Int

    static let white = RGB(255, 255, 255)
    static let black = RGB(0, 0, 0)

    init(_ red: Int, _ green: Int, _ blue: Int) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    init?(hex: Substring) {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == 6, hex.utf8.count == 6 else { return nil }
        self.init(digits[0] << 4 | digits[1], digits[2] << 4 | digits[3], digits[4] << 4 | digits[5])
    }

    var text: String {
        let digits = String(1 << 24 | red << 16 | green << 8 | blue, radix: 16)
        return "#" + digits.dropFirst()
    }

    /// Each step arrives in the end, whatever is rounded on the way.
    func mixed(with other: RGB, percent: Int) -> RGB {
        func mixed(_ from: Int, _ to: Int) -> Int {
            let step = (to - from) * percent / 100
            return from + (step == 0 ? (to - from).signum() : step)
        }
        return RGB(mixed(red, other.red), mixed(green, other.green), mixed(blue, other.blue))
    }

    func farther(of one: RGB, _ other: RGB) -> RGB { contrast(with: one) >= contrast(with: other) ? one : other }

    /// From 1, none, to 21 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio).
    func contrast(with other: RGB) -> Double {
        let (one, two) = (luminance, other.luminance)
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    private var luminance: Double {
        0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    private static let linearValues: [Double] = (0...255).map { byte in
        let value = Double(byte) / 255
        return value <= 0.04045 ? value / 12.92 : power((value + 0.055) / 1.055)
    }

    private static func linear(_ byte: Int) -> Double { linearValues[byte] }

    /// `base` to the power of 2.4, as the fifth root of its twelfth power, by Newton's method: without Foundation.
    private static func power(_ base: Double) -> Double {
        let square = base * base
        let twelfth = square * square * square * square * square * square
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - twelfth) / (5 * root * root * root * root) }
        return root
    }
}
