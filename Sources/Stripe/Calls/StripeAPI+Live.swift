package import EventLoop
package import HTTPClient

extension StripeAPI {
    /// On a loop, over the network. Call it on that loop.
    package static func live(
        _ settings: StripeSettings, client: HTTPClient, loop: EventLoop,
        observe: @escaping @Sendable (StripeTry) -> Void = { _ in }
    ) -> StripeAPI {
        StripeAPI(
            settings: settings, sender: .live(client), clock: loop.clock,
            pause: { try await loop.sleep(for: $0) }, observe: observe)
    }
}
