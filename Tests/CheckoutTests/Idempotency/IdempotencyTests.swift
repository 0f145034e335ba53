import Testing

@testable import Checkout

@Suite("Idempotency")
struct IdempotencyTests {
    private let start = SessionFixture.start
    private let hour = Duration.seconds(3600)

    private func record(_ progress: IdempotencyRecord.Progress) -> IdempotencyRecord {
        IdempotencyRecord(fingerprint: [1], firstUsedAt: start, progress: progress)
    }

    @Test func aNewKeyIsExecuted() {
        #expect(IdempotencyVerdict(nil, fingerprint: [1], at: start) == .execute)
    }

    @Test func theSameRequestIsReplayedForADay() {
        let answered = record(.answered)
        for (time, verdict) in [
            (start, IdempotencyVerdict.replay), (start + hour * 24 - .seconds(60), .replay),
            (start + hour * 24 - .milliseconds(1), .replay), (start + hour * 24, .execute),
            (start + hour * 24 + .seconds(60), .execute),
        ] {
            #expect(IdempotencyVerdict(answered, fingerprint: [1], at: time) == verdict)
        }
    }

    @Test func anotherRequestIsAMistake() {
        for progress in [IdempotencyRecord.Progress.answered, .running(until: start + .seconds(30))] {
            #expect(IdempotencyVerdict(record(progress), fingerprint: [2], at: start) == .mismatch)
            #expect(IdempotencyVerdict(record(progress), fingerprint: [2], at: start + hour * 24) == .execute)
        }
    }

    @Test func aRunningRequestIsWaitedForUntilItCountsAsDead() {
        let running = record(.running(until: start + .seconds(30)))
        func verdict(_ milliseconds: Int) -> IdempotencyVerdict {
            IdempotencyVerdict(running, fingerprint: [1], at: start + .milliseconds(milliseconds))
        }
        #expect(verdict(0) == .stillRunning(retryAfterSeconds: 1))
        #expect(verdict(29_999) == .stillRunning(retryAfterSeconds: 1))
        #expect(verdict(30_000) == .takeOver)
    }

    @Test(arguments: [("a", true), ("with space", true), ("", false), ("tab\t", false), ("é", false), ("\u{0}", false)])
    func keysAreShortPrintableTexts(text: String, isFine: Bool) {
        #expect((IdempotencyKey(text) != nil) == isFine)
    }

    @Test func keysAreBounded() {
        #expect(IdempotencyKey(String(repeating: "k", count: 255)) != nil)
        #expect(IdempotencyKey(String(repeating: "k", count: 256)) == nil)
    }
}
