import Checkout
import CheckoutAPI
import CheckoutStore
import Pages

extension OrganizationDetails {
    init(_ options: ParsedOptions) throws(CommandFailure) {
        if let text = options["--name"] { name = try AdministrativeAct.text(text, "--name", upTo: 200) }
        allowedOrigins = try Self.origins(options.all("--allow-origin"))
        if let text = options["--stripe-account"] {
            stripeAccountID = try OptionValue.read("--stripe-account", text) { text throws(Expectation) in
                try Self.account(text)
            }
        }
        if let text = options["--application-fee-basis-points"] {
            let option = "--application-fee-basis-points"
            applicationFeeBasisPoints = try OptionValue.read(option, text) { text throws(Expectation) in
                guard text.utf8.first != UInt8(ascii: "+"), let fee = Int(text), (0...10_000).contains(fee) else {
                    throw Expectation(advice: "give a whole number from 0 to 10000; 250 is 2.5 percent")
                }
                return fee
            }
        }
        lateAfterExpiry = try Self.policy("--late-after-expiry", options)
        lateAfterCancel = try Self.policy("--late-after-cancel", options)
        if let text = options["--past-due-entitlements"] {
            pastDueEntitlements = try OptionValue.read("--past-due-entitlements", text) { text throws(Expectation) in
                guard let rule = EntitlementRules.PastDue(rawValue: text) else {
                    throw Expectation(advice: "give keep or revoke")
                }
                return rule
            }
        }
        if let text = options["--logo-url"] {
            logoURL = try OptionValue.read("--logo-url", text) { text throws(Expectation) in try Self.logo(text) }
        }
        if let text = options["--accent-color"] {
            accentColor = try OptionValue.read("--accent-color", text) { text throws(Expectation) in
                try Self.accent(text)
            }
        }
    }

    private static func logo(_ text: String) throws(Expectation) -> String {
        if text == "none" { return "" }
        guard let logo = LogoURL(text) else {
            throw Expectation(advice: "give an https address without blanks or quotes, or none")
        }
        return logo.text
    }

    private static func accent(_ text: String) throws(Expectation) -> String {
        if text == "none" { return "" }
        guard let color = AccentColor(text.hasPrefix("#") ? text : "#" + text) else {
            throw Expectation(advice: "give six hexadecimal digits, like #2f5bea, or none")
        }
        return color.text
    }

    private static func origins(_ texts: [String]) throws(CommandFailure) -> [String]? {
        guard !texts.isEmpty else { return nil }
        if texts == ["none"] { return [] }
        var origins: [String] = []
        for text in texts {
            let origin = try OptionValue.read("--allow-origin", text) { text throws(Expectation) in
                try WebOrigin.parse(text)
            }
            if !origins.contains(origin) { origins.append(origin) }
        }
        return origins
    }

    private static func account(_ text: String) throws(Expectation) -> String {
        if text == "none" { return "" }
        let isPlain = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
        }
        guard text.hasPrefix("acct_"), text.utf8.count > 5, isPlain else {
            throw Expectation(advice: "give the id of a connected account, like acct_1Abc, or none")
        }
        return text
    }

    private static func policy(
        _ option: String, _ options: ParsedOptions
    ) throws(CommandFailure) -> LatePaymentPolicy.Answer? {
        guard let text = options[option] else { return nil }
        return try OptionValue.read(option, text) { text throws(Expectation) in
            guard let choice = LatePaymentPolicy.Answer(rawValue: text) else {
                throw Expectation(advice: "give honour or refund")
            }
            return choice
        }
    }
}
