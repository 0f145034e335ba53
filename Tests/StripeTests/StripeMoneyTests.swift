import Checkout
import Testing

@testable import Stripe

/// Stripe's minor units where they are not ISO's.
@Suite("Stripe's amounts")
struct StripeMoneyTests {
    private func money(_ units: Int64, _ code: String) throws -> Money {
        Money(minorUnits: units, currency: try #require(Currency(code)))
    }

    @Test(
        arguments: [
            ("usd", 1999, 1999), ("jpy", 500, 500), ("kwd", 1_230, 1_230), ("isk", 5, 500), ("ugx", 5, 500),
            ("mga", 500, 5), ("huf", 1050, 1050),
        ] as [(String, Int64, Int64)])
    func bothWays(code: String, ours: Int64, stripes: Int64) throws {
        let money = try money(ours, code)
        #expect(StripeMoney.amount(of: money) == stripes)
        #expect(StripeMoney.money(amount: stripes, currency: code.uppercased()) == money)
    }

    @Test(
        arguments: [("usd", 1999, 1999), ("kwd", 1_239, 1_230), ("mga", 599, 5), ("mga", 99, 0), ("isk", 5, 500)]
            as [(String, Int64, Int64)])
    func aFeeIsRoundedDown(code: String, ours: Int64, stripes: Int64) throws {
        #expect(StripeMoney.amount(roundingDown: try money(ours, code)) == stripes)
    }

    @Test func whatCannotBeSaidIsRefused() throws {
        #expect(StripeMoney.amount(of: try money(1_234, "kwd")) == nil)
        #expect(StripeMoney.amount(of: try money(550, "mga")) == nil)
        #expect(StripeMoney.amount(of: try money(.max, "isk")) == nil)
        #expect(StripeMoney.money(amount: 550, currency: "isk") == nil)
        #expect(StripeMoney.money(amount: .max, currency: "mga") == nil)
        #expect(StripeMoney.money(amount: 1, currency: "zzz") == nil)
    }

    @Test func everyKnownCurrencyComesBackAsItWas() throws {
        for code in Currency.allCodes {
            let money = try money(123_400, code)
            let amount = try #require(StripeMoney.amount(of: money))
            #expect(StripeMoney.money(amount: amount, currency: code) == money)
        }
    }
}
