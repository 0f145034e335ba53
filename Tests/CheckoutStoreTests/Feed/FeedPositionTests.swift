import TestSupport
import Testing

@testable import CheckoutStore

@Suite struct FeedPositionTests {
    @Test func aSnapshotThenWhatFollows() {
        var position = FeedPosition(after: nil)
        #expect(position.subscribed() == .read(after: nil))
        #expect(position.answered([4]).deliver == [4])
        #expect(position.announced(5, isAtHand: true) == .deliver)
        #expect(position.announced(5, isAtHand: true) == .none)
        #expect(position.announced(4, isAtHand: true) == .none)
    }

    @Test func aGapIsReadFromTheTable() {
        var position = FeedPosition(after: 2)
        #expect(position.subscribed() == .read(after: 2))
        #expect(position.answered([]).then == .none)
        #expect(position.announced(4, isAtHand: true) == .read(after: 2))
        let (deliver, then) = position.answered([3, 4])
        #expect(deliver == [3, 4] && then == .none)
    }

    @Test func whatIsAnnouncedDuringAReadIsReadAfterIt() {
        var position = FeedPosition(after: 0)
        _ = position.subscribed()
        #expect(position.announced(1, isAtHand: true) == .none)
        let (deliver, then) = position.answered([])
        #expect(deliver.isEmpty && then == .read(after: 0))
        #expect(position.answered([1]).deliver == [1])
    }

    @Test func aSessionNobodyCanSeeYetStartsWithItsFirstVersion() {
        var position = FeedPosition(after: nil)
        _ = position.subscribed()
        #expect(position.answered([]).deliver.isEmpty)
        #expect(position.announced(1, isAtHand: true) == .deliver)
    }

    @Test func aFailedReadIsRepeated() {
        var position = FeedPosition(after: 3)
        _ = position.subscribed()
        position.readFailed()
        #expect(position.retry() == .read(after: 3))
        #expect(position.retry() == .none)
    }

    @Test func theBellAloneLeadsToARead() {
        var position = FeedPosition(after: 1)
        _ = position.subscribed()
        _ = position.answered([])
        #expect(position.announced(2, isAtHand: false) == .read(after: 1))
    }

    /// Announcements are lost, doubled and shuffled, reads fail and overtake: in the end the subscriber has seen every
    /// version once and in order.
    @Test func whateverHappensNothingIsMissedOrDoubled() {
        withSeed("feed position") { generator in
            for _ in 0..<500 {
                var position = FeedPosition(after: 0)
                var committed = 0
                var seen: [Int] = []
                // What the read under way will find: fixed when it is sent, or later.
                var reading: Int?
                func act(_ action: FeedPosition.Action) {
                    switch action {
                    case .none: break
                    case .deliver: Issue.record("handled by the caller")
                    case .read(let after): reading = after
                    }
                }
                func announce(_ version: Int, isAtHand: Bool) {
                    let action = position.announced(version, isAtHand: isAtHand)
                    if action == .deliver { seen.append(version) } else { act(action) }
                }
                func answer() {
                    guard let after = reading else { return }
                    reading = nil
                    let versions = after < committed ? Array((after + 1)...committed) : []
                    let (deliver, then) = position.answered(versions)
                    seen += deliver
                    act(then)
                }
                act(position.subscribed())
                for _ in 0..<30 {
                    switch Int.random(in: 0..<6, using: &generator) {
                    case 0, 1:
                        committed += 1
                        if Bool.random(using: &generator) { announce(committed, isAtHand: true) }
                    case 2 where committed > 0:
                        announce(.random(in: 1...committed, using: &generator), isAtHand: .random(using: &generator))
                    case 3: answer()
                    case 4 where reading != nil:
                        reading = nil
                        position.readFailed()
                        act(position.retry())
                    default: break
                    }
                }
                // The poll.
                for _ in 0..<3 {
                    answer()
                    if committed > 0 { announce(committed, isAtHand: false) }
                    answer()
                }
                #expect(seen == Array(0..<committed).map { $0 + 1 })
            }
        }
    }
}
