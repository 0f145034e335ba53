@testable import Checkout

/// The rules of a refund as tables: what each input leads to in each state.
struct RefundChart {
    private var states: [(String, DrivenRefund)] {
        let asked = DrivenRefund.requested()
        var inDoubt = asked
        inDoubt.answer(.unknown)
        var givenUp = asked
        givenUp.answer(.notSent)
        return [
            ("the provider is being asked", asked), ("the answer is lost", inDoubt), ("never made", givenUp),
            ("pending at the provider", .found(.pending)), ("waits for the buyer", .found(.requiresAction)),
            ("succeeded", .found(.succeeded)), ("failed at the buyer's bank", .found(.failed)),
            ("canceled at the provider", .found(.canceled)),
        ]
    }

    var markdown: String { states.map(table).joined(separator: "\n") + "\n" }

    private func table(_ name: String, _ refund: DrivenRefund) -> String {
        var lines = ["\n### \(name)\n", "| what happened | then | line | to be done |", "|---|---|---|---|"]
        for input in RefundInput.allCases {
            let (transition, _) = input.apply(refund)
            guard transition.changesState || transition.line != nil else { continue }
            let line = transition.line.map { "`\($0.kind.rawValue)`" } ?? ""
            let effects = transition.effects.map(\.chartName).joined(separator: ", ")
            lines.append("| \(input.chartName) | \(then(transition)) | \(line) | \(effects) |")
        }
        if lines.count == 3 { lines = [lines[0], "Nothing happens any more."] }
        return lines.joined(separator: "\n")
    }

    private func then(_ transition: RefundTransition) -> String {
        var words = [transition.state.status.rawValue.replacing("_", with: " ")]
        if let call = transition.state.call { words.append(call.doubtfulAt == nil ? "asked for" : "in doubt") }
        if transition.review != nil { words.append("put up for review") }
        if transition.state.checkAt != nil, transition.state.call == nil { words.append("looked at again") }
        return words.joined(separator: ", ")
    }
}

extension RefundEffect {
    fileprivate var chartName: String {
        switch self {
        case .create(let number) where number > 1: "ask for it under another key"
        case .create: "ask for the refund"
        case .find: "look for it among the intent's"
        case .lookUp: "look it up"
        }
    }
}

extension RefundInput {
    fileprivate var chartName: String {
        switch self {
        case .answerPending: "answer: pending"
        case .answerSucceeded: "answer: succeeded"
        case .answerFailed: "answer: failed"
        case .refused: "the provider refuses"
        case .notSent: "provably not sent"
        case .answerLost: "the answer is lost"
        case .eventPending: "event: pending"
        case .eventRequiresAction: "event: requires action"
        case .eventSucceeded: "event: succeeded"
        case .eventFailed: "event: failed"
        case .eventCanceled: "event: canceled"
        case .eventOfAnother: "event: another amount"
        case .notFound: "not among the intent's refunds"
        case .notFoundLate: "not among them, as of an old look"
        case .cameDue: "a look came due"
        case .cameDueDaysLater: "the same, days later"
        }
    }
}
