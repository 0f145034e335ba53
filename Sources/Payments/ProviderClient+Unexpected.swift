import Checkout

extension ProviderClient {
    /// Told of a call that nobody expected.
    package typealias UnexpectedCall = @Sendable (_ call: String) -> Void

    /// For tests: reports whatever is called, and fails it. A test replaces what it expects.
    package static func unexpected(_ report: @escaping UnexpectedCall) -> ProviderClient {
        ProviderClient(
            createIntent: { order in
                report("createIntent \(order.key)")
                return .unanswered(unexpectedCall)
            },
            confirmIntent: { order in
                report("confirmIntent \(order.key)")
                return .notSent
            },
            lookUpIntent: failing("lookUpIntent", report) { $0.intentID },
            cancelIntent: failing("cancelIntent", report) { $0.intentID },
            refund: failing("refund", report) { $0.key.text },
            customers: .unexpected(report), subscriptions: .unexpected(report), invoices: .unexpected(report),
            refunds: .unexpected(report), catalog: .unexpected(report))
    }

    fileprivate static let unexpectedCall = ProviderFailure(kind: .refused, mayHaveActed: false, detail: "unexpected")

    /// A call by that name that is reported, by what its order is about, and fails.
    fileprivate static func failing<Order, Answer>(
        _ call: String, _ report: @escaping UnexpectedCall, about: @escaping @Sendable (Order) -> String
    ) -> @Sendable (Order) async throws(ProviderFailure) -> Answer {
        { order throws(ProviderFailure) in
            report("\(call) \(about(order))")
            throw unexpectedCall
        }
    }
}

extension CustomerCalls {
    package static func unexpected(_ report: @escaping ProviderClient.UnexpectedCall) -> CustomerCalls {
        CustomerCalls(
            create: ProviderClient.failing("customers.create", report) { $0.key.text },
            find: ProviderClient.failing("customers.find", report) { $0.customerID.description },
            attachPaymentMethod: ProviderClient.failing("customers.attachPaymentMethod", report) { $0.paymentMethod })
    }
}

extension SubscriptionCalls {
    package static func unexpected(_ report: @escaping ProviderClient.UnexpectedCall) -> SubscriptionCalls {
        SubscriptionCalls(
            create: ProviderClient.failing("subscriptions.create", report) { $0.key.text },
            lookUp: ProviderClient.failing("subscriptions.lookUp", report) { $0.providerID },
            find: ProviderClient.failing("subscriptions.find", report) { $0.subscriptionID.description },
            list: ProviderClient.failing("subscriptions.list", report) { "\($0.scope)" },
            cancel: ProviderClient.failing("subscriptions.cancel", report) { $0.key.text },
            reactivate: ProviderClient.failing("subscriptions.reactivate", report) { $0.key.text },
            changePrice: ProviderClient.failing("subscriptions.changePrice", report) { $0.key.text },
            previewChange: ProviderClient.failing("subscriptions.previewChange", report) { $0.subscription.providerID })
    }
}

extension InvoiceCalls {
    package static func unexpected(_ report: @escaping ProviderClient.UnexpectedCall) -> InvoiceCalls {
        InvoiceCalls(
            lookUp: ProviderClient.failing("invoices.lookUp", report) { $0.providerID },
            find: ProviderClient.failing("invoices.find", report) { $0.intentID },
            list: ProviderClient.failing("invoices.list", report) { $0.subscription.providerID })
    }
}

extension RefundCalls {
    package static func unexpected(_ report: @escaping ProviderClient.UnexpectedCall) -> RefundCalls {
        RefundCalls(
            create: ProviderClient.failing("refunds.create", report) { $0.key.text },
            lookUp: ProviderClient.failing("refunds.lookUp", report) { $0.providerID },
            list: ProviderClient.failing("refunds.list", report) { $0.intentID })
    }
}

extension CatalogCalls {
    package static func unexpected(_ report: @escaping ProviderClient.UnexpectedCall) -> CatalogCalls {
        CatalogCalls(
            listProducts: ProviderClient.failing("catalog.listProducts", report) { $0.after ?? "from the first" },
            listPrices: ProviderClient.failing("catalog.listPrices", report) { $0.after ?? "from the first" })
    }
}
