import EventLoop

/// The health of the running service, fed by a probe in the background.
final class ServiceHealth: Sendable {
    static let interval = Duration.milliseconds(500)

    private let health = Locked(Health())
    private let clock: Clock
    private let log: Logger

    init(clock: Clock, log: Logger) {
        self.clock = clock
        self.log = log
    }

    var report: HealthReport {
        let now = clock.now()
        return health.withLock { $0.report(at: now) }
    }

    func drainBegan() { health.withLock { $0.drainBegan() } }

    /// Probes for as long as the calling task is not cancelled.
    func keepProbing(_ database: ServiceDatabase, on loop: EventLoop) async {
        while !Task.isCancelled {
            await probeOnce(database)
            try? await loop.sleep(for: Self.interval)
        }
    }

    func probeOnce(_ database: ServiceDatabase) async {
        let before = health.withLock { $0.isKnown } ? report : nil
        let finding = await database.probe()
        let now = clock.now()
        health.withLock { $0.probed(finding, at: now) }
        let reason = if case .unreachable(let reason) = finding { reason } else { "" }
        if let before { tellChange(from: before, to: report, reason: reason) }
    }

    /// One line when something changes, not one for each probe.
    private func tellChange(from before: HealthReport, to after: HealthReport, reason: String) {
        for (old, new) in zip(before.checks, after.checks) where (old.problem == nil) != (new.problem == nil) {
            if let problem = new.problem {
                var fields: LogFields = ["check": .string(new.name), "problem": .string(problem)]
                if !reason.isEmpty { fields.pairs.append(("reason", .string(reason))) }
                log.error("Not ready", fields)
            } else {
                log.notice("Ready again", ["check": .string(new.name)])
            }
        }
    }
}
