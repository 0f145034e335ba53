import BackgroundWork
import CheckoutAPI
import EventLoop
import HTTPServer

/// What the running service has to know of the checkout it serves; tests put something else in its place.
struct ServiceCheckout: Sendable {
    var middleware: [Middleware]
    /// Called once for each loop, on it.
    var addRoutes: @Sendable (EventLoop, DashboardHealth, inout RouteTable) -> Void
    var counts: @Sendable () -> CheckoutCounts
    var work: @Sendable () async -> [WorkReport]
    /// How much waits for a person; nil when the database does not answer soon.
    var openReviews: @Sendable () async -> Int?
    /// Nothing new is begun in the background from now on, and calls of providers are cut off after that long.
    var beginStopping: @Sendable (_ patience: Duration) -> Void
    /// Returns when everything under way has ended; not before `beginStopping`.
    var stop: @Sendable () async -> Void

    /// No checkout at all.
    static let none = ServiceCheckout(
        middleware: [], addRoutes: { _, _, _ in }, counts: { CheckoutCounts() }, work: { [] }, openReviews: { nil },
        beginStopping: { _ in }, stop: {})
}
