import Testing

@testable import CheckoutAPI

/// Where a stream begins.
@Suite struct StreamStartTests {
    @Test func aNewReaderGetsTheState() {
        #expect(StreamStart(lastEventID: nil, version: 3, isTerminal: false) == .snapshot)
        #expect(StreamStart(lastEventID: nil, version: 3, isTerminal: true) == .snapshot)
    }

    @Test(arguments: ["", "x", "-1", "+1", "1.0", " 1", "4", "99999999999999999999", "１", "0x1", "null"])
    func junkIsAsGoodAsNothing(_ id: String) {
        #expect(StreamStart(lastEventID: id, version: 3, isTerminal: false) == .snapshot)
        #expect(StreamStart(lastEventID: id, version: 3, isTerminal: true) == .snapshot)
    }

    @Test(arguments: 0...3)
    func whoComesBackGetsTheRest(_ version: Int) {
        #expect(
            StreamStart(lastEventID: "\(version)", version: 3, isTerminal: false) == .replay(after: version))
    }

    @Test func whoHasSeenTheEndGetsNothing() {
        #expect(StreamStart(lastEventID: "3", version: 3, isTerminal: true) == .nothing)
        #expect(StreamStart(lastEventID: "2", version: 3, isTerminal: true) == .replay(after: 2))
    }
}
