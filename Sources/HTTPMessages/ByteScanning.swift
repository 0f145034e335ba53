/// Eight bytes at a time: the scans that touch every byte of every head and answer.
extension Span<UInt8> {
    /// The offset of the first LF at or after `start`.
    func firstLineFeed(from start: Int) -> Int? {
        var index = start
        while index &+ 8 <= count {
            let marks = Word(at: index, of: self).marks(equalTo: ASCII.lineFeed)
            if marks != 0 { return index &+ marks.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < count {
            if self[index] == ASCII.lineFeed { return index }
            index &+= 1
        }
        return nil
    }

    /// The offset of the first byte of `start..<end` that a field value may not hold.
    func firstControlByte(from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end {
            if index &+ 8 <= end, !Word(at: index, of: self).mayHoldControlBytes {
                index &+= 8
                continue
            }
            let stop = Swift.min(index &+ 8, end)
            while index < stop {
                if !self[index].isFieldValueByte { return index }
                index &+= 1
            }
        }
        return nil
    }

    /// The offset of the first byte at or after `start` that JSON strings escape: controls, quote and backslash.
    func firstByteToEscape(from start: Int) -> Int? {
        var index = start
        while index < count {
            if index &+ 8 <= count, !Word(at: index, of: self).mayNeedEscape {
                index &+= 8
                continue
            }
            let stop = Swift.min(index &+ 8, count)
            while index < stop {
                let byte = self[index]
                if byte < ASCII.space || byte == ASCII.quote || byte == ASCII.backslash { return index }
                index &+= 1
            }
        }
        return nil
    }
}
