import Checkout
import CheckoutStore

extension AdministrativeAct {
    /// - Parameter name: one of the commands about merchants.
    init(_ name: CommandSpecification.Name, _ options: ParsedOptions) throws(CommandFailure) {
        switch name {
        case .orgCreate:
            var details = try OrganizationDetails(options)
            let slug = try Self.slug(options.operands[0])
            details.name = details.name ?? options.operands[0]
            self = .createOrganization(slug: slug, details)
        case .orgUpdate: self = .updateOrganization(options.operands[0], try OrganizationDetails(options))
        case .keysCreate:
            let label = try options["--name"].map { name throws(CommandFailure) in
                try Self.text(name, "--name", upTo: 200)
            }
            self = .createKey(try MerchantScope(options), name: label ?? "")
        case .keysList: self = .listKeys(organization: options["--org"])
        case .keysRevoke: self = .revokeKey(try Self.identifier(options.operands[0], "keys list"))
        case .productsCreate:
            self = .createProduct(
                try MerchantScope(options), try ProductDetails(options), prices: try Self.prices(options))
        case .productsAddPrice:
            let prices = try Self.prices(options)
            guard !prices.isEmpty else {
                throw CommandLineParser.usage("“till products add-price” needs a price: --price \(PriceText.form).")
            }
            self = .addPrices(
                try Self.identifier(options.operands[0], "products list"), try MerchantScope(options), prices)
        case .productsList: self = .listProducts(try MerchantScope(options))
        case .reviewsList: self = .listReviews(organization: options["--org"], try Self.status(options["--status"]))
        case .reviewsShow: self = .showReview(try Self.identifier(options.operands[0], "reviews list"))
        case .reviewsResolve:
            let note = try options["--note"].map { note throws(CommandFailure) in
                try Self.text(note, "--note", upTo: Reviews.noteCharacterCount)
            }
            self = .resolveReview(try Self.identifier(options.operands[0], "reviews list"), note: note)
        case .pricesSync: self = .syncPrices(try PriceSyncOrder(options))
        case .eventsReplay: self = .replayEvent(options.operands[0])
        default: self = .listOrganizations
        }
    }

    private static func slug(_ text: String) throws(CommandFailure) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isPlain, (1...63).contains(text.utf8.count), text.first != "-" else {
            throw CommandLineParser.usage(
                "“\(text)” is no slug: give up to 63 lower-case letters, digits and hyphens, like my-shop.")
        }
        return text
    }

    private static func identifier<Kind: IdentifierKind>(
        _ text: String, _ list: String
    ) throws(CommandFailure) -> Identifier<Kind> {
        guard let id = Identifier<Kind>(text) else {
            throw CommandLineParser.usage("“\(text)” is no id like \(Kind.prefix)…; “till \(list)” shows them.")
        }
        return id
    }

    private static func status(_ text: String?) throws(CommandFailure) -> ReviewStatus? {
        guard let text else { return .open }
        return try OptionValue.read("--status", text) { text throws(Expectation) in
            if text == "all" { return nil }
            guard let status = ReviewStatus(rawValue: text) else {
                throw Expectation(advice: "give open, resolved or all")
            }
            return status
        }
    }

    private static func prices(_ options: ParsedOptions) throws(CommandFailure) -> [PriceText] {
        var prices: [PriceText] = []
        for text in options.all("--price") {
            prices.append(
                try OptionValue.read("--price", text) { text throws(Expectation) in try PriceText(text) })
        }
        return prices
    }

    static func text(
        _ text: String, _ option: String, upTo limit: Int
    ) throws(CommandFailure) -> String {
        try OptionValue.read(option, text) { text throws(Expectation) in
            let isPrintable = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            guard isPrintable, (1...limit).contains(text.unicodeScalars.count), !text.trimmed.isEmpty else {
                throw Expectation(advice: "give up to \(limit) characters, none of them a control character")
            }
            return text
        }
    }
}

/// The value of an option, read with a sentence for what is wrong with it.
enum OptionValue {
    static func read<Value>(
        _ option: String, _ text: String, _ body: (String) throws(Expectation) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(Expectation) {
            return try body(text)
        } catch {
            throw CommandLineParser.usage("“\(option) \(text)” cannot be used: \(error.advice).")
        }
    }
}

extension MerchantScope {
    init(_ options: ParsedOptions) throws(CommandFailure) {
        organization = options["--org"]
        guard let mode = options["--mode"] else { return }
        livemode = try OptionValue.read("--mode", mode) { text throws(Expectation) in
            switch text {
            case "test": false
            case "live": true
            default: throw Expectation(advice: "give test or live")
            }
        }
    }
}

extension PriceSyncOrder {
    fileprivate init(_ options: ParsedOptions) throws(CommandFailure) {
        if let text = options["--provider"] {
            provider = try OptionValue.read("--provider", text) { text throws(Expectation) in
                guard text == PaymentProvider.stripe.rawValue else { throw Expectation(advice: "give stripe") }
                return .stripe
            }
        }
        organization = options["--org"]
        if options["--mode"] != nil { livemode = try MerchantScope(options).livemode }
        isDry = options.has("--dry-run")
    }
}

extension ProductDetails {
    fileprivate init(_ options: ParsedOptions) throws(CommandFailure) {
        guard let name = options["--name"] else {
            throw CommandLineParser.usage("“till products create” needs a name: --name NAME.")
        }
        self.name = try AdministrativeAct.text(name, "--name", upTo: 200)
        if let text = options["--description"] {
            description = try AdministrativeAct.text(text, "--description", upTo: 2000)
        }
        for text in options.all("--feature") {
            let feature = try OptionValue.read("--feature", text) { text throws(Expectation) in
                try FeatureText.read(text)
            }
            guard !features.contains(where: { $0.key == feature.key }) else {
                throw CommandLineParser.usage("“--feature \(feature.key)” was given twice: give it once.")
            }
            features.append(feature)
        }
    }
}
