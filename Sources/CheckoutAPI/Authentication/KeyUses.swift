import Checkout
import CheckoutStore
import EventLoop

/// Notes when secret keys were used last: now and then, and those of a while together, since it is for people only.
///
/// `@unchecked Sendable`: it is touched on its loop only, and traps elsewhere.
final class KeyUses: @unchecked Sendable {
    /// A key is noted at most this often.
    static let precision = Duration.seconds(60)
    /// How long uses are gathered.
    static let delay = Duration.seconds(5)

    private let apiKeys: APIKeys
    private let loop: EventLoop
    private let clock: Clock
    private let observer: APIObserver
    private var notedAt: [APIKeyID: MonotonicTime] = [:]
    private var pending: Set<APIKeyID> = []

    init(_ apiKeys: APIKeys, loop: EventLoop, clock: Clock, observer: APIObserver) {
        self.apiKeys = apiKeys
        self.loop = loop
        self.clock = clock
        self.observer = observer
    }

    func note(_ key: APIKeyID) {
        loop.preconditionCurrent()
        let now = clock.now()
        if let last = notedAt[key], now < last + Self.precision { return }
        notedAt[key] = now
        pending.insert(key)
        guard pending.count == 1 else { return }
        loop.schedule(after: Self.delay) { [weak self] in self?.write() }
    }

    private func write() {
        let keys = Array(pending)
        pending = []
        let time = Timestamp(unixNanoseconds: clock.unixNanoseconds())
        loop.startTask { [apiKeys, observer] in
            do {
                try await apiKeys.used(keys, at: time)
            } catch {
                observer.heard(.keyUsesNotNoted(reason: "\(error)"))
            }
        }
    }
}
