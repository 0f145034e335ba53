package import Payments

extension ProviderClient {
    /// The same client, for calls that nobody waits for.
    package func paced(by pacer: CallPacer) -> ProviderClient {
        let client = self
        return ProviderClient(
            createIntent: { order in
                await pacer.turn()
                let answer = await client.createIntent(order)
                if case .unanswered(let failure) = answer { pacer.heard(failure) }
                return answer
            },
            confirmIntent: { order in
                await pacer.turn()
                return await client.confirmIntent(order)
            },
            lookUpIntent: waiting(client.lookUpIntent, pacer), cancelIntent: waiting(client.cancelIntent, pacer),
            refund: waiting(client.refund, pacer), customers: client.customers.paced(by: pacer),
            subscriptions: client.subscriptions.paced(by: pacer), invoices: client.invoices.paced(by: pacer),
            refunds: client.refunds.paced(by: pacer), catalog: client.catalog.paced(by: pacer))
    }
}

/// A call that waits for its turn.
private func waiting<Order: Sendable, Answer: Sendable>(
    _ call: @escaping @Sendable (Order) async throws(ProviderFailure) -> Answer, _ pacer: CallPacer
) -> @Sendable (Order) async throws(ProviderFailure) -> Answer {
    { order throws(ProviderFailure) in
        try await pacer.paced { () throws(ProviderFailure) in try await call(order) }
    }
}

extension CustomerCalls {
    fileprivate func paced(by pacer: CallPacer) -> CustomerCalls {
        CustomerCalls(
            create: waiting(create, pacer), find: waiting(find, pacer),
            attachPaymentMethod: waiting(attachPaymentMethod, pacer))
    }
}

extension SubscriptionCalls {
    fileprivate func paced(by pacer: CallPacer) -> SubscriptionCalls {
        SubscriptionCalls(
            create: waiting(create, pacer), lookUp: waiting(lookUp, pacer),
            find: waiting(find, pacer), list: waiting(list, pacer),
            cancel: waiting(cancel, pacer), reactivate: waiting(reactivate, pacer),
            changePrice: waiting(changePrice, pacer),
            previewChange: waiting(previewChange, pacer))
    }
}

extension InvoiceCalls {
    fileprivate func paced(by pacer: CallPacer) -> InvoiceCalls {
        InvoiceCalls(
            lookUp: waiting(lookUp, pacer), find: waiting(find, pacer),
            list: waiting(list, pacer))
    }
}

extension RefundCalls {
    fileprivate func paced(by pacer: CallPacer) -> RefundCalls {
        RefundCalls(
            create: waiting(create, pacer), lookUp: waiting(lookUp, pacer),
            list: waiting(list, pacer))
    }
}

extension CatalogCalls {
    fileprivate func paced(by pacer: CallPacer) -> CatalogCalls {
        CatalogCalls(
            listProducts: waiting(listProducts, pacer),
            listPrices: waiting(listPrices, pacer))
    }
}
