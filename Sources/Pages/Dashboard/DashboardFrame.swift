package import Checkout
import HTTPMessages

/// What stands around every page of the dashboard: who looks, at whose data, in which mode, and where else to go.
package struct DashboardFrame: Sendable {
    package var organization: String
    package var livemode: Bool
    /// Enough of the key to recognise it.
    package var keyHint: String
    /// What every form sends along, so that none can be sent from elsewhere.
    package var formToken: String
    package var openReviewCount: Int
    package var now: Timestamp

    package init(
        organization: String, livemode: Bool, keyHint: String, formToken: String, openReviewCount: Int, now: Timestamp
    ) {
        self.organization = organization
        self.livemode = livemode
        self.keyHint = keyHint
        self.formToken = formToken
        self.openReviewCount = openReviewCount
        self.now = now
    }
}

/// The places of the dashboard.
package enum DashboardSection: String, Sendable, CaseIterable {
    case sessions = "Sessions"
    case events = "Events"
    case reviews = "Reviews"
    case health = "Health"

    var path: String {
        switch self {
        case .sessions: "/dashboard"
        case .events: "/dashboard/events"
        case .reviews: "/dashboard/reviews"
        case .health: "/dashboard/health"
        }
    }
}

/// One page inside the frame.
struct DashboardContent {
    var title: String
    var section: DashboardSection
    var body: HTML
    /// Which session's changes concern the page; every session's where there is none.
    var session: CheckoutSessionID?
    /// Whether it shows how things stand, and so is brought up to date while it is open.
    var isLive = true
}

extension DashboardFrame {
    func document(_ content: DashboardContent, _ assets: PageAssets) -> PageDocument {
        var document = assets.dashboardDocument(title: content.title, body: body(content))
        document.scripts = [assets.dashboardScript]
        return document
    }

    private func body(_ content: DashboardContent) -> HTML {
        """
        <a class="skip" href="#main">Skip to the content</a>
        <header class="bar" data-now="\(now.description)">
        <a class="brand" href="/dashboard">Till</a>
        <nav aria-label="Dashboard">\(DashboardSection.allCases.map { link($0, isCurrent: $0 == content.section) })</nav>
        <div class="who">
        \(content.isLive ? liveness : nil)
        <span class="mode \(livemode ? "live" : "test")" title="By the key \(keyHint)">\(livemode ? "Live" : "Test")</span>
        <span class="organization" title="\(organization)">\(organization)</span>
        <form method="post" action="/dashboard/logout">\(token)<button class="small">Log out</button></form>
        </div>
        </header>
        <main id="main" tabindex="-1"\(content.isLive ? feed(content.session) : nil)>
        \(content.body)
        </main>
        """
    }

    /// The field that goes with every form.
    var token: HTML { "<input type=\"hidden\" name=\"token\" value=\"\(formToken)\">" }

    private func link(_ section: DashboardSection, isCurrent: Bool) -> HTML {
        let current: HTML? = isCurrent ? " aria-current=\"page\"" : nil
        return "<a href=\"\(section.path)\"\(current)>\(section.rawValue)\(section == .reviews ? count : nil)</a>"
    }

    private var count: HTML {
        let number: HTML? = openReviewCount == 0 ? nil : " <b class=\"count\">\(openReviewCount)</b>"
        return "<span id=\"open-reviews\" data-live>\(number)</span>"
    }

    /// Says whether the page follows what happens; without a script it says nothing.
    private var liveness: HTML { "<span id=\"liveness\" class=\"liveness\" role=\"status\" hidden></span>" }

    private func feed(_ session: CheckoutSessionID?) -> HTML {
        let session: HTML? = session.map { " data-session=\"\($0.description)\"" }
        return " data-feed=\"/dashboard/stream\"\(session)"
    }
}

extension PageAssets {
    /// A page of the dashboard: it speaks to its own service only, and nobody may show it in a frame.
    func dashboardDocument(title: String, body: HTML) -> PageDocument {
        var document = PageDocument(title: "\(title) · Till", body: body)
        document.styles = [base, dashboardStyle]
        document.policy.connections = ["'self'"]
        document.policy.forms = ["'self'"]
        return document
    }
}
