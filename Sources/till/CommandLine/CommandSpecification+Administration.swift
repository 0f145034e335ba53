/// The commands that set up merchants.
extension CommandSpecification {
    static let organizationCommands = [
        CommandSpecification(
            name: .orgCreate, summary: "Make an organization: a merchant, isolated from all others.",
            discussion: """
                SLUG is its short name for these commands: lower-case letters, digits and hyphens. Money that arrives after a
                session ended is given back unless --late-after-… says “honour”.
                """,
            options: [Option(name: "--name", value: "NAME", summary: "What people call it.")] + organizationDetails
                + shared,
            operands: "SLUG", operandCount: 1),
        CommandSpecification(
            name: .orgUpdate, summary: "Change an organization.",
            discussion: """
                Only what is given changes; --allow-origin replaces all origins there were. ORG is its slug or its id.
                --stripe-account=none goes back to the platform's own account, --allow-origin=none allows no browser.
                """,
            options: [Option(name: "--name", value: "NAME", summary: "What people call it.")] + organizationDetails
                + shared,
            operands: "ORG", operandCount: 1),
        CommandSpecification(
            name: .orgList, summary: "List the organizations.", discussion: "", options: shared),
    ]

    static let keyCommands = [
        CommandSpecification(
            name: .keysCreate, summary: "Make a secret key for an organization, and show it this once.",
            discussion: "Only its hash is stored. Its mode is a world of its own: a test key never sees what is live.",
            options: [
                organization, mode,
                Option(name: "--name", value: "NAME", summary: "What it is for, to recognise it in the list."),
            ] + shared),
        CommandSpecification(
            name: .keysList, summary: "List an organization's keys, the revoked ones too.", discussion: "",
            options: [organization] + shared),
        CommandSpecification(
            name: .keysRevoke, summary: "Revoke a key: from then on nobody can call with it.", discussion: "",
            options: shared, operands: "KEY-ID", operandCount: 1),
    ]

    static let productCommands = [
        CommandSpecification(
            name: .productsCreate, summary: "Make a product, with prices.",
            discussion: """
                A price is an amount with all its decimals, its currency, and for a subscription its period:
                19.00usd, 1900jpy, 19.00usd/month, 49.00eur/3-months; 0.00usd is free.

                A feature is there or not: sso=Single sign-on. Or it has a limit: seats=Seats:10, seats=Seats:unlimited. Or
                it is used up, and counted anew each day, month, billing-period, or never: calls=API calls:1000/month.
                """,
            options: [
                organization, mode,
                Option(name: "--name", value: "NAME", summary: "What the buyer is shown."),
                Option(name: "--description", value: "TEXT", summary: "More about it, shown as well."),
                Option(
                    name: "--feature", value: FeatureText.form, summary: "What it gives its buyers; may be repeated.",
                    isRepeatable: true),
                price,
            ] + shared),
        CommandSpecification(
            name: .productsAddPrice, summary: "Add prices to a product.", discussion: "",
            options: [organization, mode, price] + shared, operands: "PRODUCT-ID", operandCount: 1),
        CommandSpecification(
            name: .productsList, summary: "List the products with their prices.", discussion: "",
            options: [organization, mode] + shared),
        CommandSpecification(
            name: .pricesSync, summary: "Read the provider's products and prices into ours.",
            discussion: """
                New ones are made here, changed names and what was archived there follow, and nothing is deleted. What cannot
                be sold here, like a price in tiers, is told with its reason. Subscriptions are then made at the provider's own
                price. Done again it changes nothing.
                """,
            options: [
                Option(name: "--provider", value: "PROVIDER", summary: "stripe (default)."), organization,
                Option(name: "--mode", value: "MODE", summary: "test or live (default that of STRIPE_SECRET_KEY)."),
                Option(name: "--dry-run", value: nil, summary: "Tell what would be done, and change nothing."),
            ] + shared),
    ]

    static let shared = [
        Option(name: "--json", value: nil, summary: "Print JSON instead of words."), Option.envFile,
    ]
    static let organization = Option(
        name: "--org", value: "ORG", summary: "The organization, by slug or id; not needed while there is only one.")
    static let mode = Option(name: "--mode", value: "MODE", summary: "test or live (default test).")
    private static let price = Option(
        name: "--price", value: PriceText.form, summary: "A price; may be repeated.", isRepeatable: true)
    private static let organizationDetails = [
        Option(
            name: "--allow-origin", value: "ORIGIN",
            summary: "Whose pages may call us, like https://shop.example.com; may be repeated.", isRepeatable: true),
        Option(name: "--stripe-account", value: "ACCOUNT", summary: "The connected account that is charged: acct_…"),
        Option(
            name: "--application-fee-basis-points", value: "COUNT",
            summary: "What the platform keeps of each payment, in hundredths of a percent."),
        Option(
            name: "--late-after-expiry", value: "POLICY", summary: "Money after a session expired: honour or refund."),
        Option(
            name: "--late-after-cancel", value: "POLICY",
            summary: "Money after a session was canceled: honour or refund."),
        Option(
            name: "--past-due-entitlements", value: "POLICY",
            summary: "Features while a renewal is being collected: keep or revoke; for new subscriptions."),
        Option(name: "--logo-url", value: "URL", summary: "The logo on the checkout page, or none."),
        Option(
            name: "--accent-color", value: "COLOR", summary: "The checkout page's colour, like #2f5bea, or none."),
    ]
}
