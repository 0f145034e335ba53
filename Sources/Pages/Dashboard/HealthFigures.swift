package import Checkout

/// How the installation goes, as far as one process can tell: what `/metrics` has, for people.
package struct HealthFigures: Sendable {
    /// One of the checks behind `/readyz`.
    package struct Check: Hashable, Sendable {
        package var name: String
        package var problem: String?

        package init(_ name: String, problem: String?) {
            self.name = name
            self.problem = problem
        }
    }

    /// A secret for webhooks, by its place in the configuration: how many signatures were its own, and how many were not.
    package struct Signature: Hashable, Sendable {
        package var secret: Int
        package var fitting: Int
        package var others: Int

        package init(secret: Int, fitting: Int, others: Int) {
            self.secret = secret
            self.fitting = fitting
            self.others = others
        }
    }

    /// A kind of background work.
    package struct Work: Hashable, Sendable {
        package var kind: String
        package var backlog: Int?
        /// How long the first of what waits has been due.
        package var age: Duration?
        package var running: Int
        package var done: Int
        package var failed: Int

        package init(kind: String, backlog: Int?, age: Duration?, running: Int, done: Int, failed: Int) {
            self.kind = kind
            self.backlog = backlog
            self.age = age
            self.running = running
            self.done = done
            self.failed = failed
        }
    }

    package var version: String
    package var startedAt: Timestamp?
    package var checks: [Check] = []
    /// By how much our clock is ahead of the provider's.
    package var clockSkew: Duration?
    package var expectsWebhooks = false
    /// How long payments have succeeded without any webhook.
    package var webhookSilence: Duration?
    package var signatures: [Signature] = []
    package var refusedWebhooks: [(reason: String, count: Int)] = []
    package var work: [Work] = []
    package var connections = 0
    package var streams = 0
    package var databaseBusy = 0
    package var databaseIdle = 0
    package var databaseWaiting = 0
    package var worstLag = Duration.zero
    package var residentBytes: Int?
    /// Errors that nobody waited for.
    package var failures = 0

    package init(version: String) { self.version = version }
}
