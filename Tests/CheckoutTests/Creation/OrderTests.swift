import Testing

@testable import Checkout

@Suite("Orders")
struct OrderTests {
    @Test func areForAnHourUnlessTheySayOtherwise() throws {
        let terms = try OrderFixture.terms(OrderFixture.order())
        #expect(terms.expiresAt == SessionFixture.start + .seconds(3600))
        #expect(terms.createdAt == SessionFixture.start)
        #expect(terms.payment.due == SessionFixture.usd(1999))
    }

    @Test(arguments: [
        (1799, false), (1800, true), (86_400, true), (86_401, false), (0, false), (-1, false), (.max, false),
    ])
    func livesAreBounded(seconds: Int, isFine: Bool) throws {
        let order = OrderFixture.order { $0.lifetimeSeconds = seconds }
        let problem = OrderProblem("expiresIn", .outOfRange(1800...86_400))
        #expect(OrderFixture.problem(order) == (isFine ? nil : problem))
        if isFine { #expect(try OrderFixture.terms(order).expiresAt == SessionFixture.start + .seconds(seconds)) }
    }

    @Test(arguments: [(0, false), (1, true), (100_000, true), (100_001, false), (-1, false), (Int64.max, false)])
    func quantitiesAreBounded(quantity: Int64, isFine: Bool) {
        let problem = OrderFixture.problem(OrderFixture.order { $0.quantity = quantity })
        #expect((problem == nil) == isFine)
        #expect(problem.map { $0.param == "quantity" } ?? true)
    }

    @Test func totalsAreChecked() throws {
        let order = OrderFixture.order {
            $0.quantity = 3
            $0.couponCode = "TEN"
            $0.discount = SessionFixture.usd(1000)
            $0.tax = SessionFixture.usd(95)
        }
        let quote = try OrderFixture.terms(order).quote
        #expect(quote.amount == SessionFixture.usd(5997))
        #expect(quote.due == SessionFixture.usd(5092))
        #expect(quote.mode == .standard)
    }

    @Test(arguments: [
        (Int64.max, Int64(1), "amount"), (1_000_000_000_000, 1, "amount"), (-1, 1, "amount"),
        (999_999_999_999, 2, "quantity"), (999_999_999_999, 100_000, "quantity"),
    ])
    func totalsDoNotOverflow(amount: Int64, quantity: Int64, param: String) {
        let order = OrderFixture.order(OrderFixture.price(amount)) { $0.quantity = quantity }
        #expect(OrderFixture.problem(order)?.param == param)
    }

    @Test func discountsStayWithinTheAmountAndItsCurrency() {
        func problem(_ discount: Money) -> OrderProblem? {
            OrderFixture.problem(OrderFixture.order { $0.discount = discount })
        }
        #expect(problem(SessionFixture.usd(1999)) == nil)
        #expect(problem(SessionFixture.usd(2000)) == OrderProblem("couponCode", .moreThanTheAmount))
        #expect(problem(SessionFixture.usd(-1)) == OrderProblem("couponCode", .moreThanTheAmount))
        let euros = Money(minorUnits: 1, currency: SessionFixture.currency("eur"))
        #expect(problem(euros) == OrderProblem("couponCode", .differentCurrency))
        let tax = OrderFixture.order { $0.tax = SessionFixture.usd(-1) }
        #expect(OrderFixture.problem(tax)?.param == "taxAmount")
        let foreignTax = OrderFixture.order { $0.tax = euros }
        #expect(OrderFixture.problem(foreignTax) == OrderProblem("taxAmount", .differentCurrency))
    }

    /// Which kind of checkout it is, and what is due now.
    @Test func modesFollowFromWhatIsDue() throws {
        func quote(_ price: Price, _ change: (inout CheckoutOrder) -> Void = { _ in }) throws -> Quote {
            try OrderFixture.terms(OrderFixture.order(price, change)).quote
        }
        #expect(try quote(OrderFixture.price()).mode == .standard)
        #expect(try quote(OrderFixture.price(0, .free)).mode == .free)
        #expect(try quote(OrderFixture.price(500, .free)).mode == .free)
        #expect(try quote(OrderFixture.subscription()).mode == .standard)
        #expect(try quote(OrderFixture.subscription(0, trialDays: 7)).mode == .free)
        let trial = try quote(OrderFixture.subscription(trialDays: 7))
        #expect(trial.mode == .trial)
        #expect(trial.due.isZero)
        #expect(trial.amount == SessionFixture.usd(1999))
        #expect(try quote(OrderFixture.subscription()) { $0.trialDays = 7 }.mode == .trial)
        #expect(try quote(OrderFixture.subscription(trialDays: 7)) { $0.trialDays = 0 }.mode == .standard)
        #expect(try quote(OrderFixture.price()) { $0.discount = SessionFixture.usd(1999) }.mode == .free)
    }

    @Test(arguments: [(0, true), (730, true), (731, false), (-1, false)])
    func trialsAreBounded(days: Int, isFine: Bool) {
        let order = OrderFixture.order(OrderFixture.subscription()) { $0.trialDays = days }
        #expect(OrderFixture.problem(order) == (isFine ? nil : OrderProblem("trialDays", .outOfRange(0...730))))
    }

    @Test func trialsAreForSubscriptions() throws {
        let order = OrderFixture.order { $0.trialDays = 7 }
        #expect(OrderFixture.problem(order) == OrderProblem("trialDays", .needsRecurringPrice))
        #expect(OrderFixture.problem(OrderFixture.order { $0.trialDays = 0 }) == nil)
        var amount = CheckoutOrder(.amount(SessionFixture.usd(500)))
        amount.trialDays = 7
        #expect(OrderFixture.problem(amount) == OrderProblem("trialDays", .needsRecurringPrice))
    }

    @Test func whatIsStartedFollowsFromThePrice() throws {
        #expect(try OrderFixture.terms(OrderFixture.order()).startsSubscription == false)
        #expect(try OrderFixture.terms(OrderFixture.order(OrderFixture.subscription())).startsSubscription)
        #expect(try OrderFixture.terms(OrderFixture.order(OrderFixture.price(0, .free))).startsSubscription)
        #expect(try OrderFixture.terms(CheckoutOrder(.amount(SessionFixture.usd(500)))).priceID == nil)
    }

    @Test func archivedPricesAreNotSold() {
        let order = OrderFixture.order(OrderFixture.price(isActive: false))
        #expect(OrderFixture.problem(order) == OrderProblem("priceId", .archived))
    }

    @Test(arguments: [
        ("customer.email", 254), ("customer.name", 200), ("customer.externalId", 200), ("customer.taxId", 50),
        ("couponCode", 64),
    ])
    func textsAreBounded(param: String, maximum: Int) {
        func order(_ text: String) -> CheckoutOrder {
            OrderFixture.order {
                switch param {
                case "customer.email": $0.customer.email = text
                case "customer.name": $0.customer.name = text
                case "customer.externalId": $0.customer.externalID = text
                case "customer.taxId": $0.customer.taxID = text
                default: $0.couponCode = text
                }
            }
        }
        func text(_ length: Int) -> String { "a@" + String(repeating: "b", count: length - 2) }
        #expect(OrderFixture.problem(order(text(maximum))) == nil)
        #expect(
            OrderFixture.problem(order(text(maximum + 1)))
                == OrderProblem(param, .tooLong(maximumCharacterCount: maximum)))
        #expect(OrderFixture.problem(order("a@b\u{0}")) == OrderProblem(param, .containsNUL))
        // Forms send empty texts for what was left out.
        #expect(OrderFixture.problem(order("")) == nil)
    }

    @Test(arguments: ["plain", "@b", "a@", "a@b@c", "a b@c", "a@b\n", "a@b\u{2028}c"])
    func impossibleMailboxesAreRefused(text: String) {
        let order = OrderFixture.order { $0.customer.email = text }
        #expect(OrderFixture.problem(order) == OrderProblem("customer.email", .malformed))
    }

    @Test func problemsAreSentences() {
        #expect(
            OrderProblem("expiresIn", .outOfRange(1800...86_400)).message == "expiresIn must be between 1800 and 86400."
        )
        let reasons: [OrderProblem.Reason] = [
            .malformed, .tooLong(maximumCharacterCount: 3), .containsNUL, .archived, .needsRecurringPrice,
            .differentCurrency, .moreThanTheAmount,
        ]
        for reason in reasons {
            #expect(OrderProblem("x", reason).message.hasPrefix("x "))
            #expect(OrderProblem("x", reason).message.hasSuffix("."))
        }
    }

    @Test func periodsAreOnesThatProvidersTake() {
        for (interval, most) in [(BillingInterval.day, 365), (.week, 52), (.month, 12), (.year, 1)] {
            #expect(BillingPeriod(interval: interval, count: 1) != nil)
            #expect(BillingPeriod(interval: interval, count: most) != nil)
            #expect(BillingPeriod(interval: interval, count: most + 1) == nil)
            #expect(BillingPeriod(interval: interval, count: 0) == nil)
        }
    }
}
