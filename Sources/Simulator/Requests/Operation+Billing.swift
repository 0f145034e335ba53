import HTTPMessages

/// Disputes, what is sold, subscriptions and bills.
extension Operation {
    private static let subscription =
        "application_fee_percent automatic_tax billing_thresholds cancel_at cancel_at_period_end "
        + "cancellation_details collection_method days_until_due default_payment_method default_source "
        + "default_tax_rates description discounts invoice_settings items metadata off_session on_behalf_of "
        + "payment_behavior payment_settings pending_invoice_item_interval proration_behavior transfer_data "
        + "trial_end trial_settings trial_from_plan add_invoice_items"
    private static let preview =
        "automatic_tax currency customer customer_account customer_details discounts invoice_items issuer "
        + "on_behalf_of preview_mode schedule schedule_details subscription subscription_details"
    private static let price =
        "active currency currency_options lookup_key metadata nickname product product_data recurring tax_behavior "
        + "transfer_lookup_key unit_amount billing_scheme"
    private static let product =
        "active default_price description images marketing_features metadata name package_dimensions shippable "
        + "statement_descriptor tax_code unit_label url"

    static let disputes = [
        Operation(.get, "/v1/disputes", paging + " charge payment_intent") { world, call throws(StripeFailure) in
            try world.listDisputes(call)
        },
        Operation(.get, "/v1/disputes/{id}") { world, call throws(StripeFailure) in
            try world.owned(call.id, of: call.owner, in: \.disputes, param: "id").json
        },
        Operation(.post, "/v1/disputes/{id}", "evidence metadata submit") { world, call throws(StripeFailure) in
            try world.updateDispute(call)
        },
        Operation(.post, "/v1/disputes/{id}/close") { world, call throws(StripeFailure) in
            try world.giveInToDispute(call)
        },
    ]

    static let catalog = [
        Operation(.post, "/v1/products", product + " id default_price_data type") {
            world, call throws(StripeFailure) in try world.createProduct(call)
        },
        Operation(.get, "/v1/products", paging + " active ids shippable url") { world, call throws(StripeFailure) in
            try world.listProducts(call)
        },
        Operation(.get, "/v1/products/{id}") { world, call throws(StripeFailure) in
            try world.owned(call.id, of: call.owner, in: \.products, param: "id").json
        },
        Operation(.post, "/v1/products/{id}", product) { world, call throws(StripeFailure) in
            try world.updateProduct(call)
        },
        Operation(.post, "/v1/prices", price) { world, call throws(StripeFailure) in try world.createPrice(call) },
        Operation(.get, "/v1/prices", paging + " active currency lookup_keys product recurring type") {
            world, call throws(StripeFailure) in try world.listPrices(call)
        },
        Operation(.get, "/v1/prices/{id}") { world, call throws(StripeFailure) in
            try world.owned(call.id, of: call.owner, in: \.prices, param: "price").json
        },
        Operation(.post, "/v1/prices/{id}", "active lookup_key metadata nickname tax_behavior transfer_lookup_key") {
            world, call throws(StripeFailure) in try world.updatePrice(call)
        },
    ]

    static let subscriptions = [
        Operation(
            .post, "/v1/subscriptions",
            subscription + " backdate_start_date billing_cycle_anchor billing_cycle_anchor_config billing_mode "
                + "currency customer customer_account trial_period_days"
        ) { world, call throws(StripeFailure) in try world.createSubscription(call) },
        Operation(
            .get, "/v1/subscriptions",
            paging + " automatic_tax collection_method current_period_end current_period_start customer "
                + "customer_account price status test_clock"
        ) { world, call throws(StripeFailure) in try world.listSubscriptions(call) },
        Operation(.get, "/v1/subscriptions/{id}") { world, call throws(StripeFailure) in
            try world.retrieveSubscription(call)
        },
        Operation(
            .post, "/v1/subscriptions/{id}", subscription + " billing_cycle_anchor pause_collection proration_date"
        ) { world, call throws(StripeFailure) in try world.updateSubscription(call) },
        Operation(.delete, "/v1/subscriptions/{id}", "cancellation_details invoice_now prorate") {
            world, call throws(StripeFailure) in try world.cancelSubscription(call)
        },
        Operation(
            .post, "/v1/subscriptions/{id}/resume",
            "billing_cycle_anchor payment_behavior proration_behavior proration_date"
        ) { world, call throws(StripeFailure) in try world.resumeSubscription(call) },
    ]

    static let invoices = [
        Operation(.get, "/v1/invoices", paging + " collection_method customer due_date status subscription") {
            world, call throws(StripeFailure) in try world.listInvoices(call)
        },
        Operation(.post, "/v1/invoices/create_preview", preview) { world, call throws(StripeFailure) in
            try world.previewInvoice(call)
        },
        Operation(
            .get, "/v1/invoices/upcoming",
            "customer subscription subscription_billing_cycle_anchor subscription_cancel_at "
                + "subscription_cancel_at_period_end subscription_cancel_now subscription_items "
                + "subscription_proration_behavior subscription_proration_date subscription_trial_end"
        ) { world, call throws(StripeFailure) in try world.previewInvoice(call) },
        Operation(.get, "/v1/invoices/{id}") { world, call throws(StripeFailure) in try world.retrieveInvoice(call) },
        Operation(.post, "/v1/invoices/{id}/finalize", "auto_advance") { world, call throws(StripeFailure) in
            try world.finalizeInvoice(call)
        },
        Operation(
            .post, "/v1/invoices/{id}/pay", "forgive mandate off_session paid_out_of_band payment_method source"
        ) { world, call throws(StripeFailure) in try world.payInvoice(call) },
        Operation(.post, "/v1/invoices/{id}/void") { world, call throws(StripeFailure) in
            try world.voidInvoice(call)
        },
        Operation(.post, "/v1/invoices/{id}/mark_uncollectible") { world, call throws(StripeFailure) in
            try world.markInvoiceUncollectible(call)
        },
        Operation(.get, "/v1/invoice_payments", paging + " invoice payment status") {
            world, call throws(StripeFailure) in try world.listInvoicePayments(call)
        },
    ]
}
