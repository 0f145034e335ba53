/// Finds out in which member of a JSON text an offset lies, so that a value that cannot be read can be named.
///
/// Only for texts that were refused: it looks at what stands before the place, once, and asks little of it.
struct JSONPlace {
    /// An object or array that is not closed yet.
    private enum Level {
        /// With the name that was read last; nil while the next one is still to come.
        case object(member: String?)
        case array(index: Int)
    }

    private static let shownCharacters = 40

    private var levels: [Level] = []

    /// Such as `customer.email` or `items[2].name`; nil when the place is in no member.
    static func path(of offset: Int, in bytes: [UInt8]) -> String? {
        var place = JSONPlace()
        place.walk(bytes.prefix(offset))
        return place.path
    }

    private mutating func walk(_ bytes: ArraySlice<UInt8>) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case 0x7b: levels.append(.object(member: nil))
            case 0x5b: levels.append(.array(index: 0))
            case 0x7d, 0x5d: _ = levels.popLast()
            case ASCII.comma: nextElement()
            case ASCII.quote:
                guard let end = Self.closingQuote(bytes, from: index + 1) else { return }
                name(bytes[(index + 1)..<end])
                index = end
            default: break
            }
            index += 1
        }
    }

    private mutating func nextElement() {
        switch levels.popLast() {
        case .object: levels.append(.object(member: nil))
        case .array(let index): levels.append(.array(index: index + 1))
        case nil: break
        }
    }

    /// The first string in an object, and behind each comma, is a name.
    private mutating func name(_ text: ArraySlice<UInt8>) {
        guard case .object(nil) = levels.last else { return }
        levels[levels.count - 1] = .object(member: String(decoding: text, as: UTF8.self))
    }

    private static func closingQuote(_ bytes: ArraySlice<UInt8>, from start: Int) -> Int? {
        var index = start
        while index < bytes.endIndex {
            if bytes[index] == ASCII.quote { return index }
            index += bytes[index] == ASCII.backslash ? 2 : 1
        }
        return nil
    }

    private var path: String? {
        var path = ""
        for level in levels {
            switch level {
            case .object(let member?): path += (path.isEmpty ? "" : ".") + member.prefix(Self.shownCharacters)
            case .object(nil): break
            case .array(let index): path += "[\(index)]"
            }
        }
        return path.isEmpty ? nil : path
    }
}
