import HTTPMessages

/// The metrics of one loop, written without locks by it alone.
final class LoopMetrics {
    /// The requests of one endpoint; few statuses each, so that a list is searched faster than a table.
    private struct EndpointMetrics {
        var statuses: [(code: UInt16, count: UInt64)] = []
        var durations = LatencyHistogram()
    }

    var counters = ServerMetrics.Counters()
    var openStreams = 0
    var runningRequests = 0
    private var endpoints: [EndpointMetrics]
    private let keys: [ServerMetrics.RouteKey]

    init(endpoints: [Endpoint]) {
        keys = endpoints.map { ServerMetrics.RouteKey(method: $0.method, route: $0.pattern) }
        self.endpoints = endpoints.map { _ in EndpointMetrics() }
    }

    func record(endpoint index: Int, status: UInt16, nanoseconds: UInt64) {
        endpoints[index].durations.record(nanoseconds: nanoseconds)
        if let known = endpoints[index].statuses.firstIndex(where: { $0.code == status }) {
            endpoints[index].statuses[known].count += 1
        } else {
            endpoints[index].statuses.append((status, 1))
        }
    }

    func snapshot(openConnections: Int) -> ServerMetrics {
        var metrics = ServerMetrics()
        for (key, endpoint) in zip(keys, endpoints) where !endpoint.statuses.isEmpty {
            var route = ServerMetrics.RouteMetrics()
            route.durations = endpoint.durations
            for (code, count) in endpoint.statuses { route.statuses[Int(code)] = count }
            var one = ServerMetrics()
            one.routes[key] = route
            metrics.add(one)
        }
        metrics.openConnections = openConnections
        metrics.openStreams = openStreams
        metrics.runningRequests = runningRequests
        metrics.counters = counters
        return metrics
    }
}
