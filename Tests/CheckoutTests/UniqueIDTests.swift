import TestSupport
import Testing

@testable import Checkout

@Suite("Unique ids")
struct UniqueIDTests {
    private let example = UniqueID(bits: 0x017F22E2_79B0_7CC3_98C4_DC0C0C07398F)

    @Test("text, bytes and bits are the same id")
    func forms() {
        #expect(example.description == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(UniqueID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f") == example)
        #expect(UniqueID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F") == example)
        #expect(example.bytes.prefix(2) == [0x01, 0x7F])
        #expect(UniqueID(bytes: example.bytes) == example)
    }

    @Test("version and time of making")
    func version() {
        #expect(example.version == 7)
        #expect(example.createdAt?.description == "2022-02-22T19:22:22.000Z")
        #expect(UniqueID("919108f7-52d1-4320-9bac-f847db4148a8")?.version == 4)
        #expect(UniqueID("919108f7-52d1-4320-9bac-f847db4148a8")?.createdAt == nil)
    }

    @Test(
        "other texts are refused",
        arguments: [
            "", "017f22e2", "017f22e279b07cc398c4dc0c0c07398f", "{017f22e2-79b0-7cc3-98c4-dc0c0c07398f}",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398", "017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
            "017f22e2-79b0-7cc3-98c4-dc0c0c07398g", "017f22e2-79b0-7cc3-98c4_dc0c0c07398f",
            "017f22e27-9b0-7cc3-98c4-dc0c0c07398f", " 17f22e2-79b0-7cc3-98c4-dc0c0c07398f",
            "017f22e2-79b0-7cc3-98c4-dc0c0c0739é", "urn:uuid:017f22e2-79b0-7cc3-98c4-dc0c0c07398f",
        ])
    func refused(text: String) {
        #expect(UniqueID(text) == nil)
    }

    @Test("bytes of another count are refused")
    func byteCounts() {
        for count in [0, 15, 17] { #expect(UniqueID(bytes: [UInt8](repeating: 1, count: count)) == nil) }
    }

    @Test("order is the order of the texts and of the bytes")
    func order() {
        withSeed("unique ids") { generator in
            for _ in 0..<1000 {
                let (left, right) = (UniqueID(bits: generator.uniqueBits()), UniqueID(bits: generator.uniqueBits()))
                #expect((left < right) == (left.description < right.description))
                #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
                #expect(UniqueID(left.description) == left)
                #expect(UniqueID(bytes: left.bytes) == left)
            }
        }
    }
}
