import Checkout
import Pages
import Testing

@Suite struct DateFormatTests {
    @Test(arguments: [
        ("en", "March 1, 2026"), ("de", "1. März 2026"), ("es", "1 de marzo de 2026"), ("fr", "1er mars 2026"),
    ])
    func daysAreWrittenAsTheLanguageDoes(_ tag: String, _ expected: String) throws {
        let time = try #require(Timestamp("2026-03-01T23:59:59.999Z"))
        #expect(PageLocale.best(named: tag, accepting: nil).dates.text(time) == expected)
    }

    @Test func everyMonthHasItsName() throws {
        for locale in PageLocale.all {
            let texts = try (1...12).map { month in
                locale.dates.text(try #require(Timestamp("2028-\(month < 10 ? "0" : "")\(month)-29T12:00:00Z")))
            }
            #expect(Set(texts).count == 12)
            #expect(texts.allSatisfy { $0.contains("29") && $0.contains("2028") })
        }
        #expect(PageLocale.all[0].dates.text(try #require(Timestamp("1969-12-31T23:00:00Z"))) == "December 31, 1969")
    }
}
