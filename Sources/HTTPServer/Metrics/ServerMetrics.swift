package import HTTPMessages

/// What a server has done since it started, at one moment; those of several loops add up.
package struct ServerMetrics: Hashable, Sendable {
    /// A route with its method; both nil for requests that no route matched or that never became one.
    package struct RouteKey: Hashable, Sendable {
        package let method: HTTPMethod?
        package let route: String?

        package init(method: HTTPMethod?, route: String?) {
            self.method = method
            self.route = route
        }
    }

    /// The requests of one route: how many by status, and how long they took.
    package struct RouteMetrics: Hashable, Sendable {
        package var statuses: [Int: UInt64] = [:]
        package var durations = LatencyHistogram()

        package init() {}
    }

    package var routes: [RouteKey: RouteMetrics] = [:]
    package var openConnections = 0
    package var openStreams = 0
    /// Requests that a responder is working on; streams are not among them.
    package var runningRequests = 0
    package var counters = Counters()

    package init() {}

    /// Counts that only grow.
    package struct Counters: Hashable, Sendable {
        package var acceptedConnections: UInt64 = 0
        /// Told 503 because there were too many.
        package var shedConnections: UInt64 = 0
        /// Could not be accepted, for example because there were no descriptors left.
        package var failedAccepts: UInt64 = 0
        package var receivedBytes: UInt64 = 0
        package var sentBytes: UInt64 = 0
        package var malformedRequests: UInt64 = 0
        /// Closed because the client was too slow with a request, or with reading answers.
        package var lateClients: UInt64 = 0
        /// Streams cut off because their reader was too slow.
        package var overflowedStreams: UInt64 = 0
        /// Requests whose client went away before the answer.
        package var abandonedRequests: UInt64 = 0

        package init() {}

        mutating func add(_ other: Counters) {
            acceptedConnections += other.acceptedConnections
            shedConnections += other.shedConnections
            failedAccepts += other.failedAccepts
            receivedBytes += other.receivedBytes
            sentBytes += other.sentBytes
            malformedRequests += other.malformedRequests
            lateClients += other.lateClients
            overflowedStreams += other.overflowedStreams
            abandonedRequests += other.abandonedRequests
        }
    }

    package mutating func add(_ other: ServerMetrics) {
        for (key, metrics) in other.routes {
            routes[key, default: RouteMetrics()].durations.add(metrics.durations)
            for (status, count) in metrics.statuses {
                routes[key, default: RouteMetrics()].statuses[status, default: 0] += count
            }
        }
        openConnections += other.openConnections
        openStreams += other.openStreams
        runningRequests += other.runningRequests
        counters.add(other.counters)
    }
}
