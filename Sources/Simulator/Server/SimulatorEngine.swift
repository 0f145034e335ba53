import Checkout
import EventLoop
import HTTPMessages

/// The world on a loop: it has a clock, and what falls due in it is done. Lives on its loop.
final class SimulatorEngine {
    /// Webhooks under way at once.
    private static let parallelDeliveries = 64

    private(set) var world: SimulatedStripe
    let loop: EventLoop
    private let send: WebhookSender
    let moveClocks: ClockMover?
    private var timer: TimerToken?
    private var runningDeliveries = 0
    private(set) var deliveryCount = 0
    private(set) var isStopped = false
    /// How far the clock was moved by hand.
    var offset: Duration = .zero
    /// While it is being moved.
    var progress: ClockProgress?
    private var waitingForDeliveries: [CheckedContinuation<Void, Never>] = []

    init(_ world: SimulatedStripe, loop: EventLoop, moveClocks: ClockMover?, send: @escaping WebhookSender) {
        self.world = world
        self.loop = loop
        self.moveClocks = moveClocks
        self.send = send
    }

    var now: Timestamp { Timestamp(unixNanoseconds: loop.clock.unixNanoseconds()) + offset }

    /// Everything that changes the world goes through here, so that what it caused is not forgotten.
    func change<Result, Failure: Error>(
        _ body: (inout SimulatedStripe, Timestamp) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        loop.preconditionCurrent()
        defer { work() }
        return try body(&world, now)
    }

    func stop() {
        isStopped = true
        resumeWaiting()
        if let timer { loop.cancel(timer) }
        timer = nil
    }

    /// Returns when no webhook is under way.
    func allDelivered() async {
        await withCheckedContinuation { continuation in
            if runningDeliveries == 0 || isStopped {
                continuation.resume()
            } else {
                waitingForDeliveries.append(continuation)
            }
        }
    }

    private func resumeWaiting() {
        let waiting = waitingForDeliveries
        waitingForDeliveries = []
        for continuation in waiting { continuation.resume() }
    }

    /// Does what is due, and comes back for the rest.
    func work() {
        guard !isStopped else { return }
        let now = now
        world.advance(to: now)
        while runningDeliveries < Self.parallelDeliveries, let delivery = world.takeDelivery(at: now) {
            start(delivery)
        }
        if let timer { loop.cancel(timer) }
        timer = nil
        guard runningDeliveries < Self.parallelDeliveries, let due = world.nextDue else { return }
        timer = loop.schedule(after: max(.zero, due - now)) { [weak self] in self?.work() }
    }

    private func start(_ delivery: WebhookDelivery) {
        runningDeliveries += 1
        deliveryCount += 1
        let time = receiversNow
        let engine = LoopBound(self, on: loop)
        let send = send
        _ = loop.startTask {
            var status: Int?
            if let post = Self.post(delivery, at: time) { status = await send(post) }
            engine.value.finish(delivery, status: status)
        }
    }

    private func finish(_ delivery: WebhookDelivery, status: Int?) {
        runningDeliveries -= 1
        world.finishDelivery(delivery.id, status: status, at: now)
        work()
        if runningDeliveries == 0 { resumeWaiting() }
    }

    /// Nil when it cannot be signed, which counts as a delivery that failed.
    private static func post(_ delivery: WebhookDelivery, at now: Timestamp) -> WebhookPost? {
        guard
            let signature = try? WebhookSignature.header(
                body: delivery.body, secret: delivery.secret, unixSeconds: now.unixSeconds)
        else { return nil }
        return WebhookPost(
            url: delivery.url,
            headers: [
                "Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature,
                "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            ], body: delivery.body)
    }
}
