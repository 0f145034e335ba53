import Checkout
import Pages
import Testing

/// What browsers write for the same amounts (`Intl.NumberFormat` of Chromium 156), blanks told apart: `~` is U+00A0, `_` U+202F.
@Suite struct MoneyFormatTests {
    @Test(arguments: [
        ("en", "usd", 123_456_789, "$1,234,567.89"), ("en", "usd", -500, "-$5.00"), ("en", "jpy", 1235, "¥1,235"),
        ("en", "chf", 123_450, "CHF~1,234.50"), ("en", "kwd", 1_234_500, "KWD~1,234.500"), ("en", "eur", 5, "€0.05"),
        ("en", "gbp", 99_999, "£999.99"), ("en", "chf", -500, "-CHF~5.00"), ("en", "brl", 1900, "R$19.00"),
        ("de", "eur", 123_456_789, "1.234.567,89~€"), ("de", "usd", 123_450, "1.234,50~$"), ("de", "jpy", 5, "5~¥"),
        ("de", "thb", 123_450, "1.234,50~฿"), ("de", "chf", 123_450, "1.234,50~CHF"), ("de", "eur", -500, "-5,00~€"),
        ("es", "eur", 123_450, "1234,50~€"), ("es", "eur", 1_234_550, "12.345,50~€"), ("es", "usd", 1900, "19,00~US$"),
        ("es", "gbp", 123_456_789, "1.234.567,89~GBP"), ("es", "jpy", 1235, "1235~JPY"),
        ("fr", "eur", 123_456_789, "1_234_567,89~€"), ("fr", "usd", 123_450, "1_234,50~$US"),
        ("fr", "gbp", 1900, "19,00~£GB"), ("fr", "jpy", 1_234_568, "1_234_568~JPY"), ("fr", "kwd", 0, "0,000~KWD"),
    ])
    func amountsAreWrittenAsTheLanguageDoes(_ tag: String, _ code: String, _ minor: Int64, _ expected: String) throws {
        let money = Money(minorUnits: minor, currency: try #require(Currency(code)))
        let text = PageLocale.best(named: tag, accepting: nil).money.text(money)
        #expect(text.replacing("\u{A0}", with: "~").replacing("\u{202F}", with: "_") == expected)
    }

    /// Whatever is charged is written in full, in every language.
    @Test func everyCurrencyAndExtremeIsWritten() throws {
        for locale in PageLocale.all {
            for code in Currency.allCodes {
                let currency = try #require(Currency(code))
                for minor in [Int64.min, -1, 0, 1, 999, 1000, .max] {
                    let text = locale.money.text(Money(minorUnits: minor, currency: currency))
                    let digits = text.filter { ("0"..."9").contains($0) }
                    let written = String(digits.drop { $0 == "0" })
                    #expect(written == (minor == 0 ? "" : String(minor.magnitude)), "\(locale.tag) \(code) \(minor)")
                    #expect(text.hasPrefix("-") == (minor < 0))
                }
            }
        }
    }
}
