import EventLoop

/// Tells subscribers of this process what changes, whoever committed it.
package final class EventFeed: Sendable {
    let origin = FeedOrigin.random()

    package init() {}

    func committed(_ changes: [SessionChange], on loop: EventLoop) {
    }
}
