package import Checkout
import HTTPMessages

/// One event of a provider's: what it said, and what became of it.
package struct EventPage: Sendable {
    package var line: EventListPage.Line
    package var provider: PaymentProvider
    package var accountID: String?
    package var intentID: String?
    /// The provider's own time of it.
    package var createdAt: Timestamp
    package var nextTryAt: Timestamp?
    package var payload: [UInt8]
    /// The event on the provider's own pages.
    package var providerURL: String?
    /// What was just done, or not.
    package var notice: DashboardNotice?

    package init(_ line: EventListPage.Line, provider: PaymentProvider, createdAt: Timestamp, payload: [UInt8]) {
        self.line = line
        self.provider = provider
        self.createdAt = createdAt
        self.payload = payload
    }

    package func document(in frame: DashboardFrame, _ assets: PageAssets) -> PageDocument {
        var content = DashboardContent(title: "Event \(line.type)", section: .events, body: body(frame))
        content.session = line.session
        return frame.document(content, assets)
    }

    private func body(_ frame: DashboardFrame) -> HTML {
        """
        <p class="back"><a href="/dashboard/events">Events</a></p>
        \(notice?.html)
        <section id="standing" data-live class="standing" aria-label="How it stands">
        <div><h1>\(line.type)</h1>\(Piece.pill(line.standing.word, line.standing.tone))</div>
        <p>\(line.standing.sentence)</p>
        \(Piece.id(line.providerID))
        \(replay(frame))
        </section>
        <div class="columns">
        <section aria-labelledby="body-title">
        <h2 id="body-title">As it came</h2>
        <pre class="body" tabindex="0" aria-labelledby="body-title">\(EventBody(payload).text)</pre>
        </section>
        <aside id="facts" data-live aria-label="Facts">
        <h2>Facts</h2>
        \(facts(frame))
        </aside>
        </div>
        """
    }

    private func replay(_ frame: DashboardFrame) -> HTML? {
        guard line.standing.isReplayable else { return nil }
        return """
            <form method="post" action="/dashboard/events/\(line.id)/replay">\(frame.token)\
            <button class="small">Handle it once more</button></form>
            """
    }

    private func facts(_ frame: DashboardFrame) -> HTML {
        let session: HTML? = line.session.map {
            "<a href=\"/dashboard/sessions/\($0.description)\">\($0.description)</a>"
        }
        let subscription: HTML? = line.subscription.map {
            "<a href=\"/dashboard/subscriptions/\($0.description)\">\($0.description)</a>"
        }
        let elsewhere: HTML? = providerURL.map {
            "<a href=\"\($0)\" rel=\"noreferrer\" target=\"_blank\">Open at the provider<span class=\"unseen\"> (new tab)</span></a>"
        }
        return Piece.facts([
            ("Session", session), ("Subscription", subscription), ("Intent", intentID.map(Piece.id)),
            ("Last error", line.error.map { "\($0)" }), ("Tries", "\(line.tries)"),
            ("Tried next", nextTryAt.map { Piece.time($0, now: frame.now) }),
            ("Happened", Piece.fullTime(createdAt, now: frame.now)),
            ("Received", Piece.fullTime(line.receivedAt, now: frame.now)), ("Provider", "\(provider.rawValue)"),
            ("Account", accountID.map(Piece.id)), ("Our id", Piece.id(line.id)), ("", elsewhere),
        ])
    }
}

/// What was just done, said once on the page that follows.
package enum DashboardNotice: String, Sendable {
    case replayed, settled, resolved
    case resolvedBefore = "resolved_before"

    var html: HTML {
        switch self {
        case .replayed: "<p class=\"notice good\" role=\"status\">It is handled once more in a moment.</p>"
        case .settled:
            "<p class=\"notice\" role=\"status\">It was done meanwhile: there is nothing left of it to be done.</p>"
        case .resolved: "<p class=\"notice good\" role=\"status\">Resolved.</p>"
        case .resolvedBefore:
            "<p class=\"notice\" role=\"status\">Somebody had resolved it already; it stays as it is.</p>"
        }
    }
}
