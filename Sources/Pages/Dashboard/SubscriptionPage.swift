package import Checkout
import HTTPMessages

/// One subscription: how it stands, and everything that happened to it.
package struct SubscriptionPage: Sendable {
    package var terms: SubscriptionTerms
    package var state: SubscriptionState
    package var product: String?
    package var timeline: [TimelineLine]
    package var refunds: [RefundLine] = []
    /// The subscription on the provider's own pages.
    package var providerURL: String?

    package init(
        _ terms: SubscriptionTerms, _ state: SubscriptionState, product: String?, timeline: [TimelineLine]
    ) {
        self.terms = terms
        self.state = state
        self.product = product
        self.timeline = timeline
    }

    package func document(in frame: DashboardFrame, _ assets: PageAssets) -> PageDocument {
        frame.document(DashboardContent(title: "Subscription", section: .sessions, body: body(frame)), assets)
    }

    private func body(_ frame: DashboardFrame) -> HTML {
        """
        <p class="back"><a href="/dashboard">Sessions</a></p>
        <section id="standing" data-live class="standing" aria-label="How it stands">
        <div><h1>\(product ?? "Subscription")</h1>\(Piece.pill(state.status.word, state.status.tone))</div>
        <p>\(price)\(sentence)</p>
        \(Piece.id(terms.id.description))
        </section>
        <div class="columns">
        <section aria-labelledby="timeline-title">
        <h2 id="timeline-title">Timeline</h2>
        <div id="timeline" data-live>\(TimelineView(lines: timeline, now: frame.now).html)</div>
        </section>
        <aside id="facts" data-live aria-label="Facts">
        <h2>Facts</h2>
        \(facts(frame))
        \(refunds.isEmpty ? nil : "<h2>Money that goes back</h2>\n<ul class=\"refunds\">\(refunds.map { $0.html(now: frame.now) })</ul>")
        </aside>
        </div>
        """
    }

    private var price: HTML {
        let plan = state.plan
        let every =
            plan.period.count == 1
            ? "a \(plan.period.interval.rawValue)" : "every \(plan.period.count) \(plan.period.interval.rawValue)s"
        let often: HTML? = plan.quantity == 1 ? nil : "\(String(plan.quantity)) × "
        return "\(often)\(Piece.money(plan.unitAmount)) \(every)."
    }

    private var sentence: HTML? {
        if let end = state.endedAt { return " It ended at \(Piece.exact(end))." }
        if state.cancelAtPeriodEnd, let end = state.currentPeriod?.upperBound {
            return " It ends with its period, at \(Piece.exact(end))."
        }
        if let owed = state.owed {
            return " The provider is being asked: \(owed.kind.rawValue.replacing("_", with: " "))."
        }
        return nil
    }

    private func facts(_ frame: DashboardFrame) -> HTML {
        let origin: HTML? = state.origin.map {
            "<a href=\"/dashboard/sessions/\($0.sessionID.description)\">\($0.sessionID.description)</a>"
        }
        let elsewhere: HTML? = providerURL.map {
            "<a href=\"\($0)\" rel=\"noreferrer\" target=\"_blank\">Open at the provider<span class=\"unseen\"> (new tab)</span></a>"
        }
        func time(_ time: Timestamp?) -> HTML? { time.map { Piece.fullTime($0, now: frame.now) } }
        return Piece.facts([
            ("Checkout", origin), ("Customer", Piece.id(terms.customerID.description)),
            ("Price", Piece.id(state.plan.priceID.description)), ("Provider", "\(terms.provider.rawValue)"),
            ("There", state.provider.subscription.map(Piece.id)), ("", elsewhere),
            ("Period from", time(state.currentPeriod?.lowerBound)),
            ("Period to", time(state.currentPeriod?.upperBound)),
            ("Trial until", time(state.trialEnd)), ("Created", time(terms.createdAt)),
            ("Canceled", time(state.canceledAt)),
            ("Ended", time(state.endedAt)), ("Looked at next", state.checkAt.map { Piece.time($0, now: frame.now) }),
            ("Version", "\(state.version)"),
        ])
    }
}
