package import Checkout
import Postgres

/// A merchant.
package enum OrganizationKind: IdentifierKind { package static let prefix = "org_" }
/// A merchant's secret key; this is its handle, not the key.
package enum APIKeyKind: IdentifierKind { package static let prefix = "key_" }
/// Something a person has to look at.
package enum ReviewKind: IdentifierKind { package static let prefix = "rev_" }
/// A provider's event as we keep it.
package enum ProviderEventKind: IdentifierKind { package static let prefix = "pev_" }

package typealias OrganizationID = Identifier<OrganizationKind>
package typealias APIKeyID = Identifier<APIKeyKind>
package typealias ReviewID = Identifier<ReviewKind>
package typealias ProviderEventID = Identifier<ProviderEventKind>

extension UniqueID {
    var stored: PostgresUUID { PostgresUUID(bits: bits) }
}

extension Identifier {
    var stored: PostgresUUID { PostgresUUID(bits: id.bits) }

    init(stored: PostgresUUID) { self.init(UniqueID(bits: stored.bits)) }

    /// Where a random id will do.
    static func random() -> Self {
        // Not through a generator of our own: it has no size, and the thread sanitizer takes its address for another's.
        let all = UInt64.min...UInt64.max
        let bits = UInt128(UInt64.random(in: all)) << 64 | UInt128(UInt64.random(in: all))
        return Self(UniqueID(bits: bits & ~(0xF << 76) & ~(0b11 << 62) | 4 << 76 | 0b10 << 62))
    }
}

extension Timestamp {
    var stored: PostgresTimestamp { PostgresTimestamp(unixMicroseconds: unixMilliseconds * 1000) }

    init(stored: PostgresTimestamp) {
        let (milliseconds, rest) = stored.unixMicroseconds.quotientAndRemainder(dividingBy: 1000)
        self.init(unixMilliseconds: rest < 0 ? milliseconds - 1 : milliseconds)
    }
}
