extension HeadAssembly {
    /// Remembers what the fields mean that decide where this request ends and what becomes of the connection.
    mutating func note(_ field: FieldExtent, of block: Span<UInt8>) throws(RequestError) {
        switch field.name.count {
        case 4 where block.matches("host", ignoringCaseAt: field.name):
            guard host == nil else { throw .duplicateHost }
            guard Authority.isValid(field.value, of: block) else { throw .badHost }
            host = field.value
        case 6 where block.matches("expect", ignoringCaseAt: field.name):
            noteExpectation(field.value, of: block)
        case 10 where block.matches("connection", ignoringCaseAt: field.name):
            noteConnection(field.value, of: block)
        case 14 where block.matches("content-length", ignoringCaseAt: field.name):
            try noteContentLength(field.value, of: block)
        case 17 where block.matches("transfer-encoding", ignoringCaseAt: field.name):
            try noteTransferEncoding(field.value, of: block)
        default: break
        }
    }

    private mutating func noteExpectation(_ value: Extent, of block: Span<UInt8>) {
        if block.matches("100-continue", ignoringCaseAt: value) {
            expectsContinue = true
        } else {
            expectsUnknown = true
        }
    }

    private mutating func noteConnection(_ value: Extent, of block: Span<UInt8>) {
        block.forEachElement(of: value) { option in
            if block.matches("close", ignoringCaseAt: option) { saysClose = true }
            if block.matches("keep-alive", ignoringCaseAt: option) { saysKeepAlive = true }
        }
    }

    /// Digits only: no sign, no list, not even of equal numbers.
    private mutating func noteContentLength(_ value: Extent, of block: Span<UInt8>) throws(RequestError) {
        guard contentLength == nil else { throw .duplicateContentLength }
        guard !value.isEmpty else { throw .badContentLength }
        var length = 0
        for index in value.range {
            guard block[index].isDigit else { throw .badContentLength }
            let (tens, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(block[index] - ASCII.zero))
            guard !overflow, !carry else { throw .badContentLength }
            length = sum
        }
        contentLength = length
    }

    /// A coding we do not decode is 501 (RFC 9112 §6.1); `chunked` twice, or not last, or with parameters is 400.
    private mutating func noteTransferEncoding(_ value: Extent, of block: Span<UInt8>) throws(RequestError) {
        var coding = transferCoding
        try block.forEachElement(of: value) { (element) throws(RequestError) in
            guard coding != .chunked, block.isToken(element) else { throw .badTransferEncoding }
            if coding == nil, block.matches("chunked", ignoringCaseAt: element) {
                coding = .chunked
            } else {
                coding = .unknown
            }
        }
        transferCoding = coding
    }
}
