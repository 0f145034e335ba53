/// What is known of a dispute. Its reports come doubled and out of order, and only ever move it on.
package struct DisputeState: Hashable, Sendable {
    package let status: DisputeReport.Status

    package init(_ status: DisputeReport.Status) { self.status = status }

    /// The line that a report leaves behind; nil when it tells nothing new. `known` is nil for the first of a dispute.
    package static func line(_ report: DisputeReport, known: DisputeState?) -> MoneyBackLine? {
        guard let known else { return MoneyBackLine(report.status.isOver ? .disputeClosed : .disputeOpened, report) }
        guard report.status.progress > known.status.progress else { return nil }
        return MoneyBackLine(report.status.isOver ? .disputeClosed : .disputeUpdated, report)
    }
}

extension DisputeReport.Status {
    /// A bank's question can become a dispute, never the other way round.
    fileprivate var progress: Int {
        switch self {
        case .warningNeedsResponse: 0
        case .warningUnderReview: 1
        case .needsResponse: 2
        case .underReview: 3
        case .warningClosed, .won, .lost, .prevented: 4
        }
    }
}

extension MoneyBackLine {
    fileprivate init(_ kind: Kind, _ report: DisputeReport) {
        let reason = report.reason.map { ", \($0)" } ?? ""
        self.init(
            kind,
            detail: "\(report.providerID): \(report.amount.minorUnits) \(report.amount.currency), "
                + report.status.rawValue + reason)
    }
}
