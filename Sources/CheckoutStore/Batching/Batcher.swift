import EventLoop
import Postgres

/// Brings writes together into transactions: acts on what `BatchQueue` decides.
///
/// `@unchecked Sendable`: like its pool it is carried into tasks, and every entry point traps off the loop.
final class Batcher<Write: PendingWrite<Output>, Output: Sendable>: @unchecked Sendable {
    private let loop: EventLoop
    private let run: ([Write]) async throws -> Void
    private var queue: BatchQueue<WriteKey>
    private var writes: [Int: Write] = [:]
    private var nextWrite = 1
    /// Transactions so far: how well the batching works.
    private(set) var batchCount = 0

    /// `run` performs one transaction and finishes its writes. When it throws, nothing was committed or nobody knows.
    init(
        loop: EventLoop, limits: BatchQueue<WriteKey>.Limits, run: @escaping ([Write]) async throws -> Void
    ) {
        self.loop = loop
        self.run = run
        queue = BatchQueue(limits: limits)
    }

    func perform(_ write: Write) async throws -> Output {
        loop.preconditionCurrent()
        let id = nextWrite
        nextWrite += 1
        switch queue.arrived(id, keys: write.keys) {
        case .refused:
            throw PostgresError(.unavailable(retryAfter: .seconds(1)), reason: "too many writes wait")
        case .queued: break
        case .queuedAskAtEndOfTick: sendAtEndOfTick()
        }
        writes[id] = write
        // Not cancellable: whether it takes effect is decided by its transaction alone, and that is bounded in time.
        await withUnsafeContinuation { write.waits($0) }
        guard let result = write.result else { throw PostgresError(.unexpectedResult, reason: "a write has no result") }
        return try result.get()
    }

    private func sendAtEndOfTick() {
        loop.atEndOfTick { [weak self] in
            guard let self else { return }
            for batch in queue.tickEnded() { send(batch) }
        }
    }

    private func send(_ batch: BatchQueue<WriteKey>.Batch) {
        batchCount += 1
        loop.startTask { [self] in
            let members = batch.members.compactMap { id in writes[id].map { (id, $0) } }
            var failure: (any Error)?
            do {
                try await run(members.map(\.1))
            } catch {
                failure = error
            }
            end(batch, members, failure)
        }
    }

    private func end(_ batch: BatchQueue<WriteKey>.Batch, _ members: [(id: Int, write: Write)], _ failure: (any Error)?)
    {
        var repeating: Set<Int> = []
        for (id, write) in members {
            if write.result == nil, let failure {
                write.failures += 1
                if Self.isWorthRepeating(failure, write, wasAlone: members.count == 1) {
                    repeating.insert(id)
                    continue
                }
                write.finish(.failure(failure))
            }
            write.finish(.failure(PostgresError(.unexpectedResult, reason: "a batch left a write unanswered")))
            writes[id] = nil
        }
        if queue.ended(batch.number, repeating: repeating) { sendAtEndOfTick() }
    }

    /// A batch that failed is taken apart, since the failure may be one member's. A lone write is repeated when its error
    /// says that it may succeed, or that nobody knows whether it did.
    private static func isWorthRepeating(_ failure: any Error, _ write: Write, wasAlone: Bool) -> Bool {
        guard let error = failure as? PostgresError else { return !wasAlone }
        switch error.kind {
        // Nobody's fault, and no better for anybody alone.
        case .unavailable, .connectFailed, .readOnlyTransaction: return false
        default: break
        }
        if !wasAlone { return true }
        return write.failures < 4 && (error.isWorthRetrying || !error.certainlyDidNotCommit)
    }
}
