import HTTPMessages
import HTTPServer

/// `GET /dashboard/stream`: which sessions change, as they change.
struct DashboardStreamRoute: Sendable {
    let pages: DashboardPages
    let streams: DashboardStreams

    func add(to table: inout RouteTable) {
        table.get(
            "/dashboard/stream",
            pages.open { request in
                // A page would be no answer to a stream: whoever is not logged in any more is told so by the next look.
                guard let caller = try await pages.gate.caller(of: request) else {
                    throw DashboardProblem(.forbidden, "Not logged in", "Please log in.")
                }
                let topic = DashboardStreams.Topic(organizationID: caller.organizationID, livemode: caller.livemode)
                guard let reply = streams.reply(for: topic) else { throw DashboardProblem.tooManyStreams }
                return .stream(reply)
            })
    }
}
