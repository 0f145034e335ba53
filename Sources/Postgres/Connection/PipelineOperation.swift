import EventLoop

/// Something asked of a backend: statements that travel together and are answered together.
///
/// Belongs to one loop, like the connection it runs on.
class PipelineOperation {
    /// One statement with its parameters.
    struct Item {
        var statement: PostgresStatement
        var parameters: PostgresParameters
    }

    /// Why its caller no longer waits for the outcome.
    enum GivingUp {
        case deadline
        case cancelled
    }

    let work: PipelineStateMachine.Work
    let items: [Item]
    /// A command without parameters before the items, such as BEGIN.
    var begin: String?
    /// The text of a script; such an operation has no items.
    var script: String?
    var timeout: Duration?

    // What the connection that runs it keeps about it.
    var id = 0
    var deadline: MonotonicTime?
    var isSent = false
    /// The prepared statements' names, in the order of the items.
    var names: [String] = []
    var failure: PostgresError?
    var givenUp: GivingUp?
    /// It failed for a reason that had nothing to do with it.
    var isToBeResent = false
    private(set) var wasResent = false
    /// Told when the backend is done with it, which may be after the caller has gone.
    var onEnd: (() -> Void)?
    /// Runs it on another connection when this one is lost before it was sent.
    var runElsewhere: (() -> Void)?
    /// How to give it up where it is now: in the pool's queue or on a connection.
    var abandon: ((GivingUp) -> Void)?
    private(set) var isAnswered = false

    init(_ work: PipelineStateMachine.Work, _ items: [Item]) {
        self.work = work
        self.items = items
    }

    /// A result of item `item`; `failure` is set when it cannot be read.
    func receive(_ result: borrowing PostgresResult, item: Int) {}

    /// Forgets what was received, because it is going to be sent again.
    func restart() {}

    /// A single statement that was rolled back can be sent again; part of a transaction cannot.
    final var mayBeResent: Bool { work == .autocommit && givenUp == nil && !wasResent }

    final func prepareForResending() {
        wasResent = true
        isToBeResent = false
        failure = nil
        restart()
    }

    /// Called exactly once.
    func answered(_ error: PostgresError?) {}

    /// Tells the caller, unless it was told already.
    final func answer(_ error: PostgresError?) {
        guard !isAnswered else { return }
        isAnswered = true
        abandon = nil
        runElsewhere = nil
        answered(error)
    }

    final func end() {
        onEnd?()
        onEnd = nil
    }

    /// The error its caller sees for what the server said.
    final func error(for report: ServerReport) -> PostgresError {
        guard report.state == .queryCanceled, let givenUp else { return .server(report) }
        return Self.error(givenUp, .certainlyNot, report)
    }

    static func error(
        _ givingUp: GivingUp, _ commit: PostgresError.CommitKnowledge, _ report: ServerReport? = nil
    ) -> PostgresError {
        switch givingUp {
        case .deadline: .timeout(commit, report: report)
        case .cancelled: .cancelled(commit, report: report)
        }
    }
}
