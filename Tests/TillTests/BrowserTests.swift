import EventLoop
import TestSupport
import Testing

@testable import till

/// The pages and the client in a real browser: `Tests/Browser` drives Chromium against the real binary.
@Suite("Browser", .timeLimit(.minutes(10))) struct BrowserTests {
    private static let python = Task { await ClientPython.path(having: "playwright") }

    @Test(.enabled("no Playwright; scripts/install-clients installs it") { await python.value != nil })
    func everythingWorksInABrowser() async throws {
        let python = try #require(await Self.python.value)
        try await withEventLoop { loop in
            let (status, text) = try await ClientPython.run(
                python, [ClientPython.file("Tests/Browser"), TillProcess.executable, "--seconds", "540"], on: loop)
            #expect(status == .exited(0), Comment(rawValue: text))
        }
    }
}
