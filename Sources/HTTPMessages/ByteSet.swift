/// A set of ASCII bytes as two words, so that membership is a shift and a mask; bytes from 0x80 up are never members.
struct ByteSet: Sendable {
    let low: UInt64
    let high: UInt64

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    /// tchar of RFC 9110 §5.6.2: methods, field names, transfer codings.
    @inline(__always)
    static var token: ByteSet { ByteSet(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe) }

    /// pchar of RFC 3986 §3.3, `/`, and the `%` that starts an escape.
    @inline(__always)
    static var path: ByteSet { ByteSet(low: 0x2fff_fff2_0000_0000, high: 0x47ff_fffe_87ff_ffff) }

    /// RFC 3986's query, and ``[]{}|\^` `` which browsers send there unescaped.
    @inline(__always)
    static var query: ByteSet { ByteSet(low: 0xafff_fff2_0000_0000, high: 0x7fff_ffff_ffff_ffff) }

    /// Letters, digits and `-._~`: names that resolve. Narrower than RFC 3986's reg-name on purpose: a comma or a
    /// percent sign in Host is a merged header or an attempt at confusing a cache.
    @inline(__always)
    static var hostName: ByteSet { ByteSet(low: 0x03ff_6000_0000_0000, high: 0x47ff_fffe_87ff_fffe) }

    /// VCHAR of RFC 5234: everything that prints, without the space.
    @inline(__always)
    static var visible: ByteSet { ByteSet(low: 0xffff_fffe_0000_0000, high: 0x7fff_ffff_ffff_ffff) }
}
