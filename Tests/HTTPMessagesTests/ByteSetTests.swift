import Testing

@testable import HTTPMessages

/// The masks against the characters the RFCs list.
@Suite struct ByteSetTests {
    private static let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    @Test(
        "sets hold what they say",
        arguments: [
            (ByteSet.token, letters + "!#$%&'*+-.^_`|~"),
            (ByteSet.path, letters + "-._~!$&'()*+,;=:@/%"),
            (ByteSet.query, letters + "-._~!$&'()*+,;=:@/?%[]{}|\\^`"),
            (ByteSet.hostName, letters + "-._~"),
        ])
    func members(_ set: ByteSet, _ expected: String) {
        let actual = (UInt8.min...UInt8.max).filter { set.contains($0) }
        #expect(actual == expected.utf8.sorted())
    }

    /// The eight-byte scans against a loop, at every length and place.
    @Test func scansFindTheFirstAtEveryPlace() {
        for length in 0..<40 {
            for place in 0..<length {
                for byte in [0x0a, 0x00, 0x1f, 0x7f, 0x22, 0x5c, 0x0d] as [UInt8] {
                    var bytes = [UInt8](repeating: 0x78, count: length)
                    bytes[place] = byte
                    let isLineFeed = byte == 0x0a
                    let isControl = byte < 0x20 || byte == 0x7f
                    #expect(bytes.span.firstLineFeed(from: 0) == (isLineFeed ? place : nil))
                    #expect(bytes.span.firstLineFeed(from: place + 1) == nil)
                    #expect(bytes.span.firstControlByte(from: 0, to: length) == (isControl ? place : nil))
                    #expect(bytes.span.firstControlByte(from: 0, to: place) == nil)
                    #expect(bytes.span.firstByteToEscape(from: 0) == (byte == 0x7f ? nil : place))
                }
            }
        }
    }

    @Test func tabsAndBytesBeyondASCIIAreNoControls() {
        for byte in [0x09, 0x20, 0x80, 0xff, 0xa0] as [UInt8] {
            let bytes = [UInt8](repeating: byte, count: 21)
            #expect(bytes.span.firstControlByte(from: 0, to: 21) == nil)
        }
    }
}
