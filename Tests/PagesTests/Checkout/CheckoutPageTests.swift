import Checkout
import HTTPMessages
import Testing

@testable import Pages

/// The page as the server draws it, without any script.
@Suite struct CheckoutPageTests {
    private static let action = NextAction(redirectURL: "https://bank.example/3ds?a=1&b=2")

    /// Every status and payment status there is shows exactly one panel, in every language and both places.
    @Test func everyStateShowsOnePanel() throws {
        for status in SessionStatus.allCases {
            for payment in [PaymentStatus.requiresPaymentMethod, .requiresAction, .processing, .succeeded, .canceled] {
                for mode in CheckoutMode.allCases {
                    let session = try Sample.session(status, payment, mode: mode) { $0.nextAction = Self.action }
                    for locale in PageLocale.all {
                        for place in [CheckoutPage.Place.window, .frame] {
                            let page = try Sample.page(session, locale: locale.tag) { $0.place = place }
                            #expect(page.shown == [page.panel.rawValue])
                            #expect(page.contains("<html lang=\"\(locale.tag)\">"))
                            #expect(page.html.utf8.count < 60 * 1024)
                        }
                    }
                }
            }
        }
    }

    @Test func whatIsBoughtIsSaid() throws {
        let page = try Sample.page(try Sample.session())
        for text in [
            "Subscribe to Pro", "<strong>$19.00</strong><span>per month</span>", "Total due today", "Everything",
            "Single sign-on", "Renews at $19.00 per month until you cancel.", "Subscribe for $19.00", "Test mode",
            "By confirming, you allow Shop to charge you $19.00 per month until you cancel.", "<noscript>",
            "href=\"https://shop.example/no\" aria-label=\"Back to Shop\"",
        ] { #expect(page.contains(text), "\(text)") }
        let german = try Sample.page(try Sample.session(), locale: "de")
        for text in ["Pro abonnieren", "19,00\u{A0}$", "pro Monat", "Heute fällig"] { #expect(german.contains(text)) }
    }

    @Test func aTrialSaysWhatComesAfterIt() throws {
        let page = try Sample.page(try Sample.session(mode: .trial))
        for text in [
            "Try Pro", "14 days free", "Then $19.00 per month", "Start trial", "$0.00",
            "Nothing is due today. From December 4, 2026 you pay $19.00 per month, unless you cancel before.",
        ] { #expect(page.contains(text), "\(text)") }
    }

    @Test func aChangeSaysWhatIsPaidNowAndWhatForIt() throws {
        let usd = try #require(Currency("usd"))
        func money(_ amount: Int64) -> Money { Money(minorUnits: amount, currency: usd) }
        let change = PlanChange(
            basis: .init(priceID: PriceID(UniqueID(bits: 1)), quantity: 1, periodStart: Sample.now),
            previewedAt: Sample.now,
            proration: Proration(credited: money(950), charged: money(2450), total: money(1500), explanation: ""),
            due: money(1500))
        let session = try Sample.session(.pending, .requiresConfirmation, mode: .change, amount: 4900) { session in
            session.total = money(1500)
            session.change = Boxed(change)
        }
        let page = try Sample.page(session) { $0.entry = .notNeeded }
        for text in [
            "Change to Pro", "$49.00 per month", "\u{2212}$9.50", "$24.50", "Change and pay $15.00",
            "Unused time at the old price",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("card-number"))
        let done = try Sample.session(.completed, .succeeded, mode: .change) { $0.change = Boxed(change) }
        #expect(try Sample.page(done).contains("Your plan has changed"))
        #expect(try Sample.page(session, locale: "de").contains("Wechsel zu Pro"))
    }

    @Test func whatIsFreeNeedsNoCard() throws {
        let page = try Sample.page(try Sample.session(mode: .free, amount: 0, period: nil)) { $0.entry = .notNeeded }
        #expect(page.contains("There is nothing to pay, today or later."))
        #expect(!page.contains("card-number") && !page.contains("Your card details") && page.contains("id=\"go\""))
    }

    @Test func aChangeSaysWhatItIsChargedTo() throws {
        let page = try Sample.page(try Sample.session(mode: .change) { $0.total = $0.amount }) { $0.entry = .notNeeded }
        for text in ["Change to Pro", "Change and pay $19.00", "charged to the payment method of your subscription"] {
            #expect(page.contains(text), "\(text)")
        }
        let nothing = try Sample.page(try Sample.session(mode: .change)) { $0.entry = .notNeeded }
        #expect(!nothing.contains("charged to the payment method"))
    }

    @Test func whatIsPaidOnceDoesNotRenew() throws {
        let page = try Sample.page(
            try Sample.session(amount: 4900, period: nil) { session in
                session.discount = Money(minorUnits: 900, currency: session.currency)
                session.total = Money(minorUnits: 4000, currency: session.currency)
                session.quantity = 2
                session.couponCode = "LAUNCH"
                session.livemode = true
            })
        for text in ["Pay Shop", "Pay $40.00", "You pay once.", "Discount (LAUNCH)", "\u{2212}$9.00", "Quantity: 2"] {
            #expect(page.contains(text), "\(text)")
        }
        for text in ["Total due today", "Test mode", "Test cards", "By confirming"] { #expect(!page.contains(text)) }
    }

    @Test func anOrderWithoutAProductIsPaidAllTheSame() throws {
        let page = try Sample.page(try Sample.session(product: nil))
        #expect(page.contains("Pay Shop") && page.contains("Pay $19.00") && !page.contains("line item"))
    }

    @Test func aDeclineIsSaidInTheBuyersWords() throws {
        let failure = SessionFailure(stored: .cardDeclined, declineCode: "insufficient_funds", attempt: 1)
        let session = try Sample.session(.failed) { $0.failure = FailureView(failure) }
        let english = try Sample.page(session)
        #expect(english.contains("The card has insufficient funds.</strong>"))
        #expect(english.contains("Please use another card or payment method."))
        #expect(english.shown == ["form"])
        #expect(try Sample.page(session, locale: "de").contains("Die Karte ist nicht ausreichend gedeckt."))
    }

    @Test func theBanksPageIsALink() throws {
        let session = try Sample.session(.pending, .requiresAction) { $0.nextAction = Self.action }
        let page = try Sample.page(session)
        #expect(page.contains("href=\"https://bank.example/3ds?a=1&amp;b=2\""))
        #expect(!page.contains("target="))
        // A frame may not go there itself.
        #expect(
            try Sample.page(session) { $0.place = .frame }.contains("target=\"_blank\" rel=\"noopener noreferrer\""))
    }

    @Test func whenItIsPaidTheWayGoesOn() throws {
        let paid = try Sample.page(try Sample.session(.completed, .succeeded))
        #expect(paid.contains("Payment received") && paid.contains("href=\"https://shop.example/yes\""))
        #expect(paid.contains("<noscript><meta http-equiv=\"refresh\" content=\"2; url=https://shop.example/yes\">"))
        #expect(!paid.contains("<form") && !paid.contains("aria-label=\"Back to Shop\""))
        let nowhere = try Sample.page(try Sample.session(.completed, .succeeded) { $0.successURL = nil })
        #expect(nowhere.contains("You can close this page now.") && !nowhere.contains("http-equiv"))
    }

    @Test func whatIsOverCanBeginAgainWhereABuyerMay() throws {
        let session = try Sample.session(.expired, .canceled)
        let page = try Sample.page(session) { $0.canStartAgain = true }
        #expect(page.contains("id=\"again\"") && page.contains("You have not been charged."))
        #expect(try !Sample.page(session).contains("id=\"again\""))
        // Its time is up, although nobody has seen to it yet.
        let late = try Sample.page(try Sample.session()) { $0.now = $0.session.expiresAt }
        #expect(late.shown == ["expired"])
    }

    @Test func lateMoneyIsSaidToGoBack() throws {
        let failure = SessionFailure(stored: .latePaymentRefunded, declineCode: nil, attempt: nil)
        let page = try Sample.page(try Sample.session(.expired, .canceled) { $0.failure = FailureView(failure) })
        #expect(page.contains("it is being refunded") && !page.contains("You have not been charged."))
    }

    @Test func onlyWhatIsUnknownIsAsked() throws {
        let session = try Sample.session()
        #expect(try !Sample.page(session).contains("autocomplete=\"email\""))
        let page = try Sample.page(session) { $0.questions = .init(email: true, name: true) }
        #expect(page.contains("<label for=\"email\">Email</label>") && page.contains("autocomplete=\"name\""))
    }

    /// Every field has its label, and the place that tells what is wrong with it.
    @Test func everyFieldIsLabelled() throws {
        let page = try Sample.page(try Sample.session()) { $0.questions = .init(email: true, name: true) }
        let ids = page.markup.matches(of: /<input id="([a-z-]+)"/).map { String($0.1) }
        #expect(ids == ["email", "name", "card-number", "card-expiry", "card-code"])
        for id in ids {
            #expect(page.contains("<label for=\"\(id)\">") && page.contains("aria-describedby=\"\(id)-problem\""))
            #expect(page.contains("id=\"\(id)-problem\""))
        }
    }
}
