package import Payments

/// What a comparison with providers came to.
package struct ReconciliationReport: Hashable, Sendable {
    /// Something that had drifted and was mended.
    package struct Change: Hashable, Sendable {
        package let about: FlowSubject
        /// Each in words: `status active → past_due`.
        package let what: [String]
    }

    /// Something that a person has to look at.
    package struct Review: Hashable, Sendable {
        package let about: FlowSubject?
        package let detail: String
    }

    /// Something that could not be compared.
    package struct Failure: Hashable, Sendable {
        /// `nil` for a whole list of the provider's.
        package let about: FlowSubject?
        package let reason: String
        package let kind: ProviderFailure.Kind?
    }

    /// Of how many both sides were seen.
    package var compared = 0
    /// What had a call under way, or had not been made at the provider.
    package var skipped = 0
    /// Objects in the provider's lists of what changed.
    package var listed = 0
    package var changes: [Change] = []
    package var reviews: [Review] = []
    package var failures: [Failure] = []

    package init() {}

    package mutating func add(_ other: ReconciliationReport) {
        compared += other.compared
        skipped += other.skipped
        listed += other.listed
        changes += other.changes
        reviews += other.reviews
        failures += other.failures
    }
}

extension ReconciliationReport {
    static var skipped: Self {
        var report = Self()
        report.skipped = 1
        return report
    }

    static func failed(_ about: FlowSubject?, _ failure: ProviderFailure) -> Self {
        var report = Self()
        report.failures = [
            Failure(about: about, reason: "\(failure.kind.rawValue): \(failure.detail)", kind: failure.kind)
        ]
        return report
    }

    static func notConfigured(_ about: FlowSubject?) -> Self {
        var report = Self()
        report.failures = [Failure(about: about, reason: "its provider is not configured", kind: nil)]
        return report
    }

    /// Both sides were seen.
    static func compared(_ about: FlowSubject, changes: [String] = [], reviews: [String] = []) -> Self {
        var report = Self()
        report.compared = 1
        if !changes.isEmpty { report.changes = [Change(about: about, what: changes)] }
        report.reviews = reviews.map { Review(about: about, detail: $0) }
        return report
    }
}
