package import Checkout
import HTTPMessages

/// The sessions of a merchant, newest first: all of them, those of one status, or those that were searched for.
package struct SessionListPage: Sendable {
    /// One session as a row.
    package struct Line: Sendable {
        package var session: CheckoutSession
        package var product: String?

        package init(_ session: CheckoutSession, product: String?) {
            self.session = session
            self.product = product
        }
    }

    package var lines: [Line]
    package var status: SessionStatus?
    /// What was typed.
    package var search = ""
    /// What it was taken for, such as "e-mail".
    package var searchedBy: String?
    /// The cursor of the older ones.
    package var next: String?
    /// Whether it shows the newest, which more come before.
    package var isFirst = true

    package init(_ lines: [Line]) { self.lines = lines }

    package func document(in frame: DashboardFrame, _ assets: PageAssets) -> PageDocument {
        var content = DashboardContent(title: "Sessions", section: .sessions, body: body(frame))
        // Older pages stay as they are while somebody reads them.
        content.isLive = isFirst
        return frame.document(content, assets)
    }

    private func body(_ frame: DashboardFrame) -> HTML {
        """
        <div class="head">
        <h1>Sessions</h1>
        \(searchForm)
        </div>
        \(filters)
        <section id="sessions" data-live aria-label="Sessions">
        \(lines.isEmpty ? Piece.empty(nothing) : table(frame))
        </section>
        \(next.map { Piece.more("/dashboard", [("q", search), ("status", status?.rawValue ?? ""), ("cursor", $0)]) })
        """
    }

    private var searchForm: HTML {
        let kept: HTML? = status.map { "<input type=\"hidden\" name=\"status\" value=\"\($0.rawValue)\">" }
        return """
            <form class="search" role="search" action="/dashboard">
            <label class="unseen" for="q">Search sessions</label>
            <input id="q" name="q" type="search" value="\(search)" maxlength="500" spellcheck="false" autocapitalize="off" \
            aria-describedby="q-help" placeholder="Session, pi_…, e-mail, customer id, order=4711">
            \(kept)<button class="small">Search</button>
            <p id="q-help" class="unseen">By session id, payment intent, event, e-mail or its beginning, your own customer id, or \
            metadata written as key=value. The / key leads here.</p>
            </form>
            """
    }

    private var filters: HTML {
        let all: [(String, SessionStatus?)] = [("All", nil)] + SessionStatus.allCases.map { ($0.word, $0) }
        let links = all.map { word, choice -> HTML in
            let current: HTML? = choice == status ? " aria-current=\"true\"" : nil
            let url = Piece.url("/dashboard", [("q", search), ("status", choice?.rawValue ?? "")])
            return "<a href=\"\(url)\"\(current)>\(word)</a>\n"
        }
        let found: HTML? = searchedBy.map {
            """
            <p class="found small soft">Searched by \($0): <b>\(search)</b>. \
            <a href="\(Piece.url("/dashboard", [("status", status?.rawValue ?? "")]))">Clear</a></p>
            """
        }
        return "<nav class=\"filters\" aria-label=\"Status\">\n\(links)</nav>\n\(found)"
    }

    private var nothing: String {
        if searchedBy != nil {
            return "Nothing was found. Ids and customer ids have to be whole; e-mails may be cut short."
        }
        return status == nil ? "There are no sessions yet." : "There are no such sessions."
    }

    private func table(_ frame: DashboardFrame) -> HTML {
        """
        <table class="list">
        <thead><tr><th scope="col">Status</th><th scope="col" class="amount">Amount</th><th scope="col">Customer</th>\
        <th scope="col" class="product-title">Product</th><th scope="col">Session</th><th scope="col">Created</th></tr></thead>
        <tbody>
        \(lines.map { row($0, frame) })</tbody>
        </table>
        """
    }

    private func row(_ line: Line, _ frame: DashboardFrame) -> HTML {
        let (terms, state) = (line.session.terms, line.session.state)
        let id = terms.id.description
        let who = terms.customer.email ?? terms.customer.name ?? terms.customer.externalID
        let customer: HTML =
            who.map { "<span title=\"\($0)\">\($0)</span>" } ?? "<span class=\"faint\">not given</span>"
        return """
            <tr data-key="\(id)" data-version="\(state.version)">
            <td>\(Piece.status(state.status))\(Self.remark(line.session))</td>
            <td class="amount">\(Piece.money(terms.quote.due))</td>
            <td class="customer">\(customer)</td>
            <td class="product">\(line.product ?? "")</td>
            <td class="name"><a href="/dashboard/sessions/\(id)"><code>…\(String(id.suffix(8)))</code></a></td>
            <td class="when">\(Piece.time(terms.createdAt, now: frame.now))</td>
            </tr>

            """
    }

    /// What the status alone does not say.
    private static func remark(_ session: CheckoutSession) -> HTML? {
        let state = session.state
        let text: String? =
            switch state.latePayment?.resolution {
            case .refundOwed: "refund under way"
            case .refundRefused: "refund refused"
            case .refunded: "refunded"
            case .honoured, nil:
                switch state.unresolvedAttempt?.outcome {
                case .requiresAction: "waits for the bank’s check"
                case .unknown: "outcome unknown"
                default: state.failure?.declineCode
                }
            }
        return text.map { " <span class=\"remark\">\($0)</span>" }
    }
}
