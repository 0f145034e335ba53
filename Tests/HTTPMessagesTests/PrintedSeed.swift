/// Runs a property with a fresh seed, printed so that a failure can be replayed.
func withPrintedSeed(
    _ name: String, seed: UInt64 = .random(in: 0 ... .max), _ body: (inout SeededGenerator) throws -> Void
) throws {
    print("\(name): seed \(seed)")
    var generator = SeededGenerator(seed: seed)
    try body(&generator)
}
