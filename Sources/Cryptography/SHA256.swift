import COpenSSL

/// A SHA-256 digest. Its equality is constant-time, because digests of secrets are what we store instead of secrets.
package struct SHA256Digest: Equatable, Sendable {
    package let bytes: [UInt8]

    /// As it was stored.
    package init(bytes: [UInt8]) { self.bytes = bytes }

    package var hex: String { Hex.encode(bytes) }

    package static func == (left: Self, right: Self) -> Bool { ConstantTime.areEqual(left.bytes, right.bytes) }
}

/// SHA-256 in one call.
package enum SHA256 {
    package static let digestByteCount = 32

    package static func hash(_ message: UnsafeRawBufferPointer) throws(CryptographyError) -> SHA256Digest {
        let algorithm = try FetchedAlgorithms.shared.sha256()
        var succeeded = false
        let bytes = [UInt8](unsafeUninitializedCapacity: digestByteCount) { output, initialized in
            guard let base = output.baseAddress else { return }
            base.initialize(repeating: 0, count: digestByteCount)
            initialized = digestByteCount
            succeeded = EVP_Digest(message.baseAddress, message.count, base, nil, algorithm, nil) == 1
        }
        guard succeeded else { throw .libraryFailure("EVP_Digest") }
        return SHA256Digest(bytes: bytes)
    }

    package static func hash(_ message: [UInt8]) throws(CryptographyError) -> SHA256Digest {
        try hash(array: message)
    }

    /// Of the text's UTF-8.
    package static func hash(_ message: String) throws(CryptographyError) -> SHA256Digest {
        try hash(array: Array(message.utf8))
    }

    private static func hash(array message: [UInt8]) throws(CryptographyError) -> SHA256Digest {
        try message.withUnsafeBufferPointer { bytes throws(CryptographyError) in
            try hash(UnsafeRawBufferPointer(bytes))
        }
    }
}
