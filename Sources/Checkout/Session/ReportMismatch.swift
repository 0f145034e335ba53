/// A way in which a provider's report does not fit the session it claims to be about.
package enum ReportMismatch: String, Hashable, Sendable, Codable, CaseIterable {
    case intent
    case livemode
    case account
    case currency
    case amount
}

extension PaymentTerms {
    /// Most telling first: an event of the wrong intent has the wrong amount as well.
    func mismatch(of report: IntentReport, intentID: String?) -> ReportMismatch? {
        if report.intentID != intentID { return .intent }
        if report.livemode != livemode { return .livemode }
        if report.accountID != accountID { return .account }
        if report.amount?.currency != expectedAmount?.currency { return .currency }
        if report.amount != expectedAmount { return .amount }
        return nil
    }
}

/// Something a person has to look at: nothing was decided on the strength of it.
package enum ReviewItem: Hashable, Sendable {
    case reportDoesNotMatch(ReportMismatch, IntentReport)
    case refundRefused(reason: String)
    case secondIntent(String)
    /// The session ended without the provider's agreement, because it knows no such intent.
    case intentNotFound(String)
}
