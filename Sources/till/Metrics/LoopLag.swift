import EventLoop

/// The worst delays of a loop's timers of late, which is how long the loop was busy with something else.
struct LagWindow: Equatable, Sendable {
    static let size = 15

    private var samples: [Duration] = []
    private var next = 0

    mutating func add(_ lag: Duration) {
        let lag = max(.zero, lag)
        if samples.count < Self.size {
            samples.append(lag)
        } else {
            samples[next] = lag
            next = (next + 1) % Self.size
        }
    }

    var worst: Duration { samples.max() ?? .zero }
}

/// Measures one loop by a timer each second.
///
/// Sound to send: every method runs on the loop.
final class LoopLagMeter: @unchecked Sendable {
    static let interval = Duration.seconds(1)

    let loop: EventLoop
    private var window = LagWindow()
    private var timer: TimerToken?

    init(loop: EventLoop) { self.loop = loop }

    /// The worst lag of the last 15 seconds.
    var worst: Duration {
        loop.preconditionCurrent()
        return window.worst
    }

    func start() {
        let due = loop.now + Self.interval
        timer = loop.schedule(at: due) { [weak self] in
            guard let self else { return }
            window.add(loop.clock.now() - due)
            start()
        }
    }

    func stop() {
        if let timer { loop.cancel(timer) }
        timer = nil
    }
}
