import CheckoutAPI
import HTTPMessages
import HTTPServer

/// The routes by which machines look after the service.
struct ServiceRoutes: Sendable {
    var health: @Sendable () -> HealthReport
    var metrics: @Sendable () async -> MetricsPage?

    /// For people.
    var dashboard: DashboardHealth {
        let (health, metrics) = (health, metrics)
        return DashboardHealth { await metrics()?.figures(health()) }
    }

    func add(to table: inout RouteTable) {
        let (health, metrics) = (health, metrics)
        table.get("/livez") { _, _ in
            .response(noStore(.json(Array(#"{"status":"ok"}"#.utf8))))
        }
        table.get("/readyz") { request, _ in .response(health().response(requestID: request.id)) }
        table.get("/metrics") { _, _ in
            // Only while the service starts or stops.
            guard let page = await metrics() else { throw APIError.unavailable(retryAfterSeconds: 1) }
            let headers: HTTPHeaders = ["Content-Type": PrometheusText.contentType, "Cache-Control": "no-store"]
            return .response(HTTPResponse(headers: headers, body: Array(page.text.utf8)))
        }
    }
}

private func noStore(_ response: HTTPResponse) -> HTTPResponse {
    var response = response
    response.headers.set("Cache-Control", "no-store")
    return response
}
