import HTTPMessages

extension PaymentMethod {
    var json: JSONValue {
        [
            "id": .string(id), "object": "payment_method", "allow_redisplay": "unspecified",
            "billing_details": billingDetails, "created": .integer(created), "customer": .text(customer),
            "livemode": .bool(owner.isLive), "metadata": .object(metadata), "type": .string(type),
            type: .object(details),
        ]
    }

    /// What a charge tells about what it was taken from.
    var chargeDetails: JSONValue { ["type": .string(type), type: .object(basics)] }

    private var basics: JSONObject {
        switch instrument {
        case .card(let card, let month, let year):
            [
                "brand": .string(card.brand.rawValue), "country": .string(card.country), "exp_month": .integer(month),
                "exp_year": .integer(year), "fingerprint": .string(fingerprint), "funding": .string(card.funding),
                "last4": .string(last4), "network": .string(card.brand.rawValue),
            ]
        case .bankAccount:
            [
                "account_holder_type": "individual", "account_type": "checking", "bank_name": "TEST BANK",
                "fingerprint": .string(fingerprint), "last4": .string(last4), "routing_number": "110000000",
            ]
        }
    }

    private var details: JSONObject {
        var details = basics
        guard let card else { return details }
        details["network"] = nil
        details["display_brand"] = .string(card.brand.rawValue)
        details["checks"] = [
            "address_line1_check": .null, "address_postal_code_check": .null,
            "cvc_check": card.decline == .incorrectCVC ? "fail" : "pass",
        ]
        details["generated_from"] = .null
        details["networks"] = ["available": [.string(card.brand.rawValue)], "preferred": .null]
        details["three_d_secure_usage"] = ["supported": .bool(card.brand != .amex)]
        details["wallet"] = .null
        return details
    }
}
