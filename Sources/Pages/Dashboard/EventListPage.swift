package import Checkout
import HTTPMessages

/// What providers told, newest first, and what became of it.
package struct EventListPage: Sendable {
    /// One event as a row.
    package struct Line: Sendable {
        package var id: String
        package var providerID: String
        package var type: String
        package var receivedAt: Timestamp
        package var standing: EventStanding
        package var tries: Int
        package var error: String?
        package var session: CheckoutSessionID?
        package var subscription: SubscriptionID?

        package init(
            id: String, providerID: String, type: String, receivedAt: Timestamp, standing: EventStanding, tries: Int
        ) {
            self.id = id
            self.providerID = providerID
            self.type = type
            self.receivedAt = receivedAt
            self.standing = standing
            self.tries = tries
        }
    }

    /// Which are shown: all, those in trouble, or those of one state.
    package enum Filter: Hashable, Sendable {
        case all, troubled
        case standing(EventStanding)

        package static let everyOne: [Filter] = [.all, .troubled] + EventStanding.allCases.map(Filter.standing)

        package var name: String {
            switch self {
            case .all: ""
            case .troubled: "troubled"
            case .standing(let standing): standing.rawValue
            }
        }

        var word: String {
            switch self {
            case .all: "All"
            case .troubled: "In trouble"
            case .standing(let standing): standing.word
            }
        }
    }

    package var lines: [Line]
    package var filter = Filter.all
    package var search = ""
    package var next: String?
    package var isFirst = true

    package init(_ lines: [Line]) { self.lines = lines }

    package func document(in frame: DashboardFrame, _ assets: PageAssets) -> PageDocument {
        var content = DashboardContent(title: "Events", section: .events, body: body(frame))
        content.isLive = isFirst
        return frame.document(content, assets)
    }

    private func body(_ frame: DashboardFrame) -> HTML {
        let links = Filter.everyOne.map { choice -> HTML in
            let current: HTML? = choice == filter ? " aria-current=\"true\"" : nil
            return
                "<a href=\"\(Piece.url("/dashboard/events", [("state", choice.name)]))\"\(current)>\(choice.word)</a>\n"
        }
        return """
            <div class="head">
            <h1>Provider events</h1>
            <form class="search" role="search" action="/dashboard/events">
            <label class="unseen" for="q">Search events</label>
            <input id="q" name="q" type="search" value="\(search)" maxlength="500" spellcheck="false" autocapitalize="off" \
            placeholder="evt_…">
            <button class="small">Search</button>
            </form>
            </div>
            <nav class="filters" aria-label="State">
            \(links)</nav>
            <section id="events" data-live aria-label="Events">
            \(lines.isEmpty ? Piece.empty(nothing) : table(frame))
            </section>
            \(next.map { Piece.more("/dashboard/events", [("state", filter.name), ("cursor", $0)]) })
            """
    }

    private var nothing: String {
        if !search.isEmpty { return "There is no such event. Settled ones are kept for 90 days." }
        return filter == .troubled ? "No event is in trouble." : "There are no such events."
    }

    private func table(_ frame: DashboardFrame) -> HTML {
        """
        <table class="list events">
        <thead><tr><th scope="col">State</th><th scope="col">Type</th><th scope="col">About</th>\
        <th scope="col">Event</th><th scope="col">Received</th></tr></thead>
        <tbody>
        \(lines.map { row($0, frame) })</tbody>
        </table>
        """
    }

    private func row(_ line: Line, _ frame: DashboardFrame) -> HTML {
        let about =
            line.session.map { "session …\($0.description.suffix(8))" }
            ?? line.subscription.map { "subscription …\($0.description.suffix(8))" }
        let error: HTML? = line.error.map { "<span class=\"remark\" title=\"\($0)\">\($0)</span>" }
        return """
            <tr data-key="\(line.id)" data-version="\(line.standing.rawValue) \(line.tries)">
            <td>\(Piece.pill(line.standing.word, line.standing.tone))</td>
            <td class="type">\(line.type) \(error)</td>
            <td class="about soft">\(about ?? "nothing known")</td>
            <td class="name"><a href="/dashboard/events/\(line.id)"><code>…\(String(line.providerID.suffix(10)))</code></a></td>
            <td class="when">\(Piece.time(line.receivedAt, now: frame.now))</td>
            </tr>

            """
    }
}
