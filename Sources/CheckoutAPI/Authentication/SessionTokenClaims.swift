package import Checkout
package import CheckoutStore
import HTTPMessages

/// What a session token says.
package struct SessionTokenClaims: Hashable, Sendable {
    package let id: SessionTokenID
    package let issuedAt: Timestamp
    package let expiresAt: Timestamp
    package let organizationID: OrganizationID
    /// The merchant's own id of the user.
    package let externalUserID: String
    /// Nil: everything that tokens can be made for.
    package let allowedOperations: [TokenOperation]?
    package let metadata: Metadata

    package func allows(_ operation: TokenOperation) -> Bool { allowedOperations?.contains(operation) ?? true }
}

extension SessionTokenClaims {
    /// Whole seconds, as in other tokens of this kind.
    var payload: [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.member("jti", id.description)
        json.member("iat", issuedAt.unixSeconds)
        json.member("exp", expiresAt.unixSeconds)
        json.member("org", organizationID.description)
        json.member("externalUserId", externalUserID)
        json.member("allowedOperations", ifPresent: allowedOperations)
        if !metadata.values.isEmpty { json.member("metadata", metadata) }
        json.endObject()
        return json.bytes
    }

    /// Nil for a payload that this build did not make: perhaps a later one did.
    init?(_ payload: VerifiedPayload) {
        guard
            let claims = try? JSONParser.parse(payload.bytes),
            let id = claims["jti"]?.string.flatMap(SessionTokenID.init),
            let issuedAt = claims["iat"]?.integer, let expiresAt = claims["exp"]?.integer,
            let organization = claims["org"]?.string.flatMap(OrganizationID.init),
            let user = claims["externalUserId"]?.string
        else { return nil }
        self.id = id
        self.issuedAt = Timestamp(unixSeconds: issuedAt)
        self.expiresAt = Timestamp(unixSeconds: expiresAt)
        organizationID = organization
        externalUserID = user
        // An operation this build does not know of allows nothing here; the others still hold.
        allowedOperations = claims["allowedOperations"]?.array?.compactMap { value in
            value.string.flatMap(TokenOperation.init)
        }
        let pairs = claims["metadata"]?.object?.members.compactMap { member in
            member.value.string.map { (member.name, $0) }
        }
        guard let metadata = try? Metadata(Dictionary(pairs ?? []) { _, last in last }) else { return nil }
        self.metadata = metadata
    }
}
