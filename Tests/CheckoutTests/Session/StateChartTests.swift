import Foundation
import Testing

@testable import Checkout

/// The chart in the documents is the code's own.
@Suite("State chart")
struct StateChartTests {
    private let begin = "<!-- drawn from the code -->\n"
    private let end = "<!-- end -->\n"

    /// Run with `TILL_DRAW_CHARTS=1` to draw it anew.
    @Test func agreesWithTheDocument() throws {
        // Tests/CheckoutTests/Session/StateChartTests.swift, without its last four components.
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let document = root.appending(path: "docs/checkout-states.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let parts = text.components(separatedBy: begin)
        let tail = try #require(parts.last?.components(separatedBy: end))
        try #require(parts.count == 2 && tail.count == 2)
        let chart = try StateChart().markdown()
        if ProcessInfo.processInfo.environment["TILL_DRAW_CHARTS"] == "1" {
            try Data((parts[0] + begin + chart + end + tail[1]).utf8).write(to: document)
        } else {
            #expect(tail[0] == chart, "draw it anew with TILL_DRAW_CHARTS=1")
        }
    }
}
