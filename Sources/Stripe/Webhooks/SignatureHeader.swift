import Cryptography

/// `Stripe-Signature: t=<unix seconds>,v1=<hex>[,v1=<hex>][,v0=…]`, read strictly.
struct SignatureHeader: Hashable, Sendable {
    /// More than any number of secrets in rotation needs; a longer header is an attempt at keeping us busy.
    static let maximumBytes = 2_048

    /// As it was written, since that is what was signed.
    let timestampText: String
    let timestamp: Int64
    /// Those of the scheme `v1`; other schemes are ignored.
    let signatures: [[UInt8]]

    init(_ text: String?) throws(SignatureRejection) {
        guard let text, !text.isEmpty else { throw .headerMissing }
        guard text.utf8.count <= Self.maximumBytes else { throw .headerTooLong }
        var timestamps: [String] = []
        var signatures: [[UInt8]] = []
        for element in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = element.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else { throw .headerMalformed }
            switch parts[0] {
            case "t": timestamps.append(String(parts[1]))
            case "v1":
                // What is not 32 bytes in base 16 cannot match; the header may hold a right one beside it.
                if let code = Hex.decode(String(parts[1])), code.count == AuthenticationCode.byteCount {
                    signatures.append(code)
                }
            default: break
            }
        }
        guard let timestampText = timestamps.first else { throw .timestampMissing }
        guard
            timestamps.count == 1, timestampText.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let timestamp = Int64(timestampText)
        else { throw .timestampMalformed }
        guard !signatures.isEmpty else { throw .signatureMissing }
        self.timestampText = timestampText
        self.timestamp = timestamp
        self.signatures = signatures
    }
}
