import TestSupport
import Testing

@testable import Checkout

@Suite("Money")
struct MoneyTests {
    private static func money(_ minorUnits: Int64, _ code: String) throws -> Money {
        Money(minorUnits: minorUnits, currency: try #require(Currency(code)))
    }

    @Test(
        "decimal text",
        arguments: [
            (0, "usd", "0.00"), (5, "usd", "0.05"), (99, "usd", "0.99"), (100, "usd", "1.00"), (1230, "usd", "12.30"),
            (-5, "usd", "-0.05"), (-1230, "eur", "-12.30"), (0, "jpy", "0"), (1200, "jpy", "1200"), (-1, "jpy", "-1"),
            (0, "kwd", "0.000"), (1, "kwd", "0.001"), (1234, "kwd", "1.234"), (-12345, "kwd", "-12.345"),
            (.max, "usd", "92233720368547758.07"), (.min, "usd", "-92233720368547758.08"),
            (.min, "jpy", "-9223372036854775808"), (.max, "kwd", "9223372036854775.807"),
        ] as [(Int64, String, String)])
    func decimals(minorUnits: Int64, code: String, text: String) throws {
        let money = try Self.money(minorUnits, code)
        #expect(money.decimalString == text)
        #expect(money.description == "\(text) \(code)")
    }

    @Test("sums")
    func sums() throws {
        let usd = try #require(Currency("usd"))
        #expect(try Self.money(150, "usd").adding(Self.money(50, "usd")) == Self.money(200, "usd"))
        #expect(try Self.money(150, "usd").subtracting(Self.money(151, "usd")) == Self.money(-1, "usd"))
        #expect(try Self.money(150, "usd").multiplied(by: 3) == Self.money(450, "usd"))
        #expect(try Self.money(150, "usd").multiplied(by: 0) == .zero(usd))
        #expect(try Money.sum([Self.money(1, "usd"), Self.money(2, "usd")], in: usd) == Self.money(3, "usd"))
        #expect(try Money.sum([], in: usd).isZero)
        #expect(try Self.money(1, "usd").isLess(than: Self.money(2, "usd")))
        #expect(try !Self.money(2, "usd").isLess(than: Self.money(2, "usd")))
        #expect(try Self.money(-1, "usd").isNegative)
    }

    @Test("overflow is an error, not a trap or a wrong amount")
    func overflow() throws {
        #expect(throws: MoneyError.overflow) { try Self.money(.max, "usd").adding(Self.money(1, "usd")) }
        #expect(throws: MoneyError.overflow) { try Self.money(.min, "usd").adding(Self.money(-1, "usd")) }
        #expect(throws: MoneyError.overflow) { try Self.money(.min, "usd").subtracting(Self.money(1, "usd")) }
        #expect(throws: MoneyError.overflow) { try Self.money(.min, "usd").multiplied(by: -1) }
        #expect(throws: MoneyError.overflow) { try Self.money(.max / 2 + 1, "usd").multiplied(by: 2) }
        #expect(throws: MoneyError.overflow) {
            let usd = try #require(Currency("usd"))
            return try Money.sum([Self.money(.max, "usd"), Self.money(1, "usd")], in: usd)
        }
    }

    @Test("currencies never mix")
    func currencies() throws {
        let (usd, eur) = (try #require(Currency("usd")), try #require(Currency("eur")))
        let (dollar, euro) = (Money(minorUnits: 1, currency: usd), Money(minorUnits: 1, currency: eur))
        #expect(dollar != euro)
        #expect(throws: MoneyError.currencyMismatch(usd, eur)) { try dollar.adding(euro) }
        #expect(throws: MoneyError.currencyMismatch(usd, eur)) { try dollar.subtracting(euro) }
        #expect(throws: MoneyError.currencyMismatch(usd, eur)) { try dollar.isLess(than: euro) }
        #expect(throws: MoneyError.currencyMismatch(usd, eur)) { try Money.sum([dollar, euro], in: usd) }
    }

    @Test("arithmetic agrees with wider numbers")
    func properties() throws {
        let usd = try #require(Currency("usd"))
        withSeed("money") { generator in
            for _ in 0..<2000 {
                let shift = Int64.random(in: 0...62, using: &generator)
                let left = Int64.random(in: .min ... .max, using: &generator) >> shift
                let right = Int64.random(in: .min ... .max, using: &generator) >> (62 - shift)
                let (a, b) = (Money(minorUnits: left, currency: usd), Money(minorUnits: right, currency: usd))
                let sum = try? a.adding(b).minorUnits
                #expect(sum == Int64(exactly: Int128(left) + Int128(right)))
                let product = try? a.multiplied(by: right).minorUnits
                #expect(product == Int64(exactly: Int128(left) * Int128(right)))
            }
        }
    }
}
