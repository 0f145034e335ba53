import EventLoop

/// A connection lent to one borrower, to be given back once.
struct PoolLease {
    let connection: PostgresConnection
    let slot: Int
    let pool: PostgresPool

    /// Gives it back; one that is not at rest is closed rather than lent to anybody else.
    func giveBack() {
        pool.release(slot: slot, reusable: connection.isAtRest)
    }
}

extension PostgresPool {
    /// Waits for a connection nobody else uses meanwhile.
    func lease() async throws(PostgresError) -> PoolLease {
        loop.preconditionCurrent()
        let request = LeaseRequest()
        let this = LoopBound((self, request), on: loop)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<LeaseRequest.Outcome, Never>) in
                // One who was cancelled on the way into this closure has been looked for in vain already.
                if Task.isCancelled { return continuation.resume(returning: .failure(.cancelled(.certainlyNot))) }
                let loop = self.loop
                request.waiter = self.request(
                    .lease { continuation.resume(returning: $0.map { LoopBound($0, on: loop) }) }, .exclusive)
            }
        } onCancel: {
            loop.execute {
                let (pool, request) = this.value
                if let waiter = request.waiter { pool.cancel(waiter: waiter) }
            }
        }
        return try result.get().value
    }
}

/// Which waiter of the pool a task is.
private final class LeaseRequest {
    typealias Outcome = Result<LoopBound<PoolLease>, PostgresError>
    var waiter: Int?
}
