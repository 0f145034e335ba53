/// The text that `bytes` are the escaped form of; nil for a broken escape, invalid UTF-8 or a NUL.
func percentDecoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
    guard bytes.contains(where: { $0 == ASCII.percent || (plusIsSpace && $0 == 0x2b) || $0 >= 0x80 || $0 == 0 }) else {
        return String(decoding: bytes, as: UTF8.self)
    }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
        if byte == ASCII.percent {
            guard let high = rest.popFirst()?.hexValue, let low = rest.popFirst()?.hexValue else { return nil }
            decoded.append(high << 4 | low)
        } else {
            decoded.append(plusIsSpace && byte == 0x2b ? ASCII.space : byte)
        }
    }
    if decoded.contains(ASCII.nul) { return nil }
    return String(validating: decoded, as: UTF8.self)
}
