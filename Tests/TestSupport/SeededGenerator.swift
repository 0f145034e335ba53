/// SplitMix64: random-looking input that its seed replays.
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

    package mutating func uniqueBits() -> UInt128 { UInt128(next()) << 64 | UInt128(next()) }

    package mutating func bytes(upTo maximum: Int) -> [UInt8] {
        (0..<Int.random(in: 0...maximum, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}

/// Runs a property with a fresh seed, which is printed so that a failure can be replayed.
package func withSeed<Failure: Error>(
    _ name: String, seed: UInt64 = .random(in: 0 ... .max), _ body: (inout SeededGenerator) throws(Failure) -> Void
) throws(Failure) {
    print("\(name): seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    try body(&generator)
}
