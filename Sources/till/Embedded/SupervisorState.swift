import EventLoop

/// What the supervisor of the private PostgreSQL does next, apart from doing it.
struct SupervisorState: Equatable, Sendable {
    enum Action: Equatable, Sendable {
        case nothing
        /// Ask the program to stop, and come back when the time is up.
        case stop(Step)
        case finish(ExitCode)
    }

    /// From a polite request to force.
    enum Step: CaseIterable, Sendable {
        /// Ends sessions, writes a checkpoint.
        case fast
        /// Leaves at once; the next start recovers.
        case immediate
        case kill

        /// How long it may take before the next step.
        var patience: Duration {
            switch self {
            case .fast: .seconds(15)
            case .immediate: .seconds(10)
            case .kill: .seconds(5)
            }
        }
    }

    private var step: Step?
    private var isEnded = false

    /// The parent died or wants the program to end.
    mutating func parentLeft() -> Action {
        guard step == nil, !isEnded else { return .nothing }
        step = .fast
        return .stop(.fast)
    }

    /// The program is still there after the step's time.
    mutating func patienceEnded() -> Action {
        guard !isEnded else { return .nothing }
        switch step {
        case nil: return .nothing
        case .fast: step = .immediate
        case .immediate: step = .kill
        case .kill: return .finish(.software)
        }
        return step.map(Action.stop) ?? .nothing
    }

    mutating func programEnded() -> Action {
        isEnded = true
        return .finish(step == nil ? .unavailable : .success)
    }
}
