package import Checkout
import HTTPMessages

/// One session: how it stands, what it is, and everything that happened to it.
package struct SessionPage: Sendable {
    package var session: CheckoutSession
    package var product: ProductSummary?
    package var subscription: SubscriptionSummary?
    package var tokenUser: String?
    package var timeline: [TimelineLine]
    package var refunds: [RefundLine] = []
    package var reviews: [ReviewLine] = []
    /// The payment on the provider's own pages.
    package var providerURL: String?
    /// Where its buyer can pay, while that is possible.
    package var checkoutURL: String?

    package init(_ session: CheckoutSession, product: ProductSummary?, timeline: [TimelineLine]) {
        self.session = session
        self.product = product
        self.timeline = timeline
    }

    package func document(in frame: DashboardFrame, _ assets: PageAssets) -> PageDocument {
        let id = session.terms.id
        var content = DashboardContent(
            title: "Session …\(id.description.suffix(8))", section: .sessions, body: body(frame))
        content.session = id
        return frame.document(content, assets)
    }

    private func body(_ frame: DashboardFrame) -> HTML {
        """
        <p class="back"><a href="/dashboard">Sessions</a></p>
        <section id="standing" data-live class="standing" aria-label="How it stands">
        <div><h1>\(Piece.money(session.terms.quote.due))</h1>\(Piece.status(session.state.status))</div>
        <p>\(session.sentence)</p>
        \(Piece.id(session.terms.id.description))
        </section>
        \(ReviewLine.notices(reviews))
        <div class="columns">
        <section aria-labelledby="timeline-title">
        <h2 id="timeline-title">Timeline</h2>
        <div id="timeline" data-live>\(TimelineView(lines: timeline, now: frame.now).html)</div>
        </section>
        <aside id="facts" data-live aria-label="Facts">
        \(customer)
        \(purchase(frame))
        \(payment(frame))
        \(money(frame))
        \(metadata)
        </aside>
        </div>
        """
    }

    // MARK: Facts

    private var customer: HTML {
        let details = session.terms.customer
        let user = tokenUser == details.externalID ? nil : tokenUser
        let facts = Piece.facts([
            ("E-mail", details.email.map { "<a href=\"\(Piece.url("/dashboard", [("q", $0)]))\">\($0)</a>" }),
            ("Name", details.name.map { "\($0)" }), ("Your id", details.externalID.map(Piece.id)),
            ("Ordered by", user.map(Piece.id)), ("Tax id", details.taxID.map { "\($0)" }),
            ("Customer", subscription.map { Piece.id($0.customerID.description) }),
        ])
        return "<h2>Customer</h2>\(facts.text.isEmpty ? "<p class=\"soft\">Nothing is known of the buyer.</p>" : facts)"
    }

    private func purchase(_ frame: DashboardFrame) -> HTML {
        let (terms, quote) = (session.terms, session.terms.quote)
        let link: HTML? = subscription.map { subscription in
            """
            <a href="/dashboard/subscriptions/\(subscription.id.description)">\(subscription.id.description)</a> \
            \(Piece.pill(subscription.status.word, subscription.status.tone))
            """
        }
        return """
            <h2>Purchase</h2>
            \(Piece.facts([
                ("Product", product.map { "\($0.name)" }), ("Price", terms.priceID.map { Piece.id($0.description) }),
                ("Quantity", terms.quantity == 1 ? nil : "\(String(terms.quantity))"),
                ("Amount", Piece.money(quote.amount)),
                ("Discount", quote.discount.isZero ? nil : Piece.money(quote.discount)),
                ("Coupon", terms.couponCode.map { "<code>\($0)</code>" }),
                ("Tax", quote.tax.isZero ? nil : Piece.money(quote.tax)),
                ("Due", Piece.money(quote.due)), ("Trial", terms.trialDays == 0 ? nil : "\(terms.trialDays) days"),
                ("Subscription", link),
            ]))
            """
    }

    private func payment(_ frame: DashboardFrame) -> HTML {
        let (terms, state) = (session.terms, session.state)
        let provider: HTML? = providerURL.map {
            "<a href=\"\($0)\" rel=\"noreferrer\" target=\"_blank\">Open at the provider<span class=\"unseen\"> (new tab)</span></a>"
        }
        let page: HTML? = checkoutURL.map {
            "<a href=\"\($0)\" rel=\"noreferrer\" target=\"_blank\">The buyer’s page<span class=\"unseen\"> (new tab)</span></a>"
        }
        return """
            <h2>Payment</h2>
            \(Piece.facts([
                ("Provider", "\(terms.provider.rawValue)"), ("Intent", state.intentID.map(Piece.id)), ("", provider),
                ("Status", "\(state.paymentStatus(in: terms.quote.mode).rawValue)"), ("Attempt", attempt),
                ("Failure", failure), ("Created", Piece.fullTime(terms.createdAt, now: frame.now)),
                (terms.expiresAt < frame.now ? "Expired" : "Expires", state.status.isTerminal
                    ? nil : Piece.fullTime(terms.expiresAt, now: frame.now)),
                ("Ended", state.endedAt.map { Piece.fullTime($0, now: frame.now) }),
                ("Asked last", state.checkedAt.map { Piece.time($0, now: frame.now) }),
                ("Asked next", state.checkAt.map { Piece.time($0, now: frame.now) }),
                ("Version", "\(state.version)"), ("", page),
            ]))
            """
    }

    private var attempt: HTML? {
        session.state.attempt.map { attempt in
            let method: HTML? = attempt.paymentMethod.map { " with <code>\($0)</code>" }
            return "\(attempt.number), \(attempt.outcome.word)\(method)"
        }
    }

    private var failure: HTML? {
        session.state.failure.map { failure in
            let bank: HTML? = failure.declineCode.map { ", <code>\($0)</code>" }
            return "<code>\(failure.code.rawValue)</code>\(bank)"
        }
    }

    private func money(_ frame: DashboardFrame) -> HTML? {
        refunds.isEmpty
            ? nil
            : "<h2>Money that goes back</h2>\n<ul class=\"refunds\">\(refunds.map { $0.html(now: frame.now) })</ul>"
    }

    private var metadata: HTML? {
        let values = session.terms.metadata.values.sorted { $0.key < $1.key }
        guard !values.isEmpty else { return nil }
        return "<h2>Metadata</h2>\n\(Piece.facts(values.map { ($0.key, "\($0.value)") }))"
    }
}

extension AttemptOutcome {
    var word: String {
        switch self {
        case .started: "being sent"
        case .unknown: "answer lost"
        case .requiresAction: "waits for the bank’s check"
        case .processing: "processing"
        case .succeeded: "succeeded"
        case .declined: "declined"
        case .notProcessed: "never took effect"
        case .superseded: "given up for another payment method"
        case .canceled: "canceled"
        }
    }
}
