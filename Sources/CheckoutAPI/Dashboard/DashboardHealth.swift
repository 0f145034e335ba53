package import Pages

/// Where the dashboard learns how the service goes: whoever runs the service knows.
package struct DashboardHealth: Sendable {
    /// Nil while nobody can tell.
    package var figures: @Sendable () async -> HealthFigures?

    package init(_ figures: @escaping @Sendable () async -> HealthFigures?) { self.figures = figures }

    /// Nobody tells.
    package static let unknown = DashboardHealth { nil }
}
