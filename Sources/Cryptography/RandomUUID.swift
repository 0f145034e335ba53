/// The 128 bits of new UUIDs (RFC 9562), most significant first; `Checkout` gives them their typed, textual form.
package enum RandomUUID {
    /// 122 random bits: for ids that are bearer capabilities and must not be guessed.
    package static func version4() throws(CryptographyError) -> UInt128 {
        stamp(try SecureRandom.bits128(), version: 4)
    }

    /// A millisecond of Unix time and 74 random bits: ids made later sort later, which keeps indexes dense.
    package static func version7(unixMilliseconds: Int64) throws(CryptographyError) -> UInt128 {
        version7(unixMilliseconds: unixMilliseconds, random: try SecureRandom.bits128())
    }

    /// Times before 1970 count as 0; only the low 48 bits of later ones fit (they last until the year 10889).
    static func version7(unixMilliseconds: Int64, random: UInt128) -> UInt128 {
        let time = UInt128(UInt64(max(0, unixMilliseconds)) & 0xFFFF_FFFF_FFFF)
        return stamp(time << 80 | random & (1 << 80 - 1), version: 7)
    }

    /// Writes the version nibble and the variant `10` over whatever the bits held there.
    static func stamp(_ bits: UInt128, version: UInt128) -> UInt128 {
        let cleared = bits & ~(0xF << 76) & ~(0b11 << 62)
        return cleared | version << 76 | 0b10 << 62
    }
}
