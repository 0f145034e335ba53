import Checkout
import HTTPMessages
import Payments

extension StripeProvider {
    var customers: CustomerCalls {
        CustomerCalls(
            create: { order throws(ProviderFailure) in try await createCustomer(order) },
            find: { search throws(ProviderFailure) in try await findCustomer(search) },
            attachPaymentMethod: { order throws(ProviderFailure) in try await attachPaymentMethod(order) })
    }

    /// The same customer of ours is always the same one of Stripe's.
    func createCustomer(_ order: CustomerOrder) async throws(ProviderFailure) -> String {
        var form = FormMap()
        form["email"] = order.email.map(FormValue.text)
        form["name"] = order.name.map(FormValue.text)
        form["metadata"] = [StripeMetadata.customer: .text(order.customerID.description)]
        let call = StripeCall(
            method: .post, path: "/v1/customers", form: form, accountID: order.accountID, key: order.key.text)
        return try await perform(call) { object throws(UnreadableMember) in try object.text("id") }
    }

    /// By what we left on it, in a list: Stripe's search would lag behind a creation that is in doubt.
    func findCustomer(_ search: CustomerSearch) async throws(ProviderFailure) -> String? {
        var after: String?
        repeat {
            var query = Self.paging(after: after, limit: 100)
            query["email"] = search.email.map(FormValue.text)
            query["created"] = search.createdSince.map { ["gte": .text(String($0.unixSeconds))] }
            let call = StripeCall(method: .get, path: "/v1/customers", query: query, accountID: search.accountID)
            let page = try await page(call) { object throws(UnreadableMember) in
                FoundCustomer(id: try object.text("id"), owner: object.notes[StripeMetadata.customer])
            }
            if let found = page.items.first(where: { $0.owner == search.customerID.description }) { return found.id }
            after = page.next
        } while after != nil
        return nil
    }

    /// Attached first, since only a customer's own method can be its default.
    func attachPaymentMethod(_ order: AttachOrder) async throws(ProviderFailure) {
        let path = "/v1/payment_methods/\(StripeCall.segment(order.paymentMethod))"
        do throws(ProviderFailure) {
            let attaching = StripeCall(
                method: .post, path: path + "/attach", form: ["customer": .text(order.customer)],
                accountID: order.accountID, key: order.key.text)
            try await perform(attaching) { object throws(UnreadableMember) in try Self.check(object, order) }
        } catch {
            // It may have been there before: kept by the intent that it paid, or attached under a key that is forgotten.
            guard error.kind == .refused else { throw error }
            let asking = StripeCall(method: .get, path: path, accountID: order.accountID)
            guard try await perform(asking, read: { $0.reference("customer") }) == order.customer else { throw error }
        }
        // Without a key: the same default twice is one default, and a replay would not bring an older one back.
        let choosing = StripeCall(
            method: .post, path: "/v1/customers/\(StripeCall.segment(order.customer))",
            form: ["invoice_settings": ["default_payment_method": .text(order.paymentMethod)]],
            accountID: order.accountID, isHarmlessTwice: true)
        try await perform(choosing) { object throws(UnreadableMember) in _ = try object.text("id") }
    }

    private static func check(_ method: JSONObject, _ order: AttachOrder) throws(UnreadableMember) {
        guard method.reference("customer") == order.customer else { throw UnreadableMember("customer") }
    }
}

/// A customer of Stripe's, and whom of ours it was made for.
private struct FoundCustomer: Hashable {
    let id: String
    let owner: String?
}
