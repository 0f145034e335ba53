import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages

/// What a merchant's backend sends to make a session token.
struct SessionTokenRequest: Sendable {
    let externalUserID: String
    let lifetimeSeconds: Int64
    let allowedOperations: [TokenOperation]?
    let metadata: Metadata

    init(_ body: JSONReader) throws(APIError) {
        externalUserID = try body.required(
            "externalUserId", body.string("externalUserId", characters: 1...CheckoutLimits.externalIDCharacterCount))
        let range = Limits.sessionTokenLifetimeSeconds
        lifetimeSeconds =
            try body.integer("expiresIn", in: Int64(range.lowerBound)...Int64(range.upperBound))
            ?? Int64(Limits.sessionTokenLifetimeDefaultSeconds)
        allowedOperations = try Self.operations(body)
        metadata = try body.metadata() ?? .empty
    }

    /// Each once, in the order of the declaration, however they were sent.
    private static func operations(_ body: JSONReader) throws(APIError) -> [TokenOperation]? {
        let all = TokenOperation.allCases
        guard let texts = try body.strings("allowedOperations", count: 1...16) else { return nil }
        var operations: Set<TokenOperation> = []
        for (index, text) in texts.enumerated() {
            guard let operation = TokenOperation(rawValue: text) else {
                let names = all.map(\.rawValue).joined(separator: ", ")
                throw body.invalid("allowedOperations[\(index)]", "one of \(names)")
            }
            operations.insert(operation)
        }
        return all.filter(operations.contains)
    }

    /// Whole seconds, so that the answer tells exactly what the token says.
    func claims(for caller: MerchantCaller, at time: Timestamp) throws(CryptographyError) -> SessionTokenClaims {
        let issuedAt = Timestamp(unixSeconds: time.unixSeconds)
        let id = try RandomUUID.version7(unixMilliseconds: time.unixMilliseconds)
        return SessionTokenClaims(
            id: SessionTokenID(UniqueID(bits: id)), issuedAt: issuedAt,
            expiresAt: issuedAt + .seconds(lifetimeSeconds), organizationID: caller.organization.id,
            externalUserID: externalUserID, allowedOperations: allowedOperations, metadata: metadata)
    }
}
