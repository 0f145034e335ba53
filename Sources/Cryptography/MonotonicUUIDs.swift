/// Version 7 UUIDs that strictly increase within their owner, even many to a millisecond or when the clock steps back
/// (RFC 9562, section 6.2, method 2: the random part is a counter that grows by a random step).
package struct MonotonicUUIDs: Sendable {
    private var last: UInt128?

    package init() {}

    package mutating func next(unixMilliseconds: Int64) throws(CryptographyError) -> UInt128 {
        next(unixMilliseconds: unixMilliseconds, random: try SecureRandom.bits128())
    }

    mutating func next(unixMilliseconds: Int64, random: UInt128) -> UInt128 {
        let fresh = RandomUUID.version7(unixMilliseconds: unixMilliseconds, random: random)
        guard let last, fresh <= last else {
            self.last = fresh
            return fresh
        }
        // A step of up to 2^32 leaves the next id unguessable among four thousand million, and the 74-bit counter
        // good for 2^42 ids in the same millisecond before it carries into the time, which is still increasing.
        let step = UInt128(UInt32(truncatingIfNeeded: random)) + 1
        let next = Self.spread(Self.gather(last) &+ step)
        self.last = next
        return next
    }

    /// The 122 bits that are not version and variant, as one number.
    static func gather(_ uuid: UInt128) -> UInt128 {
        let time = uuid >> 80
        let a = uuid >> 64 & 0xFFF
        let b = uuid & (1 << 62 - 1)
        return time << 74 | a << 62 | b
    }

    static func spread(_ number: UInt128) -> UInt128 {
        let time = number >> 74 & (1 << 48 - 1)
        let a = number >> 62 & 0xFFF
        let b = number & (1 << 62 - 1)
        return RandomUUID.stamp(time << 80 | a << 64 | b, version: 7)
    }
}
