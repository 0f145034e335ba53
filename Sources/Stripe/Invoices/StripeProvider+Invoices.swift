import Checkout
import HTTPMessages
import Payments

extension StripeProvider {
    var invoices: InvoiceCalls {
        InvoiceCalls(
            lookUp: { invoice throws(ProviderFailure) in try await lookUpInvoice(invoice) },
            find: { intent throws(ProviderFailure) in try await findInvoice(paidBy: intent) },
            list: { list throws(ProviderFailure) in
                var query = Self.paging(after: list.after, limit: list.limit)
                query["subscription"] = .text(list.subscription.providerID)
                let accountID = list.subscription.accountID
                let call = StripeCall(method: .get, path: "/v1/invoices", query: query, accountID: accountID)
                return try await page(call) { object throws(UnreadableMember) in
                    try InvoiceReport(stripe: object, accountID: accountID)
                }
            })
    }

    private func lookUpInvoice(_ invoice: InvoiceReference) async throws(ProviderFailure) -> InvoiceReport {
        let call = StripeCall(
            method: .get, path: "/v1/invoices/\(StripeCall.segment(invoice.providerID))",
            accountID: invoice.accountID)
        return try await perform(call) { object throws(UnreadableMember) in
            let report = try InvoiceReport(stripe: object, accountID: invoice.accountID)
            guard report.providerID == invoice.providerID else { throw UnreadableMember("id") }
            return report
        }
    }

    /// Since 2025-03-31 neither an intent nor its charge names the bill; payments of bills are objects of their own.
    private func findInvoice(paidBy intent: IntentReference) async throws(ProviderFailure) -> InvoiceReport? {
        let query: FormMap = [
            "payment": ["payment_intent": .text(intent.intentID), "type": "payment_intent"], "limit": "1",
        ]
        let call = StripeCall(
            method: .get, path: "/v1/invoice_payments", query: query, accountID: intent.accountID)
        let invoice = try await perform(call) { list throws(UnreadableMember) in
            try list.checkType("list")
            return try list.elements.first?.requiredReference("invoice")
        }
        guard let invoice else { return nil }
        return try await lookUpInvoice(InvoiceReference(providerID: invoice, accountID: intent.accountID))
    }
}
