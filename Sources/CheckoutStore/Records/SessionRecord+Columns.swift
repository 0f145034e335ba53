import Checkout
import Postgres

extension SessionRecord {
    /// The columns of `checkout_sessions` (called `s`) in the order in which `init(row:)` reads them.
    static let columns: StaticString = """
        s.id, s.organization_id, s.livemode, s.client_secret_hash, s.token_user, s.provider, s.account_id, s.mode,
        s.presentation, s.currency, s.amount, s.discount, s.tax, s.due, s.quantity, s.coupon_code, s.trial_days,
        s.price_id, s.product_id, s.product_name, s.product_description, s.product_features, s.billing_interval,
        s.interval_count, s.existing_subscription_id, s.starts_subscription, s.grants_entitlements, s.customer_email,
        s.customer_name, s.customer_external_id, s.customer_tax_id, s.metadata, s.success_url, s.cancel_url,
        s.late_after_expiry, s.late_after_cancel, s.created_at, s.expires_at,
        s.version, s.last_sequence, s.status, s.intent_id, s.sealed_intent_secret, s.intent_awaits_confirmation,
        s.attempt_number, s.attempt_payment_method, s.attempt_return_url, s.attempt_origin, s.attempt_started_at,
        s.attempt_sent_at, s.attempt_outcome, s.attempt_request_is_over, s.paid_attempt, s.next_action_type,
        s.next_action_url, s.failure_code, s.failure_decline_code, s.failure_attempt, s.ending, s.paid_at,
        s.subscribed_at, s.entitled_at, s.merchant_notified_at, s.late_received_at, s.late_resolution, s.updated_at,
        s.completed_at, s.ended_at, s.check_at, s.checked_at, s.check_count,
        -- A look into another table only where there is something to find.
        CASE WHEN s.mode = 'change' THEN (
            SELECT ARRAY[c.from_price_id::text, c.from_quantity::text,
                coalesce((extract(epoch FROM c.from_period_start) * 1000)::bigint::text, ''),
                (extract(epoch FROM c.previewed_at) * 1000)::bigint::text, c.credited::text, c.charged::text,
                c.total::text, c.explanation]
                || CASE WHEN s.subscribed_at IS NOT NULL THEN (
                    SELECT ARRAY[u.id::text, u.customer_id::text, u.product_id::text, u.price_id::text, u.status,
                        (extract(epoch FROM u.current_period_start) * 1000)::bigint::text,
                        (extract(epoch FROM u.current_period_end) * 1000)::bigint::text,
                        u.cancel_at_period_end::text,
                        coalesce((extract(epoch FROM u.trial_end) * 1000)::bigint::text, '')]
                    FROM subscriptions u
                    WHERE u.id = s.existing_subscription_id AND u.current_period_end IS NOT NULL) END
            FROM session_changes c WHERE c.session_id = s.id)
        WHEN s.subscribed_at IS NOT NULL THEN (
            SELECT ARRAY[u.id::text, u.customer_id::text, u.product_id::text, u.price_id::text, u.status,
                (extract(epoch FROM u.current_period_start) * 1000)::bigint::text,
                (extract(epoch FROM u.current_period_end) * 1000)::bigint::text, u.cancel_at_period_end::text,
                coalesce((extract(epoch FROM u.trial_end) * 1000)::bigint::text, '')]
            FROM subscriptions u WHERE u.session_id = s.id AND u.current_period_end IS NOT NULL) END
        """

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        self = try Self(row, &cursor)
    }

    init(_ row: borrowing PostgresRow, _ cursor: inout ColumnCursor) throws {
        let id: CheckoutSessionID = try cursor.id(row)
        organizationID = try cursor.id(row)
        let livemode: Bool = try cursor.next(row)
        clientSecretHash = try cursor.optionalBytes(row)
        tokenUser = try cursor.next(row)
        let (terms, product) = try SessionTerms.read(id, livemode, row, &cursor)
        self.product = product
        var state = SessionState(createdAt: terms.createdAt)
        state.version = try cursor.next(row)
        lastSequence = try cursor.next(row)
        state.status = try cursor.word(row)
        state.intentID = try cursor.next(row)
        sealedIntentSecret = try cursor.optionalBytes(row)
        try state.readRest(row, &cursor)
        session = CheckoutSession(terms: terms, state: state)
        let beside = try cursor.next(row, as: [String]?.self)
        if terms.quote.mode == .change {
            (change, subscription) = PlanChange.read(beside ?? [], due: terms.quote.due)
        } else {
            change = nil
            subscription = beside.flatMap(SubscriptionSummary.init(texts:))
        }
    }
}

extension SubscriptionSummary {
    /// As the list of columns puts it together.
    init?(texts: [String]) {
        guard
            texts.count == 9, let id = UniqueID(texts[0]), let customer = UniqueID(texts[1]),
            let product = UniqueID(texts[2]), let price = UniqueID(texts[3]),
            let status = SubscriptionStatus(rawValue: texts[4]), let start = Int64(texts[5]), let end = Int64(texts[6])
        else { return nil }
        self.init(
            id: SubscriptionID(id), customerID: CustomerID(customer), productID: ProductID(product),
            priceID: PriceID(price), status: status, currentPeriodStart: Timestamp(unixMilliseconds: start),
            currentPeriodEnd: Timestamp(unixMilliseconds: end), cancelAtPeriodEnd: texts[7] == "true",
            trialEnd: Int64(texts[8]).map(Timestamp.init(unixMilliseconds:)))
    }
}

extension SessionTerms {
    fileprivate static func read(
        _ id: CheckoutSessionID, _ livemode: Bool, _ row: borrowing PostgresRow, _ cursor: inout ColumnCursor
    ) throws -> (SessionTerms, ProductSummary?) {
        let provider: PaymentProvider = try cursor.word(row)
        let accountID: String? = try cursor.next(row)
        let mode: CheckoutMode = try cursor.word(row)
        let presentation: CheckoutOrder.Presentation = try cursor.word(row)
        let quote = try Quote(row, mode: mode, &cursor)
        let quantity: Int64 = try cursor.next(row)
        let couponCode: String? = try cursor.next(row)
        let trialDays: Int = try cursor.next(row)
        let priceID: PriceID? = try cursor.optionalID(row)
        let productID: ProductID? = try cursor.optionalID(row)
        let product = try ProductSummary.read(productID, row, &cursor)
        let existing: SubscriptionID? = try cursor.optionalID(row)
        let starts: Bool = try cursor.next(row)
        let grants: Bool = try cursor.next(row)
        let customer = CustomerDetails(
            email: try cursor.next(row), name: try cursor.next(row), externalID: try cursor.next(row),
            taxID: try cursor.next(row))
        let metadata = try Metadata(stored: cursor.next(row))
        let success = try cursor.next(row, as: String?.self).map(RedirectTemplate.init(stored:))
        let cancel = try cursor.next(row, as: String?.self).map(RedirectTemplate.init(stored:))
        let late = LatePaymentPolicy(afterExpiry: try cursor.word(row), afterCancel: try cursor.word(row))
        let terms = SessionTerms(
            stored: id, merchant: MerchantTerms(livemode: livemode, accountID: accountID, latePayments: late),
            provider: provider, quote: quote, priceID: priceID, productID: productID, quantity: quantity,
            couponCode: couponCode, trialDays: trialDays, existingSubscriptionID: existing, startsSubscription: starts,
            grantsEntitlements: grants, customer: customer, metadata: metadata, presentation: presentation,
            successURL: success, cancelURL: cancel, createdAt: try cursor.time(row), expiresAt: try cursor.time(row))
        return (terms, product)
    }
}

extension Quote {
    fileprivate init(_ row: borrowing PostgresRow, mode: CheckoutMode, _ cursor: inout ColumnCursor) throws {
        let currency = try cursor.currency(row)
        func money(_ minorUnits: Int64) -> Money { Money(minorUnits: minorUnits, currency: currency) }
        self.init(
            amount: money(try cursor.next(row)), discount: money(try cursor.next(row)),
            tax: money(try cursor.next(row)),
            due: money(try cursor.next(row)), mode: mode)
    }
}

extension ProductSummary {
    fileprivate static func read(
        _ id: ProductID?, _ row: borrowing PostgresRow, _ cursor: inout ColumnCursor
    ) throws -> ProductSummary? {
        let name: String? = try cursor.next(row)
        let description: String? = try cursor.next(row)
        let features: [String] = try cursor.next(row)
        let interval: BillingInterval? = try cursor.optionalWord(row)
        let count: Int? = try cursor.next(row)
        guard let id, let name else { return nil }
        let period = interval.flatMap { BillingPeriod(interval: $0, count: count ?? 0) }
        return ProductSummary(id: id, name: name, description: description, period: period, features: features)
    }
}
