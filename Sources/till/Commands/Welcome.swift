import Cryptography

/// What `till dev` says once it serves: the address first, then what to do next.
enum Welcome {
    static func text(_ description: DevDescription, database: String, details: String) -> String {
        let url = description.url
        var rows = [
            ("dashboard", "\(url)/dashboard, by the key above"), ("ready?", "\(url)/readyz"),
            ("metrics", "\(url)/metrics"), ("database", database), ("details", details),
        ]
        if let simulator = description.simulatorURL { rows.append(("simulator", simulator)) }
        return """
            Till \(Version.current) serves at \(url)

            Open the demo shop, and buy something:

              \(url)/demo

            Or from a terminal. Make a checkout:

              curl \(url)/v1/checkout/create \\
                -H "Authorization: Bearer \(description.demo.secretKey.reveal { $0 })" \\
                -H "Content-Type: application/json" -d '{"priceId":"\(description.demo.oneTime)"}'

            Pay it, by the clientSecret in the answer and with a test card:

              curl \(url)/v1/checkout/CLIENT_SECRET/confirm \\
                -H "Content-Type: application/json" -d '{"paymentMethodId":"pm_card_visa"}'

            \(Help.columns(rows))

            Ctrl-C stops everything; the data stays.

            """
    }
}
