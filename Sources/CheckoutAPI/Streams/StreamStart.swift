/// Where a reader of a session's stream begins.
enum StreamStart: Hashable {
    /// With the state as it is now.
    case snapshot
    /// With what came after the last event it saw.
    case replay(after: Int)
    /// It has seen the end: there is nothing more to come for it.
    case nothing

    /// `lastEventID` is what the reader says it saw last. Nothing it can say is an error: a browser gives up a stream for
    /// good on any answer but 200, so what cannot be one of our ids counts as nothing said.
    init(lastEventID: String?, version: Int, isTerminal: Bool) {
        guard let seen = lastEventID.flatMap(Self.version), seen <= version else {
            self = .snapshot
            return
        }
        self = seen == version && isTerminal ? .nothing : .replay(after: seen)
    }

    /// Plain decimals only; `Int` itself would take signs.
    private static func version(_ text: String) -> Int? {
        let digits = text.utf8
        guard (1...9).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
