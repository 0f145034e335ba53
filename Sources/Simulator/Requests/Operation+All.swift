import Checkout
import HTTPMessages

extension Operation {
    static let paging = "limit starting_after ending_before created"
    private static let confirmation =
        "confirmation_token error_on_requires_action mandate mandate_data off_session payment_details payment_method "
        + "payment_method_data payment_method_options radar_options receipt_email return_url setup_future_usage "
        + "shipping use_stripe_sdk allowed_payment_method_types amount_details capture_method "
        + "excluded_payment_method_types hooks"
    private static let setupConfirmation =
        "confirmation_token mandate_data payment_method payment_method_data payment_method_options return_url "
        + "use_stripe_sdk allowed_payment_method_types"
    private static let customer =
        "address balance business_name cash_balance description email individual_name invoice_prefix "
        + "invoice_settings metadata name next_invoice_sequence payment_method phone preferred_locales shipping "
        + "source tax tax_exempt tax_id_data test_clock validate"

    /// Every route, for the router and for tests.
    static let all: [Operation] =
        paymentIntents + setupIntents + paymentMethods + customers + afterwards + disputes + catalog
        + subscriptions + invoices + webhooks

    private static let paymentIntents = [
        Operation(
            .post, "/v1/payment_intents",
            confirmation + " amount application_fee_amount automatic_payment_methods confirm confirmation_method "
                + "currency customer customer_account description metadata on_behalf_of payment_method_configuration "
                + "payment_method_types statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
        ) { world, call throws(StripeFailure) in try world.createPaymentIntent(call) },
        Operation(.get, "/v1/payment_intents", paging + " customer") { world, call throws(StripeFailure) in
            let customer = try call.parameters.text("customer")
            return try world.list(call, world.paymentIntents) { customer == nil || $0.customer == customer }
        },
        Operation(.get, "/v1/payment_intents/{id}", isPublic: true) { world, call throws(StripeFailure) in
            try world.retrievePaymentIntent(call)
        },
        Operation(
            .post, "/v1/payment_intents/{id}",
            "amount amount_details application_fee_amount capture_method currency customer customer_account "
                + "description metadata payment_details payment_method payment_method_configuration "
                + "payment_method_data payment_method_options payment_method_types receipt_email setup_future_usage "
                + "shipping statement_descriptor statement_descriptor_suffix transfer_data transfer_group hooks "
                + "allowed_payment_method_types excluded_payment_method_types"
        ) { world, call throws(StripeFailure) in try world.updatePaymentIntent(call) },
        Operation(.post, "/v1/payment_intents/{id}/confirm", confirmation, isPublic: true) {
            world, call throws(StripeFailure) in try world.confirmPaymentIntent(call)
        },
        Operation(.post, "/v1/payment_intents/{id}/cancel", "cancellation_reason") {
            world, call throws(StripeFailure) in try world.cancelPaymentIntent(call)
        },
        Operation(
            .post, "/v1/payment_intents/{id}/capture",
            "amount_details amount_to_capture application_fee_amount final_capture hooks metadata payment_details "
                + "statement_descriptor statement_descriptor_suffix transfer_data"
        ) { world, call throws(StripeFailure) in try world.capturePaymentIntent(call) },
    ]

    private static let setupIntents = [
        Operation(
            .post, "/v1/setup_intents",
            setupConfirmation + " attach_to_self automatic_payment_methods confirm customer customer_account "
                + "description flow_directions metadata on_behalf_of payment_method_configuration "
                + "payment_method_types single_use usage excluded_payment_method_types"
        ) { world, call throws(StripeFailure) in try world.createSetupIntent(call) },
        Operation(.get, "/v1/setup_intents", paging + " customer payment_method attach_to_self") {
            world, call throws(StripeFailure) in
            let customer = try call.parameters.text("customer")
            return try world.list(call, world.setupIntents) { customer == nil || $0.customer == customer }
        },
        Operation(.get, "/v1/setup_intents/{id}", isPublic: true) { world, call throws(StripeFailure) in
            try world.retrieveSetupIntent(call)
        },
        Operation(.post, "/v1/setup_intents/{id}/confirm", setupConfirmation, isPublic: true) {
            world, call throws(StripeFailure) in try world.confirmSetupIntent(call)
        },
        Operation(.post, "/v1/setup_intents/{id}/cancel", "cancellation_reason") {
            world, call throws(StripeFailure) in try world.cancelSetupIntent(call)
        },
    ]

    private static let paymentMethods = [
        Operation(
            .post, "/v1/payment_methods", "allow_redisplay billing_details card metadata radar_options type",
            isPublic: true
        ) { world, call throws(StripeFailure) in try world.createPaymentMethod(call) },
        Operation(.get, "/v1/payment_methods", paging + " customer type") { world, call throws(StripeFailure) in
            let customer = try call.parameters.required("customer")
            return try world.list(call, world.paymentMethods) { $0.customer == customer }
        },
        Operation(.get, "/v1/payment_methods/{id}") { world, call throws(StripeFailure) in
            try world.owned(call.id, of: call.owner, in: \.paymentMethods, param: "payment_method").json
        },
        Operation(.post, "/v1/payment_methods/{id}/attach", "customer customer_account") {
            world, call throws(StripeFailure) in try world.attachPaymentMethod(call)
        },
        Operation(.post, "/v1/payment_methods/{id}/detach") { world, call throws(StripeFailure) in
            try world.detachPaymentMethod(call)
        },
    ]

    private static let customers = [
        Operation(.post, "/v1/customers", customer) { world, call throws(StripeFailure) in
            try world.createCustomer(call)
        },
        Operation(.get, "/v1/customers", paging + " email test_clock") { world, call throws(StripeFailure) in
            let email = try call.parameters.text("email")
            return try world.list(call, world.customers) {
                !$0.isDeleted && (email == nil || $0.texts["email"] == email)
            }
        },
        Operation(.get, "/v1/customers/{id}") { world, call throws(StripeFailure) in
            try world.owned(call.id, of: call.owner, in: \.customers, param: "id").json
        },
        Operation(.post, "/v1/customers/{id}", customer + " default_source") { world, call throws(StripeFailure) in
            try world.updateCustomer(call)
        },
        Operation(.delete, "/v1/customers/{id}") { world, call throws(StripeFailure) in
            try world.deleteCustomer(call)
        },
        Operation(.get, "/v1/customers/{id}/payment_methods", paging + " type allow_redisplay") {
            world, call throws(StripeFailure) in
            _ = try world.owned(call.id, of: call.owner, in: \.customers, param: "customer")
            return try world.list(call, world.paymentMethods) { $0.customer == call.id }
        },
    ]

    private static let afterwards = [
        Operation(
            .post, "/v1/refunds",
            "amount charge currency customer instructions_email metadata origin payment_intent reason "
                + "refund_application_fee reverse_transfer"
        ) { world, call throws(StripeFailure) in try world.createRefund(call) },
        Operation(.get, "/v1/refunds", paging + " charge payment_intent") { world, call throws(StripeFailure) in
            let charge = try call.parameters.text("charge")
            let intent = try call.parameters.text("payment_intent")
            return try world.list(call, world.refunds) {
                (charge == nil || $0.charge == charge) && (intent == nil || $0.paymentIntent == intent)
            }
        },
        Operation(.get, "/v1/refunds/{id}") { world, call throws(StripeFailure) in
            try world.owned(call.id, of: call.owner, in: \.refunds, param: "id").json
        },
        Operation(.get, "/v1/charges", paging + " customer payment_intent transfer_group") {
            world, call throws(StripeFailure) in
            let customer = try call.parameters.text("customer")
            let intent = try call.parameters.text("payment_intent")
            return try world.list(call, world.charges) {
                (customer == nil || $0.customer == customer) && (intent == nil || $0.paymentIntent == intent)
            }
        },
        Operation(.get, "/v1/charges/{id}") { world, call throws(StripeFailure) in
            try world.owned(call.id, of: call.owner, in: \.charges, param: "id").json
        },
    ]

    private static let webhooks = [
        Operation(.get, "/v1/events", paging + " type types delivery_success") { world, call throws(StripeFailure) in
            try world.listEvents(call)
        },
        Operation(.get, "/v1/events/{id}") { world, call throws(StripeFailure) in
            try world.owned(call.id, of: call.owner, in: \.events, param: "id").json
        },
        Operation(.post, "/v1/webhook_endpoints", "api_version connect description enabled_events metadata url") {
            world, call throws(StripeFailure) in try world.createWebhookEndpoint(call)
        },
        Operation(.get, "/v1/webhook_endpoints", paging) { world, call throws(StripeFailure) in
            try world.list(call, world.endpoints) { _ in true }
        },
        Operation(.delete, "/v1/webhook_endpoints/{id}") { world, call throws(StripeFailure) in
            try world.deleteWebhookEndpoint(call)
        },
        Operation(.get, "/v1/balance") { _, call throws(StripeFailure) in
            [
                "object": "balance", "available": [], "livemode": .bool(call.owner.isLive), "pending": [],
            ]
        },
    ]
}
