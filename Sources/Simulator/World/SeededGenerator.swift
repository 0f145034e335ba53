/// SplitMix64: the world's only source of chance, so that a seed replays a run. Nothing it makes is a secret.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// An id as Stripe's look: the prefix and letters and digits.
    mutating func identifier(_ prefix: String, length: Int = 24) -> String {
        let symbols = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
        let suffix = (0..<length).map { _ in symbols[Int.random(in: 0..<symbols.count, using: &self)] }
        return prefix + String(decoding: suffix, as: UTF8.self)
    }
}
