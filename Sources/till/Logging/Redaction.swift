/// Takes out of a text whatever looks like a secret or an e-mail address.
///
/// The first line of defence is that secrets have types which print `•••`; this is the second, for text that came
/// from elsewhere: a database's or a provider's message, a caller's request id.
enum Redaction {
    static let mark = "•••"

    static func scrub(_ text: String) -> String {
        guard mayHoldSecret(text) else { return text }
        var bytes = Array(text.utf8)
        for rule in rules { bytes = rule(bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let rules: [@Sendable ([UInt8]) -> [UInt8]] = [
        passwordsInURLs, addresses, valuesAfterNames, bearerTokens, prefixedTokens, cardNumbers,
    ]

    /// A quick look that lets nearly every line pass without a copy.
    private static func mayHoldSecret(_ text: String) -> Bool {
        var digits = 0
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "@"), UInt8(ascii: "="), UInt8(ascii: ":"): return true
            // sk_, rk_, stk_; whsec_; pdl_
            case UInt8(ascii: "_") where "kcl".utf8.contains(previous): return true
            case UInt8(ascii: "s") where previous == UInt8(ascii: "_"): return true
            // Bearer, Basic
            case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "a"), UInt8(ascii: "A"):
                if previous | 0x20 == UInt8(ascii: "b") { return true }
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if digits >= 13 { return true }
            default: break
            }
            previous = byte
        }
        return false
    }

    /// `scheme://user:password@host` keeps all but the password.
    private static func passwordsInURLs(_ bytes: [UInt8]) -> [UInt8] {
        replacing(in: bytes) { rest in
            guard rest.starts(with: "://".utf8) else { return nil }
            let authority = rest.dropFirst(3).prefix {
                !isSpace($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?")
            }
            guard let at = authority.lastIndex(of: UInt8(ascii: "@")),
                let colon = authority[..<at].firstIndex(of: UInt8(ascii: ":"))
            else { return nil }
            return (at - rest.startIndex, Array(rest[..<colon]) + ":\(mark)".utf8)
        }
    }

    /// `name@domain.tld`; the `user@host` of a database is none.
    private static func isAddress(_ word: ArraySlice<UInt8>) -> Bool {
        guard let at = word.firstIndex(of: UInt8(ascii: "@")), at > word.startIndex else { return false }
        let labels = word[at...].dropFirst().split(separator: UInt8(ascii: "."))
        guard labels.count >= 2, let last = labels.last else { return false }
        return last.contains { !isDigit($0) }
    }

    private static func addresses(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let word = bytes[index...].prefix(while: isAddressByte)
            result += isAddress(word) ? Array(mark.utf8) : Array(word)
            index += word.count
            if index < bytes.count {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// `password=…`, `client_secret=…`, `"password": "…"`.
    private static func valuesAfterNames(_ bytes: [UInt8]) -> [UInt8] {
        replacing(in: bytes) { rest in
            guard let name = ["password", "passwd", "secret", "token"].first(where: { startsIgnoringCase(rest, $0) })
            else { return nil }
            let after = rest.dropFirst(name.utf8.count)
            let gap = after.prefix { " \t\"':=".utf8.contains($0) }
            guard gap.contains(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: ":") }) else { return nil }
            let value = after.dropFirst(gap.count).prefix { !isSpace($0) && !",;&\"'}".utf8.contains($0) }
            guard !value.isEmpty else { return nil }
            return (value.endIndex - rest.startIndex, Array(rest[..<value.startIndex]) + mark.utf8)
        }
    }

    private static func bearerTokens(_ bytes: [UInt8]) -> [UInt8] {
        replacing(in: bytes) { rest in
            guard let scheme = ["bearer ", "basic "].first(where: { startsIgnoringCase(rest, $0) }) else { return nil }
            let token = rest.dropFirst(scheme.utf8.count).prefix { !isSpace($0) && $0 != UInt8(ascii: "\"") }
            // “basic” is also a word; credentials are long.
            guard token.count >= 8 else { return nil }
            return (token.endIndex - rest.startIndex, Array(rest.prefix(scheme.utf8.count)) + mark.utf8)
        }
    }

    /// `sk_…`, `rk_…`, `whsec_…`, `stk_…`, and anything with `_secret` in it, like a session's client secret.
    private static func prefixedTokens(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let word = bytes[index...].prefix(while: isTokenByte)
            if isToken(word) {
                result += mark.utf8
                // What hangs on to it belongs to it: the signature after a dot, the padding.
                index += bytes[index...].prefix { isTokenByte($0) || ".-+/=".utf8.contains($0) }.count
            } else {
                result += word
                index += word.count
            }
            if index < bytes.count {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    private static func isToken(_ word: ArraySlice<UInt8>) -> Bool {
        let prefixes = ["sk_", "rk_", "whsec_", "stk_", "pdl_"]
        if prefixes.contains(where: { word.starts(with: $0.utf8) && word.count > $0.utf8.count }) { return true }
        guard let range = firstRange(of: Array("_secret_".utf8), in: word) else { return false }
        return range.lowerBound > word.startIndex && range.upperBound < word.endIndex
    }

    /// Runs of 13–19 digits, spaced or not, whose check digit is right.
    private static func cardNumbers(_ bytes: [UInt8]) -> [UInt8] {
        var previousIsWord = false
        return replacing(in: bytes) { rest in
            defer { previousIsWord = rest.first.map(isTokenByte) ?? false }
            guard !previousIsWord, rest.first.map(isDigit) == true else { return nil }
            let run = rest.prefix { isDigit($0) || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "-") }
            let length = (run.lastIndex(where: isDigit) ?? run.startIndex) + 1 - run.startIndex
            let digits = run.filter(isDigit)
            guard (13...19).contains(digits.count), hasValidCheckDigit(digits) else { return nil }
            if let next = rest.dropFirst(length).first, isTokenByte(next) { return nil }
            return (length, Array(mark.utf8))
        }
    }

    /// Luhn's rule, ISO/IEC 7812-1 annex B.
    private static func hasValidCheckDigit(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            let value = Int(digit - UInt8(ascii: "0")) * (index % 2 == 1 ? 2 : 1)
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }
}

extension Redaction {
    /// Replaces each prefix of a remaining text that `match` recognises: how much to drop, and what to put there.
    private static func replacing(
        in bytes: [UInt8], _ match: (ArraySlice<UInt8>) -> (count: Int, replacement: [UInt8])?
    ) -> [UInt8] {
        var result: [UInt8] = []
        var rest = bytes[...]
        while let first = rest.first {
            if let (count, replacement) = match(rest), count > 0 {
                result += replacement
                rest = rest.dropFirst(count)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    private static func startsIgnoringCase(_ bytes: ArraySlice<UInt8>, _ lowercased: String) -> Bool {
        bytes.count >= lowercased.utf8.count
            && zip(bytes, lowercased.utf8).allSatisfy { byte, wanted in
                byte == wanted || (byte | 0x20 == wanted && (0x61...0x7A).contains(wanted))
            }
    }

    private static func firstRange(of needle: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
        guard bytes.count >= needle.count else { return nil }
        for start in bytes.startIndex...(bytes.endIndex - needle.count) where bytes[start...].starts(with: needle) {
            return start..<(start + needle.count)
        }
        return nil
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isTokenByte(byte) || byte >= 0x80 || ".+-%@".utf8.contains(byte)
    }
}
