import COpenSSL

/// Random bytes from libcrypto's generator, which the operating system seeds (and reseeds after a fork).
package enum SecureRandom {
    package static func bytes(count: Int) throws(CryptographyError) -> [UInt8] {
        guard count > 0 else { return [] }
        var filled = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            guard let base = buffer.baseAddress else { return }
            base.initialize(repeating: 0, count: count)
            initialized = count
            filled = RAND_bytes_ex(nil, base, count, 0) == 1
        }
        guard filled else { throw unavailable() }
        return bytes
    }

    /// 128 random bits in one value, which is what ids are made of.
    package static func bits128() throws(CryptographyError) -> UInt128 {
        var bits = UInt128(0)
        let filled = withUnsafeMutableBytes(of: &bits) { buffer in
            RAND_bytes_ex(nil, buffer.baseAddress, buffer.count, 0) == 1
        }
        guard filled else { throw unavailable() }
        return bits
    }

    private static func unavailable() -> CryptographyError {
        ERR_clear_error()
        return .randomUnavailable
    }
}
