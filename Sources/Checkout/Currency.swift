/// A currency of ISO 4217 that Till knows, by its lower-case code.
package struct Currency: Hashable, Sendable {
    /// Lower case, three letters.
    package let code: String

    /// How many decimals the minor unit is: 2 for usd, 0 for jpy, 3 for kwd.
    package let exponent: Int

    /// `nil` for unknown codes and for any other spelling than the lower-case one.
    package init?(_ code: String) {
        guard let exponent = Self.exponents[code] else { return nil }
        self.code = code
        self.exponent = exponent
    }

    /// Every known code, in order.
    package static var allCodes: [String] { exponents.keys.sorted() }

    private static let exponents: [String: Int] = {
        var exponents: [String: Int] = [:]
        for (exponent, codes) in codesByExponent {
            for code in codes.split(whereSeparator: \.isWhitespace) { exponents[String(code)] = exponent }
        }
        return exponents
    }()

    /// ISO 4217's circulating currencies with their minor units; no funds, metals or test codes. Providers that count
    /// some of them differently (isk, ugx and mga, for instance) are translated by their adapters. Codes that were
    /// withdrawn lately (ang, bgn) stay, because invoices in them do.
    private static let codesByExponent: [Int: String] = [
        0: "bif clp djf gnf isk jpy kmf krw pyg rwf ugx vnd vuv xaf xof xpf",
        2: """
        aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd btn bwp byn bzd cad cdf chf cny cop
        crc cup cve czk dkk dop dzd egp ern etb eur fjd fkp gbp gel ghs gip gmd gtq gyd hkd hnl htg huf idr ils inr irr
        jmd kes kgs khr kpw kyd kzt lak lbp lkr lrd lsl mad mdl mga mkd mmk mnt mop mru mur mvr mwk mxn myr mzn nad ngn
        nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sdg sek sgd shp sle sos srd ssp stn svc syp
        szl thb tjs tmt top try ttd twd tzs uah usd uyu uzs ves wst xcd xcg yer zar zmw zwg
        """,
        3: "bhd iqd jod kwd lyd omr tnd",
    ]
}

extension Currency: CustomStringConvertible {
    package var description: String { code }
}

extension Currency: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let currency = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a known currency")
        }
        self = currency
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(code)
    }
}
