import TestSupport
import Testing

@testable import Checkout

/// Thousands of sessions through every kind of trouble at once.
@Suite("Simulation")
struct SimulationTests {
    @Test func moneyIsNeverLostAndNeverTakenTwice() {
        withSeed("sessions in trouble") { generator in
            var ends: [String: Int] = [:]
            for _ in 0..<3000 {
                let seed = generator.next()
                var session = SimulatedSession(seed: seed)
                session.run()
                ends[session.state.situation, default: 0] += 1
                #expect(session.findings == [], "session seed \(seed)")
                if !session.findings.isEmpty { return }
            }
            print(ends.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
            // A simulation that never got into trouble proves nothing.
            #expect(ends.count >= 5)
        }
    }
}
