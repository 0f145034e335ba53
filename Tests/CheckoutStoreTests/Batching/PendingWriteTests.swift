import Testing

@testable import CheckoutStore

@Suite(.timeLimit(.minutes(5))) struct PendingWriteTests {
    /// The loop may run the transaction's end before the task that asked for it has got to waiting.
    @Test func anEndThatComesBeforeTheWaitIsNotMissed() async throws {
        let write = PendingWrite<Int>(keys: [])
        write.finish(.success(1))
        write.finish(.success(2))
        await withUnsafeContinuation { write.waits($0) }
        #expect(try write.result?.get() == 1)
    }

    @Test func theEndWakesWhoWaits() async throws {
        let write = PendingWrite<Int>(keys: [])
        await withUnsafeContinuation { continuation in
            write.waits(continuation)
            write.finish(.success(1))
        }
        #expect(try write.result?.get() == 1)
    }
}
