@testable import Checkout

/// The machine's transition table, drawn from the machine: every situation a session can be in against everything that
/// can happen to it.
struct StateChart {
    private let fixture: SessionFixture

    init(_ fixture: SessionFixture = SessionFixture()) { self.fixture = fixture }

    /// A situation by its name, reached the way a real session would.
    private func situations() throws -> [DrivenSession] {
        func reach(_ happenings: (inout DrivenSession) throws -> Void) rethrows -> DrivenSession {
            var session = DrivenSession(fixture)
            try happenings(&session)
            return session
        }
        let action = IntentStatus.requiresAction(SessionFixture.bank)
        func atExpiry(_ session: inout DrivenSession) {
            session.now = SessionFixture.expiry
            session.due()
        }
        let states: [(inout DrivenSession) throws -> Void] = [
            { $0.state = SessionMachine.created(fixture.terms, at: $0.now).state },
            { _ in },
            { try $0.confirm() },
            {
                try $0.confirm(); $0.loseAnswer()
            },
            {
                try $0.confirm(); $0.loseAnswer(requestIsOver: true)
            },
            {
                try $0.confirm(); $0.answer(action)
            },
            {
                try $0.confirm(); $0.answer(.processing)
            },
            {
                try $0.confirm(); $0.answer(.requiresPaymentMethod(Decline()))
            },
            { try $0.cancel() },
            { atExpiry(&$0) },
            {
                $0.now = SessionFixture.expiry - .seconds(1); try $0.confirm(); atExpiry(&$0)
            },
            {
                try $0.confirm(); $0.loseAnswer(); atExpiry(&$0)
            },
            {
                try $0.confirm(); $0.answer(action); atExpiry(&$0)
            },
            {
                try $0.confirm(); $0.answer(.processing); atExpiry(&$0)
            },
            {
                try $0.confirm(); $0.answer(.succeeded)
            },
            {
                atExpiry(&$0); $0.cancelAnswer(.canceled)
            },
            {
                try $0.cancel(); $0.cancelAnswer(.canceled)
            },
            {
                try $0.cancel(); $0.cancelAnswer(.canceled); $0.event(.succeeded)
            },
        ]
        return try states.map(reach)
    }

    func markdown() throws -> String {
        var text = "```mermaid\nstateDiagram-v2\n    [*] --> pending: created\n"
        text += try edges().map { "    \($0)\n" }.joined() + "```\n"
        for session in try situations() {
            text += "\n### \(session.state.situation)\n\n"
            text += "| what happened | then | version | asked of the provider |\n|---|---|---|---|\n"
            text += rows(of: session).joined(separator: "\n") + "\n"
        }
        return text
    }

    /// What clients can see: from which status to which, and by what.
    private func edges() throws -> [String] {
        let charts = [
            self, StateChart(SessionFixture(late: LatePaymentPolicy(afterExpiry: .honour, afterCancel: .honour))),
        ]
        var edges: Set<String> = []
        for chart in charts {
            for session in try chart.situations() where session.state.version > 0 {
                for input in ChartInput.all {
                    guard
                        case .success(let next) = input.apply(session), next.state.status != session.state.status,
                        let event = next.event
                    else { continue }
                    edges.insert("\(session.state.status) --> \(next.state.status): \(event.kind.rawValue)")
                }
            }
        }
        return edges.sorted()
    }

    /// Inputs that do nothing are left out.
    private func rows(of session: DrivenSession) -> [String] {
        ChartInput.all.compactMap { input in
            switch input.apply(session) {
            case .failure(let refusal):
                return "| \(input.name) | refused: \(refusal.name) | | |"
            case .success(let next):
                let asks = next.effects.map(\.chartName).joined(separator: ", ")
                let review = next.review == nil ? "" : ", put up for review"
                let isNews = next.state.situation != session.state.situation
                let version = next.state.version > session.state.version ? "+1" : ""
                guard isNews || version != "" || asks != "" || review != "" else { return nil }
                return "| \(input.name) | \(isNews ? next.state.situation : "stays")\(review) | \(version) | \(asks) |"
            }
        }
    }
}

extension SessionState {
    /// What the chart calls it.
    var situation: String {
        if isOpening { return "opening" }
        if version == 0 { return "given up" }
        if status.isTerminal {
            guard let late = latePayment?.resolution else { return status.rawValue }
            return "\(status.rawValue), late payment \(late.rawValue.replacing("_", with: " "))"
        }
        var text = unresolvedAttempt.map { $0.outcome.rawValue.replacing("_", with: " ") } ?? status.rawValue
        if let attempt = unresolvedAttempt, attempt.outcome == .unknown, attempt.requestIsOver {
            text += ", request over"
        }
        switch ending {
        case .expiry: text += ", expiring"
        case .cancellation: text += ", canceling"
        case nil: break
        }
        return text
    }
}

extension SessionEffect {
    fileprivate var chartName: String {
        switch self {
        case .createIntent: "create the intent"
        case .confirmIntent(let attempt, _, _, _): "confirm attempt \(attempt)"
        case .cancelIntent: "cancel the intent"
        case .lookUpIntent: "look the intent up"
        case .refund: "refund"
        case .fulfil: "(fulfil, in the same transaction)"
        case .changeSubscription(let number): "change the subscription, attempt \(number)"
        case .lookUpChange: "look up what became of the change"
        }
    }
}
