import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages

/// What the cookie of somebody who has logged in says: by which key, until when, and what their forms have to send along.
/// Sealed with the service's keys, so that nobody but the service can read or make one. Nothing is kept of it here: a key
/// that is revoked ends it at the next request.
struct DashboardTicket: Hashable, Sendable {
    /// A working day: whoever comes back the next morning shows the key again.
    static let lifetime = Duration.seconds(12 * 3600)
    /// Far more than one is; what is longer is none.
    private static let maximumCharacterCount = 1024
    /// A box made for anything else does not open as a ticket.
    private static let purpose = Array("till dashboard ticket 1".utf8)

    let keyID: APIKeyID
    let organizationID: OrganizationID
    let livemode: Bool
    let keyHint: String
    let expiresAt: Timestamp
    let formToken: String

    init(_ caller: MerchantCaller, keyHint: String, at time: Timestamp) throws(CryptographyError) {
        keyID = caller.keyID
        organizationID = caller.organization.id
        livemode = caller.livemode
        self.keyHint = keyHint
        expiresAt = time + Self.lifetime
        formToken = try SecretToken.mint(prefix: "", byteCount: 24).reveal { $0 }
    }

    func sealed(with keys: SealingKeys) throws(SealingError) -> String {
        var json = JSONWriter()
        json.beginObject()
        json.member("key", keyID.description)
        json.member("organization", organizationID.description)
        json.member("livemode", livemode)
        json.member("hint", keyHint)
        json.member("expiresAt", expiresAt.description)
        json.member("formToken", formToken)
        json.endObject()
        let box = try keys.seal(SecretBytes(json.bytes), associatedData: Self.purpose)
        return Base64.encode(box, alphabet: .urlSafe, padding: false)
    }

    /// Nil for anything but what `sealed` gave, under a key that is still in use.
    init?(_ text: String, keys: SealingKeys) {
        guard
            text.utf8.count <= Self.maximumCharacterCount,
            let box = Base64.decode(text, alphabet: .urlSafe, padding: false),
            let opened = try? keys.open(box, associatedData: Self.purpose),
            let json = opened.reveal({ try? JSONParser.parse($0) }),
            let key = json["key"]?.string.flatMap({ APIKeyID($0) }),
            let organization = json["organization"]?.string.flatMap({ OrganizationID($0) }),
            let livemode = json["livemode"]?.bool, let hint = json["hint"]?.string,
            let expiresAt = json["expiresAt"]?.string.flatMap({ Timestamp($0) }),
            let formToken = json["formToken"]?.string
        else { return nil }
        keyID = key
        organizationID = organization
        self.livemode = livemode
        keyHint = hint
        self.expiresAt = expiresAt
        self.formToken = formToken
    }
}
