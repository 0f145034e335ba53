import EventLoop
import TestSupport
import Testing

@testable import till

/// The short form of `make faults`: the real binary, driven and judged from outside by `Tests/Faults`.
@Suite("Faults", .serialized, .timeLimit(.minutes(6))) struct FaultsTests {
    // In the standard library since 3.11, which is what the harness needs.
    private static let python = Task { await ClientPython.path(having: "tomllib") }

    @Test(
        "in a world of our own, where processes die and connections are cut",
        .enabled("no Python 3.11 or later") { await python.value != nil })
    func underFaults() async throws {
        try await passes([
            "--part", "world", "--worlds", "3", "--short", "--buyers", "8", "--kills", "12", "--database-kills", "4",
            "--cuts", "40", "--stops", "4", "--restarts", "6", "--disks", "1", "--storm", "300", "--races", "60",
            "--slow", "60", "--soak", "10",
        ])
    }

    @Test("in an installation, with few buyers", .enabled("no Python 3.11 or later") { await python.value != nil })
    func withFewBuyers() async throws {
        try await passes([
            "--part", "installation", "--sessions", "40", "--streams", "300", "--rounds", "3", "--stride", "5",
        ])
    }

    private func passes(_ scale: [String]) async throws {
        let python = try #require(await Self.python.value)
        try await withEventLoop { loop in
            let (status, text) = try await ClientPython.run(
                python, [ClientPython.file("Tests/Faults"), TillProcess.executable, "--seconds", "280"] + scale,
                on: loop)
            #expect(status == .exited(0), Comment(rawValue: text))
        }
    }
}
