/// Why bytes are not JSON that we take, and where.
package struct JSONError: Error, Hashable, Sendable {
    /// What is wrong.
    package enum Reason: Hashable, Sendable {
        case unexpectedEnd
        case unexpectedByte
        case trailingBytes
        case tooDeep
        case duplicateMember
        case badNumber
        case badEscape
        case controlCharacter
        case nulCharacter
        case loneSurrogate
        case invalidUTF8
    }

    package let reason: Reason
    /// Bytes before the place where it was noticed.
    package let offset: Int
}

extension JSONError {
    /// A sentence for the client; it repeats nothing of what was sent.
    package var message: String {
        let what =
            switch reason {
            case .unexpectedEnd: "it ends in the middle"
            case .unexpectedByte: "there is an unexpected character"
            case .trailingBytes: "something follows the end of the value"
            case .tooDeep: "it is nested too deeply"
            case .duplicateMember: "an object has the same member twice"
            case .badNumber: "a number is malformed"
            case .badEscape: "a string holds a malformed escape"
            case .controlCharacter: "a string holds a raw control character"
            case .nulCharacter: "a string holds the character U+0000"
            case .loneSurrogate: "a string holds half of a surrogate pair"
            case .invalidUTF8: "a string is not valid UTF-8"
            }
        return "The request body is not valid JSON: \(what) at byte \(offset)."
    }
}

extension JSONError {
    /// Whether a value is what is wrong, and not how values stand together.
    var isAboutAValue: Bool {
        switch reason {
        case .badNumber, .badEscape, .controlCharacter, .nulCharacter, .loneSurrogate, .invalidUTF8: true
        case .unexpectedEnd, .unexpectedByte, .trailingBytes, .tooDeep, .duplicateMember: false
        }
    }
}
