import Foundation
import HTTPServer
import Testing

@testable import till

/// The documents repeat what the sources know; here they are compared, so that neither can go its own way.
@Suite struct DocumentationTests {
    @Test func theReadmeListsEveryVariable() throws {
        let rows = try tableRows(of: "README.md") { row in
            ["TILL_", "STRIPE_", "DATABASE_URL"].contains { row.hasPrefix("| `\($0)") }
        }
        let expected = Variable.all.map { variable in
            "| `\(variable.name)` | \(variable.form) | \(variable.standard ?? "") | \(variable.summary) |"
        }
        #expect(rows == expected)
    }

    @Test func theOperatorsPageListsEveryExitCode() throws {
        let rows = try tableRows(of: "docs/operations.md") { $0.dropFirst(2).first?.isNumber == true }
        #expect(rows == ExitCode.allCases.map { "| \($0.rawValue) | \($0.meaning) |" })
    }

    @Test func theOperatorsPageListsEveryMetric() throws {
        let page = MetricsPage(
            server: ServerMetrics(), pools: [], loopLags: [], isReady: true,
            process: ProcessStatistics(
                residentBytes: 1, cpuSeconds: 1, openDescriptors: 1, descriptorLimit: 1, startSeconds: 1))
        let expected = page.text.split(separator: "\n").filter { $0.hasPrefix("# HELP ") }.map { line in
            let words = line.split(separator: " ", maxSplits: 3)
            return "| `\(words[2])` | \(words[3]) |"
        }
        let rows = try tableRows(of: "docs/operations.md") { $0.hasPrefix("| `till_") || $0.hasPrefix("| `process_") }
        #expect(rows == expected)
    }

    private func tableRows(of path: String, where isWanted: (Substring) -> Bool) throws -> [String] {
        let top = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardized
        let text = try String(contentsOf: top.appending(path: path), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("| ") && isWanted($0) }.map(String.init)
    }
}
