import EventLoop
import TestSupport
import Testing

@testable import till

/// The short form of `make scenarios`: the real binary, twice on one database, driven and judged from outside by
/// `Tests/Scenarios`.
@Suite("Scenarios", .timeLimit(.minutes(5))) struct ScenariosTests {
    // In the standard library since 3.11, which is what the scenarios need.
    private static let python = Task { await ClientPython.path(having: "tomllib") }

    @Test(.enabled("no Python 3.11 or later") { await python.value != nil })
    func everyScenarioPassesWithFewBuyers() async throws {
        let python = try #require(await Self.python.value)
        try await withEventLoop { loop in
            let scale = ["--sessions", "40", "--streams", "300", "--rounds", "3", "--stride", "5", "--seconds", "240"]
            let (status, text) = try await ClientPython.run(
                python, [ClientPython.file("Tests/Scenarios"), TillProcess.executable] + scale, on: loop)
            #expect(status == .exited(0), Comment(rawValue: text))
        }
    }
}
