import Foundation
import Testing

@testable import Checkout

@Suite("Currencies")
struct CurrencyTests {
    @Test(
        "minor units of ISO 4217",
        arguments: [
            ("usd", 2), ("eur", 2), ("gbp", 2), ("inr", 2), ("huf", 2), ("twd", 2), ("mga", 2), ("jpy", 0), ("krw", 0),
            ("vnd", 0), ("clp", 0), ("isk", 0), ("ugx", 0), ("xaf", 0), ("kwd", 3), ("bhd", 3), ("jod", 3), ("tnd", 3),
        ])
    func exponents(code: String, exponent: Int) {
        #expect(Currency(code)?.exponent == exponent)
        #expect(Currency(code)?.code == code)
    }

    @Test(
        "what is not a known lower-case code is nil",
        arguments: ["", "us", "usdd", "USD", "Usd", "xxx", "xts", "xau", "abc", "usd ", "u$d", "dem", "€"])
    func unknown(code: String) {
        #expect(Currency(code) == nil)
    }

    @Test("the list has the shape the database's domain asks for, and no gaps")
    func list() {
        let codes = Currency.allCodes
        #expect(codes.count == 156)
        #expect(Set(codes).count == codes.count)
        for code in codes {
            #expect(code.utf8.count == 3)
            #expect(code.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }, "\(code)")
        }
    }

    @Test("JSON is the code")
    func json() throws {
        let json = try JSONEncoder().encode([Currency("jpy")])
        #expect(String(decoding: json, as: UTF8.self) == #"["jpy"]"#)
        #expect(try JSONDecoder().decode([Currency].self, from: json).first?.exponent == 0)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Currency].self, from: Data(#"["JPY"]"#.utf8)) }
    }
}
