import Checkout
import Postgres

/// Rows of new sessions, gathered for one statement for each table.
struct CreateRows {
    private var records: [SessionRecord] = []
    private var metadata: [PostgresJSON] = []
    private var states = StateColumns()
    private var events = SessionEventColumns()

    mutating func add(_ write: CreateWrite, render: (SessionRecord) -> [UInt8]) {
        records.append(write.record)
        metadata.append(write.metadata)
        let event = write.transition.event
        let body = event?.isVisible == true ? String(decoding: render(write.record), as: UTF8.self) : nil
        states.append(write.record, body: body)
        if let event { events.append(event, of: write.record, body: body) }
    }

    var statements: [(PostgresStatement, PostgresParameters)] {
        guard !records.isEmpty else { return [] }
        var parameters = terms
        states.append(to: &parameters)
        let due = records.filter { $0.dueAt != nil }
        var statements = [(Self.insert, parameters)]
        if !events.isEmpty {
            let writtenBy = Int64.random(in: .min ... .max)
            statements.append((SessionEventColumns.insert, events.parameters(writtenBy: writtenBy)))
        }
        for record in records {
            if let change = record.change { statements.append(SessionChangeRows.insert(change.value, of: record.id)) }
        }
        if !due.isEmpty {
            let times = due.compactMap { $0.dueAt?.stored }
            statements.append((TransitionRows.schedule, PostgresParameters(due.map(\.id.stored), times)))
        }
        return statements
    }

    private var terms: PostgresParameters {
        let all = records.map(\.terms)
        var parameters = PostgresParameters(
            records.map(\.id.stored), records.map(\.organizationID.stored), all.map(\.merchant.livemode),
            records.map { $0.clientSecretHash.map(PostgresBytes.init) }, records.map(\.tokenUser),
            all.map(\.provider.rawValue), all.map(\.merchant.accountID), all.map(\.quote.mode.rawValue),
            all.map(\.presentation.rawValue), all.map(\.quote.amount.currency.code))
        parameters.append(all.map(\.quote.amount.minorUnits))
        parameters.append(all.map(\.quote.discount.minorUnits))
        parameters.append(all.map(\.quote.tax.minorUnits))
        parameters.append(all.map(\.quote.due.minorUnits))
        parameters.append(all.map(\.quantity))
        parameters.append(all.map(\.couponCode))
        parameters.append(all.map { Int32(clamping: $0.trialDays) })
        parameters.append(all.map { $0.priceID?.stored })
        parameters.append(all.map { $0.productID?.stored })
        parameters.append(records.map { $0.product?.name })
        parameters.append(records.map { $0.product?.description })
        parameters.append(records.map { ArrayLiteral.text($0.product?.features ?? []) })
        parameters.append(records.map { $0.product?.period?.interval.rawValue })
        parameters.append(records.map { $0.product?.period.map { Int32(clamping: $0.count) } })
        parameters.append(all.map { $0.existingSubscriptionID?.stored })
        parameters.append(all.map(\.startsSubscription))
        parameters.append(all.map(\.grantsEntitlements))
        appendCustomers(to: &parameters, all)
        return parameters
    }

    private func appendCustomers(to parameters: inout PostgresParameters, _ all: [SessionTerms]) {
        parameters.append(all.map(\.customer.email))
        parameters.append(all.map(\.customer.name))
        parameters.append(all.map(\.customer.externalID))
        parameters.append(all.map(\.customer.taxID))
        parameters.append(metadata)
        parameters.append(all.map { $0.successURL?.text })
        parameters.append(all.map { $0.cancelURL?.text })
        parameters.append(all.map(\.merchant.latePayments.afterExpiry.rawValue))
        parameters.append(all.map(\.merchant.latePayments.afterCancel.rawValue))
        parameters.append(all.map(\.createdAt.stored))
        parameters.append(all.map(\.expiresAt.stored))
    }

    private static let insert: PostgresStatement = """
        INSERT INTO checkout_sessions (
            id, organization_id, livemode, client_secret_hash, token_user, provider, account_id, mode, presentation,
            currency, amount, discount, tax, due, quantity, coupon_code, trial_days, price_id, product_id, product_name,
            product_description, product_features, billing_interval, interval_count, existing_subscription_id,
            starts_subscription, grants_entitlements, customer_email, customer_name, customer_external_id,
            customer_tax_id, metadata, success_url, cancel_url, late_after_expiry, late_after_cancel, created_at,
            expires_at, version, last_sequence, status, intent_id, sealed_intent_secret, intent_awaits_confirmation,
            attempt_number, attempt_payment_method, attempt_return_url, attempt_origin, attempt_started_at,
            attempt_sent_at, attempt_outcome, attempt_request_is_over, paid_attempt, next_action_type, next_action_url,
            failure_code, failure_decline_code, failure_attempt, ending, paid_at, subscribed_at, entitled_at,
            merchant_notified_at, late_received_at, late_resolution, updated_at, completed_at, ended_at, check_at,
            checked_at, check_count, public_body)
        SELECT
            n.c1, n.c2, n.c3, n.c4, n.c5, n.c6, n.c7, n.c8, n.c9, n.c10, n.c11, n.c12, n.c13, n.c14, n.c15, n.c16,
            n.c17, n.c18, n.c19, n.c20, n.c21, n.c22::text[], n.c23, n.c24, n.c25, n.c26, n.c27, n.c28, n.c29, n.c30,
            n.c31, n.c32, n.c33, n.c34, n.c35, n.c36, n.c37, n.c38, n.c39, n.c40, n.c41, n.c42, n.c43, n.c44, n.c45,
            n.c46, n.c47, n.c48, n.c49, n.c50, n.c51, n.c52, n.c53, n.c54, n.c55, n.c56, n.c57, n.c58, n.c59, n.c60,
            n.c61, n.c62, n.c63, n.c64, n.c65, n.c66, n.c67, n.c68, n.c69, n.c70, n.c71, n.c72
        FROM unnest(
            $1::uuid[], $2::uuid[], $3::boolean[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[],
            $16::text[], $17::integer[], $18::uuid[], $19::uuid[], $20::text[], $21::text[], $22::text[], $23::text[],
            $24::integer[], $25::uuid[], $26::boolean[], $27::boolean[], $28::text[], $29::text[], $30::text[],
            $31::text[], $32::jsonb[], $33::text[], $34::text[], $35::text[], $36::text[], $37::timestamptz[],
            $38::timestamptz[], $39::integer[], $40::integer[], $41::text[], $42::text[], $43::bytea[], $44::boolean[],
            $45::integer[], $46::text[], $47::text[], $48::text[], $49::timestamptz[], $50::timestamptz[], $51::text[],
            $52::boolean[], $53::integer[], $54::text[], $55::text[], $56::text[], $57::text[], $58::integer[],
            $59::text[], $60::timestamptz[], $61::timestamptz[], $62::timestamptz[], $63::timestamptz[],
            $64::timestamptz[], $65::text[], $66::timestamptz[], $67::timestamptz[], $68::timestamptz[],
            $69::timestamptz[], $70::timestamptz[], $71::integer[], $72::text[])
            AS n (
            c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15, c16, c17, c18, c19, c20, c21, c22, c23,
            c24, c25, c26, c27, c28, c29, c30, c31, c32, c33, c34, c35, c36, c37, c38, c39, c40, c41, c42, c43, c44,
            c45, c46, c47, c48, c49, c50, c51, c52, c53, c54, c55, c56, c57, c58, c59, c60, c61, c62, c63, c64, c65,
            c66, c67, c68, c69, c70, c71, c72)
        """
}

/// PostgreSQL's textual form of an array: an array of arrays would be taken apart by `unnest`.
enum ArrayLiteral {
    static func text(_ elements: [String]) -> String {
        var literal = "{"
        for (index, element) in elements.enumerated() {
            if index > 0 { literal += "," }
            literal += "\""
            for character in element.unicodeScalars {
                if character == "\"" || character == "\\" { literal += "\\" }
                literal.unicodeScalars.append(character)
            }
            literal += "\""
        }
        return literal + "}"
    }
}
