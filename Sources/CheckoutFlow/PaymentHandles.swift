import Checkout
package import CheckoutStore
package import Cryptography
import Payments

/// What the provider's own script in the buyer's browser needs.
package struct PaymentHandles: Sendable {
    package let publishableKey: String?
    package let providerClientSecret: SecretString
    package let accountID: String?
}

extension CheckoutFlow {
    /// Nil for a session without an intent.
    package func paymentHandles(_ record: SessionRecord) throws(SealingError) -> PaymentHandles? {
        guard let sealed = record.sealedIntentSecret else { return nil }
        let secret = try keys.sealing.open(sealed, associatedData: Self.associatedData(of: record))
        return PaymentHandles(
            publishableKey: provider(of: record.terms)?.publishableKey,
            providerClientSecret: SecretString(secret.reveal { String(decoding: $0, as: UTF8.self) }),
            accountID: record.terms.merchant.accountID)
    }

    func sealed(_ secret: SecretString, of record: SessionRecord) throws(SealingError) -> [UInt8] {
        try keys.sealing.seal(secret.bytes, associatedData: Self.associatedData(of: record))
    }

    /// A box that is moved to another session does not open.
    private static func associatedData(of record: SessionRecord) -> [UInt8] { Array(record.id.description.utf8) }
}
