/// SplitMix64: random-looking input that its seed replays.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func uniqueBits() -> UInt128 { UInt128(next()) << 64 | UInt128(next()) }
}

/// Runs a property with a fresh seed, which is printed so that a failure can be replayed.
func withSeed<Failure: Error>(
    _ name: String, seed: UInt64 = .random(in: 0 ... .max), _ body: (inout SeededGenerator) throws(Failure) -> Void
) throws(Failure) {
    print("\(name): seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    try body(&generator)
}
