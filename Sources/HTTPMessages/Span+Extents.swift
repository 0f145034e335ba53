/// Reading the parts of a block of bytes.
extension Span<UInt8> {
    /// Whether `extent` holds `literal`, which is in lower case, letters compared without their case.
    @inline(__always)
    func matches(_ literal: StaticString, ignoringCaseAt extent: Extent) -> Bool {
        guard extent.count == literal.utf8CodeUnitCount else { return false }
        let start = Int(extent.start)
        return literal.withUTF8Buffer { expected in
            for index in 0..<expected.count where self[start &+ index].asciiLowercased != expected[index] {
                return false
            }
            return true
        }
    }

    /// Whether `extent` holds exactly `literal`.
    @inline(__always)
    func matches(_ literal: StaticString, at extent: Extent) -> Bool {
        guard extent.count == literal.utf8CodeUnitCount else { return false }
        let start = Int(extent.start)
        return literal.withUTF8Buffer { expected in
            for index in 0..<expected.count where self[start &+ index] != expected[index] { return false }
            return true
        }
    }

    /// `extent` without the spaces and tabs at either end.
    func trimmingBlanks(_ extent: Extent) -> Extent {
        var start = Int(extent.start)
        var end = Int(extent.end)
        while start < end, self[start].isBlank { start &+= 1 }
        while end > start, self[end &- 1].isBlank { end &-= 1 }
        return Extent(start, end)
    }

    func isToken(_ extent: Extent) -> Bool {
        guard !extent.isEmpty else { return false }
        for index in extent.range where !ByteSet.token.contains(self[index]) { return false }
        return true
    }

    /// Calls `body` with each comma-separated element of a field value, blanks around it removed; empty ones too.
    func forEachElement<Failure>(of list: Extent, _ body: (Extent) throws(Failure) -> Void) throws(Failure) {
        var start = Int(list.start)
        for index in list.range where self[index] == ASCII.comma {
            try body(trimmingBlanks(Extent(start, index)))
            start = index + 1
        }
        try body(trimmingBlanks(Extent(start, Int(list.end))))
    }
}
