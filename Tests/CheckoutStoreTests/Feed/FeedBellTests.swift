import Checkout
import Testing

@testable import CheckoutStore

@Suite struct FeedBellTests {
    @Test func whatIsRungIsHeard() {
        let changes = (0..<32).map { index in
            SessionChange(
                sessionID: CheckoutSessionID(UniqueID(bits: .max - UInt128(index))), version: index, status: .pending,
                body: [])
        }
        let bell = FeedBell(origin: FeedOrigin(number: .max), changes)
        #expect(FeedBell(payload: bell.payload) == bell)
        #expect(bell.payload.utf8.count < 8000)
    }

    @Test(arguments: ["", "x,", "1,zz", "1,1:", "1,:1", "1,1:1:1", "!", "1,1:-!"])
    func anythingElseIsNotUnderstood(_ payload: String) {
        #expect(FeedBell(payload: payload) == nil)
    }
}
