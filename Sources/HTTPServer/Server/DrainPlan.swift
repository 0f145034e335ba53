/// How a server stops without losing a request.
package struct DrainPlan: Sendable {
    /// What is not done by then is cut off.
    package var deadline: Duration
    /// Streams end at random moments within it, so that their clients do not all come back at once.
    package var streamWindow: Duration
    /// How long a connection between two requests stays, so that a request already on its way is answered.
    package var idleGrace: Duration
    /// Picks a stream's moment within the window.
    package var pickMoment: @Sendable (_ window: Duration) -> Duration

    package init(
        deadline: Duration = .seconds(25), streamWindow: Duration = .seconds(10),
        idleGrace: Duration = .milliseconds(100),
        pickMoment: @escaping @Sendable (_ window: Duration) -> Duration = DrainPlan.randomMoment
    ) {
        self.deadline = deadline
        self.streamWindow = streamWindow
        self.idleGrace = idleGrace
        self.pickMoment = pickMoment
    }

    package static func randomMoment(in window: Duration) -> Duration {
        window * Double.random(in: 0..<1)
    }
}
