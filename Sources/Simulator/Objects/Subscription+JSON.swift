import Checkout
import HTTPMessages

extension Subscription {
    var json: JSONValue {
        let items = items.map { $0.json(of: id, in: currentPeriod) }
        return [
            "id": .string(id), "object": "subscription", "application": .null,
            "application_fee_percent": applicationFee?.json ?? .null,
            "automatic_tax": ["disabled_reason": .null, "enabled": false, "liability": .null],
            "billing_cycle_anchor": .integer(cycle.anchor.unixSeconds), "billing_cycle_anchor_config": anchorConfig,
            "billing_mode": ["flexible": .null, "type": "classic"], "billing_thresholds": .null,
            "cancel_at": .time(cancelAt), "cancel_at_period_end": .bool(cancelAtPeriodEnd),
            "canceled_at": .time(canceledAt),
            "cancellation_details": [
                "comment": .text(cancellation.comment), "feedback": .text(cancellation.feedback),
                "reason": .text(cancellation.reason),
            ],
            "collection_method": "charge_automatically", "created": .integer(created),
            "currency": .string(currency), "customer": .string(customer), "days_until_due": .null,
            "default_payment_method": .text(defaultPaymentMethod), "default_source": .null, "default_tax_rates": [],
            "description": .text(description), "discounts": [], "ended_at": .time(endedAt),
            "invoice_settings": ["account_tax_ids": .null, "issuer": ["type": "self"]],
            "items": [
                "object": "list", "data": .array(items), "has_more": false, "total_count": .integer(items.count),
                "url": .string("/v1/subscription_items?subscription=\(id)"),
            ],
            "latest_invoice": .text(latestInvoice), "livemode": .bool(owner.isLive), "metadata": .object(metadata),
            "next_pending_invoice_item_invoice": .null, "on_behalf_of": .null, "pause_collection": pauseCollection,
            "payment_settings": [
                "payment_method_options": .null, "payment_method_types": .null,
                "save_default_payment_method": .string(savesDefaultPaymentMethod ? "on_subscription" : "off"),
            ],
            "pending_invoice_item_interval": .null, "pending_setup_intent": .null, "pending_update": .null,
            "schedule": .null, "start_date": .integer(startDate.unixSeconds), "status": .string(status.rawValue),
            "test_clock": .null, "transfer_data": .null, "trial_end": .time(trial?.upperBound),
            "trial_settings": ["end_behavior": ["missing_payment_method": .string(missingMethod.rawValue)]],
            "trial_start": .time(trial?.lowerBound),
        ]
    }

    private var pauseCollection: JSONValue {
        guard let pause else { return .null }
        return ["behavior": .string(pause.behavior.rawValue), "resumes_at": .time(pause.resumesAt)]
    }
}

extension JSONValue {
    /// Unix seconds, or `null` without a time.
    static func time(_ value: Timestamp?) -> JSONValue { .number(value?.unixSeconds) }
}
