import Checkout
import HTTPMessages

extension Invoice {
    var json: JSONValue {
        [
            "id": .string(id), "object": "invoice", "account_country": "US", "account_name": "Till simulator",
            "account_tax_ids": .null, "amount_due": .integer(amountDue), "amount_overpaid": 0,
            "amount_paid": .integer(amountPaid), "amount_remaining": .integer(amountRemaining), "amount_shipping": 0,
            "application": .null, "attempt_count": .integer(attemptCount), "attempted": .bool(attemptCount > 0),
            "auto_advance": .bool(advances && status != .paid && status != .void),
            "automatic_tax": [
                "disabled_reason": .null, "enabled": false, "liability": .null, "provider": .null, "status": .null,
            ],
            "automatically_finalizes_at": .null, "billing_reason": .string(reason.rawValue),
            "collection_method": "charge_automatically", "created": .integer(created),
            "currency": .string(currency), "custom_fields": .null, "customer": .string(customer),
            "customer_address": .null, "customer_email": .text(email), "customer_name": .text(name),
            "customer_phone": .null, "customer_shipping": .null, "customer_tax_exempt": "none",
            "customer_tax_ids": [], "default_payment_method": .null, "default_source": .null,
            "default_tax_rates": [], "description": .null, "discounts": [], "due_date": .null,
            "effective_at": .time(finalizedAt),
            "ending_balance": finalizedAt == nil ? .null : .integer(endingBalance), "footer": .null,
            "from_invoice": .null, "hosted_invoice_url": .null, "invoice_pdf": .null,
            "issuer": ["type": "self"], "last_finalization_error": .null, "latest_revision": .null, "lines": lineList,
            "livemode": .bool(owner.isLive), "metadata": .object(metadata),
            "next_payment_attempt": .time(nextAttempt), "number": .text(number), "on_behalf_of": .null,
            "parent": parent,
            "payment_settings": [
                "default_mandate": .null, "payment_method_options": .null, "payment_method_types": .null,
            ],
            "period_end": .integer(period.upperBound.unixSeconds),
            "period_start": .integer(period.lowerBound.unixSeconds), "post_payment_credit_notes_amount": 0,
            "pre_payment_credit_notes_amount": 0, "receipt_number": .null, "rendering": .null,
            "shipping_cost": .null, "shipping_details": .null, "starting_balance": .integer(startingBalance),
            "statement_descriptor": .null, "status": .string(status.rawValue),
            "status_transitions": [
                "finalized_at": .time(finalizedAt), "marked_uncollectible_at": .time(uncollectibleAt),
                "paid_at": .time(paidAt), "voided_at": .time(voidedAt),
            ],
            "subtotal": .integer(total), "subtotal_excluding_tax": .integer(total), "test_clock": .null,
            "total": .integer(total), "total_discount_amounts": [], "total_excluding_tax": .integer(total),
            "total_pretax_credit_amounts": [], "total_taxes": [], "webhooks_delivered_at": .null,
        ]
    }

    private var lineList: JSONValue {
        [
            "object": "list", "data": .array(lines.map { $0.json(of: self) }), "has_more": false,
            "total_count": .integer(lines.count), "url": .string("/v1/invoices/\(id)/lines"),
        ]
    }

    /// Where the subscription has been named since 2025-03-31.
    private var parent: JSONValue {
        guard let subscription else { return .null }
        return [
            "quote_details": .null,
            "subscription_details": [
                "metadata": .object(subscriptionMetadata), "subscription": .string(subscription),
            ], "type": "subscription_details",
        ]
    }

    /// How it was or is to be paid; told when it is asked for by `expand`, and by `GET /v1/invoice_payments`.
    var paymentJSON: JSONValue? {
        guard let paymentIntent else { return nil }
        let paymentStatus =
            switch status {
            case .paid: "paid"
            case .draft, .open: "open"
            case .uncollectible, .void: "canceled"
            }
        return [
            "id": .string(payment), "object": "invoice_payment",
            "amount_paid": status == .paid ? .integer(amountPaid) : .null, "amount_requested": .integer(amountDue),
            "created": .integer(created), "currency": .string(currency), "invoice": .string(id), "is_default": true,
            "livemode": .bool(owner.isLive),
            "payment": ["payment_intent": .string(paymentIntent), "type": "payment_intent"],
            "status": .string(paymentStatus),
            "status_transitions": ["canceled_at": .time(voidedAt), "paid_at": .time(paidAt)],
        ]
    }
}
