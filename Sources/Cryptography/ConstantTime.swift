import COpenSSL

/// Equality whose duration does not tell an attacker how many leading bytes were right.
package enum ConstantTime {
    /// Lengths are not secret anywhere in Till (digests and tokens have fixed ones), so they are compared first.
    package static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return true }
        return CRYPTO_memcmp(leftBase, rightBase, left.count) == 0
    }

    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { right in areEqual(left, right) } }
    }

    package static func areEqual(_ left: String, _ right: String) -> Bool {
        // Bytes, not characters: Swift's own `==` for strings also compares by canonical equivalence.
        var (left, right) = (left, right)
        return left.withUTF8 { left in
            right.withUTF8 { right in areEqual(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right)) }
        }
    }
}
