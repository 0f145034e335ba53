import Checkout
import HTTPMessages
import Payments

extension StripeProvider {
    var catalog: CatalogCalls {
        CatalogCalls(
            listProducts: { list throws(ProviderFailure) in
                try await page(Self.call("/v1/products", list)) { object throws(UnreadableMember) in
                    try ProviderProduct(stripe: object)
                }
            },
            listPrices: { list throws(ProviderFailure) in
                try await page(Self.call("/v1/prices", list)) { object throws(UnreadableMember) in
                    try ListedPrice(stripe: object)
                }
            })
    }

    private static func call(_ path: String, _ list: CatalogList) -> StripeCall {
        StripeCall(
            method: .get, path: path, query: paging(after: list.after, limit: list.limit), accountID: list.accountID)
    }

    /// Makes a product of ours known, under our own id, so that there is only ever one of it. Its id does what a key
    /// would, and for longer; a key would refuse it once its name has changed.
    func tellOfProduct(_ id: ProductID, name: String, accountID: String?) async throws(ProviderFailure) -> String {
        let form: FormMap = [
            "id": .text(id.description), "name": .text(name),
            "metadata": [StripeMetadata.product: .text(id.description)],
        ]
        let call = StripeCall(
            method: .post, path: "/v1/products", form: form, accountID: accountID, isHarmlessTwice: true)
        do throws(StripeCallFailure) {
            _ = try await api.perform(call)
        } catch {
            // Nothing that was asked for beyond the product has begun.
            guard error.problem.code == "resource_already_exists" else {
                throw ProviderFailure(error).beforeActing
            }
        }
        return id.description
    }
}

extension ProviderFailure {
    /// Of a call that prepares another and is harmless by itself.
    fileprivate var beforeActing: ProviderFailure {
        ProviderFailure(
            kind: kind, mayHaveActed: false, retryAfter: retryAfter, requestID: requestID, detail: detail)
    }
}
