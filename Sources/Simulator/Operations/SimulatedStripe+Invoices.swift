import HTTPMessages

extension SimulatedStripe {
    func retrieveInvoice(_ call: APICall) throws(StripeFailure) -> JSONValue {
        try owned(call.id, of: call.owner, in: \.invoices, param: "invoice").json
    }

    func listInvoices(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let customer = try call.parameters.text("customer")
        let subscription = try call.parameters.text("subscription")
        let status = try call.parameters.choice("status", of: Invoice.Status.allCases.map(\.rawValue))
        return try list(call, invoices) {
            (customer == nil || $0.customer == customer) && (subscription == nil || $0.subscription == subscription)
                && (status == nil || $0.status.rawValue == status)
        }
    }

    /// How bills were paid, which is how a charge's bill is found: neither intents nor charges name it.
    func listInvoicePayments(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let id = try call.parameters.text("invoice")
        let intent = try call.parameters.nested("payment")?.text("payment_intent")
        let found = invoices.newestFirst.filter {
            $0.owner == call.owner && (id == nil || $0.id == id) && (intent == nil || $0.paymentIntent == intent)
        }
        let limit = Int(try call.parameters.integer("limit") ?? 10)
        let payments = found.compactMap(\.paymentJSON)
        return [
            "object": "list", "data": .array(Array(payments.prefix(limit))), "has_more": .bool(payments.count > limit),
            "url": .string(call.path),
        ]
    }

    mutating func finalizeInvoice(_ call: APICall) throws(StripeFailure) -> JSONValue {
        let invoice = try owned(call.id, of: call.owner, in: \.invoices, param: "invoice")
        guard invoice.status == .draft else {
            throw .unexpectedState(
                "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
                code: "invoice_not_editable")
        }
        finalize(call.id, at: call.now, by: call)
        return try retrieveInvoice(call)
    }

    mutating func payInvoice(_ call: APICall) throws(StripeFailure) -> JSONValue {
        var invoice = try owned(call.id, of: call.owner, in: \.invoices, param: "invoice")
        if invoice.status == .draft {
            finalize(call.id, at: call.now, by: call)
            invoice = try owned(call.id, of: call.owner, in: \.invoices, param: "invoice")
        }
        guard invoice.status == .open || invoice.status == .uncollectible else {
            throw .unexpectedState("Invoice is already \(invoice.status.rawValue)", code: "invoice_already_paid")
        }
        if try call.parameters.flag("paid_out_of_band") == true {
            markPaid(invoice, amount: invoice.amountDue, at: call.now, by: call)
            return try retrieveInvoice(call)
        }
        var method: String?
        if let given = try call.parameters.text("payment_method"), !given.isEmpty {
            method = try attached(given, to: invoice.customer, call, "payment_method")
        }
        let isOffSession = try call.parameters.flag("off_session") ?? true
        switch collect(call.id, isOffSession: isOffSession, method: method, at: call.now, by: call) {
        case .done, .waiting: return try retrieveInvoice(call)
        case .declined(let decline): throw .card(decline)
        case .noMethod:
            throw .unexpectedState(
                "There is no `default_payment_method` set on this Customer or Invoice.",
                code: "invoice_payment_intent_requires_action")
        }
    }

    mutating func voidInvoice(_ call: APICall) throws(StripeFailure) -> JSONValue {
        try close(call, as: .void, from: [.open, .uncollectible])
    }

    mutating func markInvoiceUncollectible(_ call: APICall) throws(StripeFailure) -> JSONValue {
        try close(call, as: .uncollectible, from: [.open])
    }

    private mutating func close(
        _ call: APICall, as status: Invoice.Status, from allowed: [Invoice.Status]
    ) throws(StripeFailure) -> JSONValue {
        let invoice = try owned(call.id, of: call.owner, in: \.invoices, param: "invoice")
        guard allowed.contains(invoice.status) else {
            throw .unexpectedState(
                "You can only pass in open invoices. This invoice isn't open.", code: "invoice_not_editable")
        }
        close(call.id, as: status, at: call.now, by: call)
        return try retrieveInvoice(call)
    }
}
