import HTTPMessages

/// Mints request ids: 75 random bits in base 32, short enough to need no memory of their own.
///
/// They tell requests apart and are no secret, so that a fast generator seeded by the system's is enough.
struct RequestIDs {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let length = 15

    private var state: UInt64
    private let stream: UInt64

    init() {
        var system = SystemRandomNumberGenerator()
        state = system.next()
        stream = system.next()
    }

    mutating func next() -> String {
        var low = mix()
        var high = mix()
        return String(unsafeUninitializedCapacity: Self.length) { buffer in
            for index in 0..<Self.length {
                buffer[index] = Self.alphabet[Int(low & 31)]
                low = low >> 5 | (high & 31) << 59
                high >>= 5
            }
            return Self.length
        }
    }

    /// The id the caller sent, when it is a sane one, else a new one.
    mutating func id(for head: RequestHead) -> String {
        if let given = head["X-Request-Id"], Self.isSane(given) { return given }
        return next()
    }

    /// Short, and of characters that mean nothing in a log line, a JSON string or a page.
    static func isSane(_ id: String) -> Bool {
        let bytes = id.utf8
        guard !bytes.isEmpty, bytes.count <= Limits.requestIDBytes else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "~"): true
            case UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "@"): true
            default: false
            }
        }
    }

    /// SplitMix64, offset by a second seed so that two loops do not share a sequence.
    private mutating func mix() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state ^ stream
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
