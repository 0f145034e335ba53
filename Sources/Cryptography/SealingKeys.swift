/// One AES-256 key and the number it is known by in sealed boxes.
package struct SealingKey: Sendable {
    package let id: UInt32
    fileprivate let key: SecretBytes

    package init(id: UInt32, key: SecretBytes) throws(SealingError) {
        guard key.reveal({ $0.count }) == AESGCM.keyByteCount else { throw .wrongKeyLength(keyID: id) }
        self.id = id
        self.key = key
    }
}

/// Why sealing or opening failed; safe to log.
package enum SealingError: Error, Hashable, Sendable {
    /// A key is not 32 bytes long.
    case wrongKeyLength(keyID: UInt32)
    /// Two keys of one ring have the same id, so a box would not say which of them opens it.
    case duplicateKeyID(UInt32)
    /// Shorter than any box can be.
    case truncated
    /// Written by a later version of the format, or not a box at all.
    case unknownVersion(UInt8)
    /// The key it was sealed with is no longer in the ring.
    case unknownKey(UInt32)
    /// Longer than one GCM message of ours may be.
    case tooLong
    /// The box, its key or its associated data are not the ones that were sealed.
    case authenticationFailed
    case cryptography(CryptographyError)
}

/// A ring of keys that seals secrets for storage: the current key seals, every key opens, so keys can be rotated.
///
/// A box is a version byte, the key's id (4 bytes, big-endian), a random 96-bit nonce, the ciphertext, and its 16-byte
/// tag. With random nonces a key is good for about four thousand million boxes; rotate long before that.
package struct SealingKeys: Sendable {
    private static let version: UInt8 = 1
    private static let headerByteCount = 5
    private static let overheadByteCount = headerByteCount + AESGCM.nonceByteCount + AESGCM.tagByteCount
    /// Far more than any secret of ours, far less than GCM's own limit.
    package static let maximumPlaintextByteCount = 1 << 20

    private let current: SealingKey
    private let keysByID: [UInt32: SealingKey]

    package init(current: SealingKey, older: [SealingKey] = []) throws(SealingError) {
        var keysByID = [current.id: current]
        for key in older {
            guard keysByID.updateValue(key, forKey: key.id) == nil else { throw .duplicateKeyID(key.id) }
        }
        self.current = current
        self.keysByID = keysByID
    }

    /// `associatedData` names what the secret belongs to (a table and row, say): a box moved elsewhere does not open.
    package func seal(_ plaintext: SecretBytes, associatedData: [UInt8]) throws(SealingError) -> [UInt8] {
        guard plaintext.reveal({ $0.count }) <= Self.maximumPlaintextByteCount,
            associatedData.count <= Self.maximumPlaintextByteCount
        else { throw .tooLong }
        do throws(CryptographyError) {
            let nonce = try SecureRandom.bytes(count: AESGCM.nonceByteCount)
            return try seal(plaintext, associatedData: associatedData, nonce: nonce)
        } catch {
            throw .cryptography(error)
        }
    }

    package func open(_ box: [UInt8], associatedData: [UInt8]) throws(SealingError) -> SecretBytes {
        guard associatedData.count <= Self.maximumPlaintextByteCount else { throw .tooLong }
        let key = try key(of: box)
        let header = Array(box[..<Self.headerByteCount])
        let nonce = Array(box[Self.headerByteCount...].prefix(AESGCM.nonceByteCount))
        let sealed = Array(box[(Self.headerByteCount + AESGCM.nonceByteCount)...])
        let opened: [UInt8]?
        do throws(CryptographyError) {
            opened = try key.key.reveal { key throws(CryptographyError) in
                try AESGCM.open(sealed, key: key, nonce: nonce, associatedData: header + associatedData)
            }
        } catch {
            throw .cryptography(error)
        }
        guard let opened else { throw .authenticationFailed }
        return SecretBytes(opened)
    }

    /// Whether the box was sealed with a key that has been replaced since.
    package func isOutdated(_ box: [UInt8]) throws(SealingError) -> Bool {
        try key(of: box).id != current.id
    }
}

extension SealingKeys {
    /// The header is authenticated too, in front of the caller's data; its length is fixed, so the two cannot blend.
    private func seal(
        _ plaintext: SecretBytes, associatedData: [UInt8], nonce: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        let header = [Self.version] + withUnsafeBytes(of: current.id.bigEndian) { Array($0) }
        let sealed = try current.key.reveal { key throws(CryptographyError) in
            try plaintext.reveal { plaintext throws(CryptographyError) in
                try AESGCM.seal(plaintext, key: key, nonce: nonce, associatedData: header + associatedData)
            }
        }
        return header + nonce + sealed
    }

    private func key(of box: [UInt8]) throws(SealingError) -> SealingKey {
        guard let version = box.first else { throw .truncated }
        guard version == Self.version else { throw .unknownVersion(version) }
        guard box.count >= Self.overheadByteCount else { throw .truncated }
        guard box.count <= Self.overheadByteCount + Self.maximumPlaintextByteCount else { throw .tooLong }
        let id = box[1..<Self.headerByteCount].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard let key = keysByID[id] else { throw .unknownKey(id) }
        return key
    }
}
