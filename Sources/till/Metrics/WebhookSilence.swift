import Checkout
import EventLoop

/// Whether webhooks still arrive: when payments succeed and nobody tells of them, the provider's webhooks go astray, or
/// their secret was changed. Nothing is lost by that at once, as every payment is asked about; but refunds, disputes and
/// renewals are learned of late.
struct WebhookSilence: Equatable, Sendable {
    /// How long it lasts before it is worth a line in the log.
    static let worthALine = Duration.seconds(600)
    /// A webhook may come before the answer that tells of the same payment.
    static let leeway = Duration.seconds(60)

    /// What has begun or ended, to be told once.
    enum Change: Equatable, Sendable {
        case began(lasting: Duration)
        case ended
    }

    /// The first payment after the last webhook.
    private var unheard: Timestamp?
    private var lastPayment: Timestamp?
    private var lastWebhook: Timestamp?
    private var isAnnounced = false

    /// A payment was learned of by asking.
    mutating func paid(at time: Timestamp) {
        lastPayment = max(lastPayment ?? time, time)
        if let lastWebhook, lastWebhook >= time - Self.leeway { return }
        unheard = unheard ?? time
    }

    /// A webhook was believed, here or in another process.
    mutating func heard(at time: Timestamp) {
        guard time > lastWebhook ?? .earliest else { return }
        lastWebhook = time
        guard let unheard, let lastPayment else { return }
        // Some time between the webhook and the last payment is where it begins anew.
        self.unheard = lastPayment - Self.leeway <= time ? nil : max(unheard, time)
    }

    func length(at now: Timestamp) -> Duration {
        unheard.map { max(.zero, now - $0) } ?? .zero
    }

    /// What has to be told; each once.
    mutating func change(at now: Timestamp) -> Change? {
        let length = length(at: now)
        if !isAnnounced, length >= Self.worthALine {
            isAnnounced = true
            return .began(lasting: length)
        }
        guard isAnnounced, unheard == nil else { return nil }
        isAnnounced = false
        return .ended
    }
}
