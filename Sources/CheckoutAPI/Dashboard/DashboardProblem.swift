import HTTPMessages

/// Why a page of the dashboard cannot be shown, or a form cannot be taken, in words for whoever sits before it.
struct DashboardProblem: Error, Hashable, Sendable {
    let status: HTTPStatus
    let title: String
    let message: String

    init(_ status: HTTPStatus, _ title: String, _ message: String) {
        self.status = status
        self.title = title
        self.message = message
    }

    static func notFound(_ what: String) -> DashboardProblem {
        DashboardProblem(
            .notFound, "Not found", "There is no such \(what) among what the key that you logged in with can see.")
    }

    /// Either another site is behind it, or something on the way keeps back what browsers say.
    static let foreign = DashboardProblem(
        .forbidden, "Not taken", "The form was not sent from a page of this dashboard. Nothing was done.")

    static let outdated = DashboardProblem(
        .forbidden, "Not taken", "The form belongs to an earlier login. Nothing was done; open the page again.")

    static let unreadable = DashboardProblem(.badRequest, "Not taken", "The form cannot be read. Nothing was done.")

    static let tooManyStreams = DashboardProblem(
        .serviceUnavailable, "Too many pages are open", "This page is brought up to date every few seconds.")
}
