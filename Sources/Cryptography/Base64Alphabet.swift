/// The 64 symbols of a base-64 spelling, and the way back.
package struct Base64Alphabet: Sendable {
    static let notASymbol: UInt8 = 0xFF

    let symbols: [UInt8]
    let values: [UInt8]

    /// With `+` and `/`.
    package static let standard = Base64Alphabet(lastTwo: "+/")
    /// With `-` and `_`: safe in URLs, file names and HTTP tokens.
    package static let urlSafe = Base64Alphabet(lastTwo: "-_")

    private init(lastTwo: String) {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let text = letters + letters.lowercased() + "0123456789" + lastTwo
        symbols = Array(text.utf8)
        var values = [UInt8](repeating: Self.notASymbol, count: 256)
        for (value, symbol) in symbols.enumerated() { values[Int(symbol)] = UInt8(value) }
        self.values = values
    }
}
