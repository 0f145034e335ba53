package import EventLoop
package import Payments

/// Keeps what runs in the background from using up what the provider allows the account: buyers' calls come first.
///
/// `@unchecked Sendable`: it is touched on its loop only.
package final class CallPacer: @unchecked Sendable {
    /// Stripe takes 25 calls a second of an account in test mode, 100 in live mode.
    package static let standard = CallPace(perSecond: 20, burst: 5)

    private let loop: EventLoop
    private var pace: CallPace

    package init(_ pace: CallPace = standard, loop: EventLoop) {
        self.loop = loop
        self.pace = pace
    }

    /// Returns when it is the caller's turn.
    func turn() async {
        loop.preconditionCurrent()
        let wait = pace.reserve(at: loop.clock.now())
        guard wait > .zero else { return }
        // Only fails when the task is cancelled or the loop stops, and then nothing is gained by waiting.
        try? await loop.sleep(for: wait)
    }
}

extension ProviderClient {
    /// The same client, for calls that nobody waits for.
    package func paced(by pacer: CallPacer) -> ProviderClient {
        let client = self
        return ProviderClient(
            createIntent: { order in
                await pacer.turn()
                return await client.createIntent(order)
            },
            confirmIntent: { order in
                await pacer.turn()
                return await client.confirmIntent(order)
            },
            lookUpIntent: { intent throws(ProviderFailure) in
                await pacer.turn()
                return try await client.lookUpIntent(intent)
            },
            cancelIntent: { intent throws(ProviderFailure) in
                await pacer.turn()
                return try await client.cancelIntent(intent)
            },
            refund: { order throws(ProviderFailure) in
                await pacer.turn()
                return try await client.refund(order)
            },
            createCustomer: { order throws(ProviderFailure) in
                await pacer.turn()
                return try await client.createCustomer(order)
            })
    }
}
