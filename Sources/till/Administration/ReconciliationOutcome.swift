import CheckoutFlow
import HTTPMessages

/// What a comparison with the provider came to, for people and for programs.
struct ReconciliationOutcome: Sendable {
    var report: ReconciliationReport
    /// A signal came before it was done.
    var isCutShort = false

    /// What differed has been seen to; what could not be compared has not.
    var failure: CommandFailure? {
        guard !report.failures.isEmpty else { return nil }
        return CommandFailure(
            .unavailable, "\(report.failures.count) of them could not be compared; the service tries them again.")
    }

    var text: String {
        var rows: [[String]] = []
        for change in report.changes {
            rows.append(["mended", change.about.text, change.what.joined(separator: ", ")])
        }
        for review in report.reviews { rows.append(["for review", review.about?.text ?? "", review.detail]) }
        for failure in report.failures {
            rows.append(["not compared", failure.about?.text ?? "the provider's list", failure.reason])
        }
        let summary = """
            Compared \(report.compared), and \(report.listed) of the provider's changes: \(report.changes.count) mended, \
            \(report.reviews.count) for review, \(report.failures.count) not compared, \(report.skipped) let be.
            """
        let end = isCutShort ? "\nIt was stopped before it was done." : ""
        guard !rows.isEmpty else { return summary + end }
        return TextTable.text(["", "ABOUT", "WHAT"], rows) + "\n\n" + summary + end
    }

    var json: String {
        var json = JSONWriter()
        json.beginObject()
        json.member("compared", report.compared)
        json.member("listed", report.listed)
        json.member("skipped", report.skipped)
        json.member("complete", !isCutShort)
        Self.list("changes", report.changes, to: &json) { change, json in
            change.about.write(to: &json)
            json.key("what")
            json.beginArray()
            for what in change.what { json.string(what) }
            json.endArray()
        }
        Self.list("reviews", report.reviews, to: &json) { review, json in
            review.about?.write(to: &json)
            json.member("detail", review.detail)
        }
        Self.list("failures", report.failures, to: &json) { failure, json in
            failure.about?.write(to: &json)
            json.member("reason", failure.reason)
        }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private static func list<Item>(
        _ name: StaticString, _ items: [Item], to json: inout JSONWriter,
        _ write: (Item, inout JSONWriter) -> Void
    ) {
        json.key(name)
        json.beginArray()
        for item in items {
            json.beginObject()
            write(item, &json)
            json.endObject()
        }
        json.endArray()
    }
}

extension FlowSubject {
    fileprivate var text: String {
        switch self {
        case .session(let id): "\(id)"
        case .subscription(let id): "\(id)"
        }
    }

    fileprivate func write(to json: inout JSONWriter) {
        switch self {
        case .session(let id): json.member("sessionId", "\(id)")
        case .subscription(let id): json.member("subscriptionId", "\(id)")
        }
    }
}
