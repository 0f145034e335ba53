import Cryptography

/// What `till dev` says once it serves: the address first.
enum Welcome {
    static func text(_ description: DevDescription, database: String, details: String) -> String {
        let url = description.url
        var rows = [
            ("ready?", "\(url)/readyz"), ("metrics", "\(url)/metrics"), ("database", database), ("details", details),
        ]
        if let simulator = description.simulatorURL { rows.append(("simulator", simulator)) }
        return """
            Till \(Version.current) serves at \(url)

            \(Help.columns(rows))

            A checkout, to be paid with the test card pm_card_visa:

              curl \(url)/v1/checkout/create \\
                -H "Authorization: Bearer \(description.demo.secretKey.reveal { $0 })" \\
                -H "Content-Type: application/json" -d '{"priceId":"\(description.demo.oneTime)"}'

            Ctrl-C stops everything; the data stays.

            """
    }
}
