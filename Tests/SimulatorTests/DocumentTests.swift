import Foundation
import HTTPMessages
import Testing

@testable import Simulator

/// docs/simulator.md shows what the code does: its tables are drawn here and compared.
@Suite("Simulator's documentation")
struct DocumentTests {
    private let document: String

    init() throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        document = try String(contentsOf: repository.appending(path: "docs/simulator.md"), encoding: .utf8)
    }

    private func expect(_ table: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        let text = table.joined(separator: "\n")
        #expect(document.contains(text), "docs/simulator.md should show:\n\(text)", sourceLocation: sourceLocation)
    }

    @Test func cards() {
        expect(
            ["| Number | Names after `pm_card_` and `tok_` | What happens |", "|---|---|---|"]
                + TestCard.published.map { card in
                    let names = card.names.map { "`\($0)`" }.joined(separator: ", ")
                    return "| \(card.number) | \(names) | \(card.story) |"
                })
    }

    @Test func bankAccounts() {
        expect(
            ["| Name | What happens |", "|---|---|"]
                + TestBankAccount.published.map { "| `pm_usBankAccount\($0.name)` | \($0.story) |" })
    }

    @Test func operations() {
        expect(
            ["```"]
                + Operation.all.map {
                    $0.method.name.padding(toLength: 7, withPad: " ", startingAt: 0) + $0.pattern
                } + ["```"])
    }

    @Test func faults() {
        for kind in Fault.Kind.allCases { #expect(document.contains("| `\(kind.rawValue)` |"), "\(kind)") }
    }
}

extension TestCard {
    fileprivate var story: String {
        var parts: [String] = []
        switch authentication {
        case .never: break
        case .unlessSetUp: parts.append("3DS until it is set up")
        case .always: parts.append("3DS every time")
        }
        if let decline {
            let code = decline.declineCode.map { "\(decline.code) / \($0)" } ?? decline.code
            parts.append((parts.isEmpty ? "" : "then ") + "declined: \(code)")
            if isStorable && authentication == .never { parts.append("can be stored") }
        } else {
            parts.append((parts.isEmpty ? "" : "then ") + "succeeds")
        }
        switch refunds {
        case .atOnce: break
        case .later: parts.append("refunds succeed later")
        case .failsLater: parts.append("refunds fail later")
        }
        if let disputeReason { parts.append("disputed later: \(disputeReason)") }
        return parts.joined(separator: ", ")
    }
}

extension TestBankAccount {
    fileprivate var story: String {
        switch outcome {
        case .succeeds: "processing, then succeeds"
        case .fails(let code, _): "processing, then fails: \(code)"
        case .staysProcessing: "stays processing"
        }
    }
}
