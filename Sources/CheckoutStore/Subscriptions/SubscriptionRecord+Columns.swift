import Checkout
import Postgres

extension SubscriptionRecord {
    /// The columns of `subscriptions` (called `u`) in the order in which `init(row:)` reads them.
    static let columns: StaticString = """
        u.id, u.organization_id, u.livemode, u.customer_id, u.provider, u.account_id, u.past_due_policy,
        u.created_at, u.version, u.revision, u.last_sequence, u.status, u.product_id, u.price_id, u.quantity,
        u.currency, u.unit_amount, u.billing_interval, u.interval_count, u.metadata, u.session_id,
        u.origin_intent_id, u.origin_paid, u.anchor, u.current_period_start, u.current_period_end,
        u.paid_until, u.trial_end, u.cancel_at_period_end, u.cancel_at, u.canceled_at, u.ended_at,
        u.provider_customer_id, u.provider_subscription_id, u.provider_item_id, u.provider_price_id,
        u.payment_method, u.owed_kind, u.owed_number, u.owed_sent_at, u.owed_is_under_way, u.owed_is_in_doubt,
        u.owed_product_id, u.owed_price_id, u.owed_quantity, u.owed_currency, u.owed_unit_amount,
        u.owed_interval, u.owed_interval_count, u.owed_session_id, u.owed_attempt, u.owed_previewed_at, u.call_count, u.link_expires_at, u.updated_at, u.event_at,
        u.reported_at, u.is_stale, u.check_at, u.check_count
        """

    init(_ row: borrowing PostgresRow) throws {
        var cursor = ColumnCursor()
        let id: SubscriptionID = try cursor.id(row)
        organizationID = try cursor.id(row)
        let livemode: Bool = try cursor.next(row)
        let customer: CustomerID = try cursor.id(row)
        let provider: PaymentProvider = try cursor.word(row)
        let account: String? = try cursor.next(row)
        let rules = EntitlementRules(pastDue: try cursor.word(row))
        terms = SubscriptionTerms(
            id: id, customerID: customer, provider: provider, accountID: account, livemode: livemode,
            entitlements: rules, createdAt: try cursor.time(row))
        let version: Int = try cursor.next(row)
        let revision: Int = try cursor.next(row)
        lastSequence = try cursor.next(row)
        let status: SubscriptionStatus = try cursor.word(row)
        let plan = try SubscriptionPlan(row, &cursor)
        let metadata = try Metadata(stored: cursor.next(row))
        var state = SubscriptionState(stored: status, plan: plan, metadata: metadata, createdAt: terms.createdAt)
        (state.version, state.revision) = (version, revision)
        try state.readRest(row, &cursor)
        self.state = state
    }

    static let insert: PostgresStatement = """
        INSERT INTO subscriptions (
            id, organization_id, livemode, customer_id, provider, account_id, past_due_policy, created_at,
            version, revision, last_sequence, status, product_id, price_id, quantity, currency, unit_amount,
            billing_interval, interval_count, metadata, session_id, origin_intent_id, origin_paid, anchor,
            current_period_start, current_period_end, paid_until, trial_end, cancel_at_period_end, cancel_at,
            canceled_at, ended_at, provider_customer_id, provider_subscription_id, provider_item_id,
            provider_price_id, payment_method, owed_kind, owed_number, owed_sent_at, owed_is_under_way,
            owed_is_in_doubt, owed_product_id, owed_price_id, owed_quantity, owed_currency, owed_unit_amount,
            owed_interval, owed_interval_count, owed_session_id, owed_attempt, owed_previewed_at, call_count,
            link_expires_at, updated_at, event_at, reported_at, is_stale, check_at, check_count)
        VALUES (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
            $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40,
            $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57,
            $58, $59, $60)
        """

    static let update: PostgresStatement = """
        UPDATE subscriptions SET
            version = $2, revision = $3, last_sequence = $4, status = $5, product_id = $6, price_id = $7,
            quantity = $8, currency = $9, unit_amount = $10, billing_interval = $11, interval_count = $12,
            metadata = $13, session_id = $14, origin_intent_id = $15, origin_paid = $16, anchor = $17,
            current_period_start = $18, current_period_end = $19, paid_until = $20, trial_end = $21,
            cancel_at_period_end = $22, cancel_at = $23, canceled_at = $24, ended_at = $25,
            provider_customer_id = $26, provider_subscription_id = $27, provider_item_id = $28,
            provider_price_id = $29, payment_method = $30, owed_kind = $31, owed_number = $32, owed_sent_at =
            $33, owed_is_under_way = $34, owed_is_in_doubt = $35, owed_product_id = $36, owed_price_id = $37,
            owed_quantity = $38, owed_currency = $39, owed_unit_amount = $40, owed_interval = $41,
            owed_interval_count = $42, owed_session_id = $43, owed_attempt = $44, owed_previewed_at = $45,
            call_count = $46, link_expires_at = $47, updated_at = $48, event_at = $49, reported_at = $50,
            is_stale = $51, check_at = $52, check_count = $53, claimed_until = NULL
        WHERE id = $1
        """

    func insertParameters() throws -> PostgresParameters {
        var parameters = PostgresParameters(
            id.stored, organizationID.stored, terms.livemode, terms.customerID.stored, terms.provider.rawValue,
            terms.accountID, terms.entitlements.pastDue.rawValue, terms.createdAt.stored)
        try appendState(to: &parameters)
        return parameters
    }

    func updateParameters() throws -> PostgresParameters {
        var parameters = PostgresParameters(id.stored)
        try appendState(to: &parameters)
        return parameters
    }

    private func appendState(to parameters: inout PostgresParameters) throws {
        parameters.append(Int32(clamping: state.version))
        parameters.append(Int32(clamping: state.revision))
        parameters.append(Int32(clamping: lastSequence))
        parameters.append(state.status.rawValue)
        parameters.append(state.plan.productID.stored)
        parameters.append(state.plan.priceID.stored)
        parameters.append(state.plan.quantity)
        parameters.append(state.plan.unitAmount.currency.code)
        parameters.append(state.plan.unitAmount.minorUnits)
        parameters.append(state.plan.period.interval.rawValue)
        parameters.append(Int32(clamping: state.plan.period.count))
        parameters.append(try state.metadata.stored)
        state.appendRest(to: &parameters)
    }
}
