import Checkout
import EventLoop

/// Does one kind of work on one loop until it is stopped.
///
/// `@unchecked Sendable`: it is touched on its loop only.
final class Worker: @unchecked Sendable {
    private let source: WorkSource
    private let pace: WorkPace
    private let loop: EventLoop
    private let observer: WorkObserver
    private var schedule: WorkSchedule
    private var timer: TimerToken?
    private var countTimer: TimerToken?
    private var report: WorkReport
    private var isFinished = false
    private var waiting: [UnsafeContinuation<Void, Never>] = []

    init(_ source: WorkSource, pace: WorkPace, loop: EventLoop, observer: WorkObserver) {
        self.source = source
        self.pace = pace
        self.loop = loop
        self.observer = observer
        schedule = WorkSchedule(pace, at: loop.clock.now())
        report = WorkReport(source.kind)
    }

    func start() {
        loop.preconditionCurrent()
        turn()
        count()
    }

    /// Claims nothing any more.
    func beginStopping() {
        loop.preconditionCurrent()
        schedule.stop()
        if let countTimer { loop.cancel(countTimer) }
        countTimer = nil
        turn()
    }

    /// Returns when what was begun has ended.
    func stopped() async {
        loop.preconditionCurrent()
        await withUnsafeContinuation { continuation in
            // Asked in here: between a look outside and this closure the loop may have run something else.
            if isFinished { continuation.resume() } else { waiting.append(continuation) }
        }
    }

    private var now: Timestamp { Timestamp(unixNanoseconds: loop.clock.unixNanoseconds()) }

    // MARK: Working

    private func turn() {
        if let timer { loop.cancel(timer) }
        timer = nil
        switch schedule.next(at: loop.clock.now()) {
        case .look(let limit): loop.startTask { await self.look(limit: limit) }
        case .pause(let until): timer = loop.schedule(at: until) { [weak self] in self?.turn() }
        case .wait: break
        case .finish: finish()
        }
    }

    private func look(limit: Int) async {
        do {
            let claimed = try await source.claim(now, pace.lease, limit)
            schedule.found(claimed.pieces.count, mayBeMore: claimed.mayBeMore, at: loop.clock.now())
            for piece in claimed.pieces { loop.startTask { await self.perform(piece) } }
        } catch {
            report.failedLooks += 1
            observer.lookFailed(source.kind, schedule.lookFailed(at: loop.clock.now()), error)
        }
        turn()
    }

    private func perform(_ piece: WorkPiece) async {
        let start = loop.clock.now()
        var mayBeMore = false
        do {
            let result = try await piece.perform()
            mayBeMore = result.mayBeMore
            report.done += result.count
            observer.done(source.kind, piece.name, result, loop.clock.now() - start)
        } catch {
            report.failed += 1
            observer.failed(source.kind, piece.name, error)
        }
        let end = loop.clock.now()
        report.duration += end - start
        schedule.ended(mayBeMore: mayBeMore, at: end)
        turn()
    }

    private func finish() {
        guard !isFinished else { return }
        isFinished = true
        let waiting = waiting
        self.waiting = []
        for continuation in waiting { continuation.resume() }
    }

    /// On the loop.
    var currentReport: WorkReport {
        var report = report
        report.running = schedule.running
        return report
    }

    // MARK: Counting what waits

    private func count() {
        guard let backlog = source.backlog, !isFinished else { return }
        loop.startTask {
            do {
                let (count, oldest) = try await backlog(self.now)
                (self.report.backlog, self.report.oldest) = (count, oldest)
            } catch {
                // The looks tell of the same trouble; an old number would be taken for a new one.
                (self.report.backlog, self.report.oldest) = (nil, nil)
            }
            self.countLater()
        }
    }

    private func countLater() {
        guard !schedule.isStopping else { return }
        countTimer = loop.schedule(after: pace.countInterval) { [weak self] in self?.count() }
    }
}
