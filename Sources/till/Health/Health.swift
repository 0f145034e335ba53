import EventLoop
import Postgres

/// Whether this process should get requests: the database answers, the schema is the one we know, and no drain is on.
///
/// A background probe tells what it finds; whoever asks gets the newest finding at once and never waits.
struct Health: Sendable {
    /// What a probe found.
    enum Finding: Equatable, Sendable {
        case reachable(SchemaVersion)
        /// Why, for the log: it names hosts.
        case unreachable(reason: String)
    }

    /// A finding older than this counts for nothing: the probe itself must be stuck.
    static let freshness = Duration.milliseconds(1600)

    private(set) var isDraining = false
    private var finding = Finding.unreachable(reason: "not asked yet")
    private var foundAt: MonotonicTime?

    /// Whether anything was found yet.
    var isKnown: Bool { foundAt != nil }

    mutating func probed(_ finding: Finding, at time: MonotonicTime) {
        self.finding = finding
        foundAt = time
    }

    mutating func drainBegan() { isDraining = true }

    func report(at time: MonotonicTime) -> HealthReport {
        let isFresh = foundAt.map { time - $0 <= Self.freshness } ?? false
        return HealthReport(checks: databaseChecks(isFresh: isFresh) + [drainingCheck])
    }

    private func databaseChecks(isFresh: Bool) -> [HealthReport.Check] {
        switch finding {
        case .reachable(let schema) where isFresh:
            return [.init(name: "database", problem: nil), .init(name: "schema", problem: Self.problem(schema))]
        case .reachable, .unreachable:
            let problem = "the database does not answer"
            return [.init(name: "database", problem: problem), .init(name: "schema", problem: problem)]
        }
    }

    private var drainingCheck: HealthReport.Check {
        .init(name: "accepting", problem: isDraining ? "shutting down" : nil)
    }

    private static func problem(_ schema: SchemaVersion) -> String? {
        switch schema {
        case .current: nil
        case .behind: "older than this build: run till migrate"
        case .ahead: "newer than this build"
        }
    }
}
