import TestSupport
import Testing

@testable import Cryptography

@Suite("UUID bits")
struct UUIDTests {
    /// RFC 9562, appendix A.3.
    @Test("version 4 example")
    func version4Example() {
        let stamped = RandomUUID.stamp(0x919108f7_52d1_3320_5bac_f847db4148a8, version: 4)
        #expect(stamped == 0x919108f7_52d1_4320_9bac_f847db4148a8)
    }

    /// RFC 9562, appendix A.6.
    @Test("version 7 example")
    func version7Example() {
        let random: UInt128 = 0xCC3 << 64 | 0x18C4_DC0C_0C07_398F
        let uuid = RandomUUID.version7(unixMilliseconds: 0x017F_22E2_79B0, random: random)
        #expect(uuid == 0x017F22E2_79B0_7CC3_98C4_DC0C0C07398F)
    }

    @Test("version and variant are set whatever the random bits are")
    func stamps() throws {
        for random in [UInt128.zero, .max, try SecureRandom.bits128()] {
            for uuid in [
                RandomUUID.stamp(random, version: 4), RandomUUID.version7(unixMilliseconds: 1, random: random),
            ] {
                #expect([4, 7].contains(uuid >> 76 & 0xF))
                #expect(uuid >> 62 & 0b11 == 0b10)
            }
        }
        #expect(try RandomUUID.version4() >> 76 & 0xF == 4)
        #expect(try RandomUUID.version7(unixMilliseconds: 5) >> 80 == 5)
        #expect(RandomUUID.version7(unixMilliseconds: -1, random: .max) >> 80 == 0)
    }

    @Test("ids of one owner strictly increase, in one millisecond and when the clock steps back")
    func monotonic() throws {
        try withSeed("monotonic ids") { generator in
            var ids = MonotonicUUIDs()
            var time: Int64 = 1_700_000_000_000
            var last = UInt128.zero
            for _ in 0..<5000 {
                time += Int64.random(in: -2...2, using: &generator)
                let id = try ids.next(unixMilliseconds: time)
                #expect(id > last)
                #expect(id >> 76 & 0xF == 7)
                #expect(id >> 62 & 0b11 == 0b10)
                last = id
            }
        }
    }

    @Test("a full counter carries into the time")
    func carry() {
        var ids = MonotonicUUIDs()
        let full = ids.next(unixMilliseconds: 9, random: .max)
        let next = ids.next(unixMilliseconds: 9, random: 0)
        #expect(full == RandomUUID.version7(unixMilliseconds: 9, random: .max))
        #expect(next == RandomUUID.version7(unixMilliseconds: 10, random: 0))
        #expect(ids.next(unixMilliseconds: 10, random: .max) > next)
    }

    @Test("gathering the free bits and spreading them again changes nothing")
    func gathering() {
        withSeed("gathered bits") { generator in
            for _ in 0..<1000 {
                let random = UInt128(generator.next()) << 64 | UInt128(generator.next())
                let time = Int64.random(in: 0..<1 << 48, using: &generator)
                let uuid = RandomUUID.version7(unixMilliseconds: time, random: random)
                #expect(MonotonicUUIDs.spread(MonotonicUUIDs.gather(uuid)) == uuid)
            }
        }
    }
}
