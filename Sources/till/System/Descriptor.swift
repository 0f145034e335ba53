#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writing to a descriptor, completely.
enum Descriptor {
    /// Writes all of `bytes`; false when the other end is gone or the disk is full.
    @discardableResult
    static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = systemWrite(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
            if count > 0 {
                offset += count
            } else if errno == EAGAIN {
                // Somebody who shares the descriptor made it non-blocking.
                var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&entry, 1, 1000)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    @discardableResult
    static func write(_ text: String, to descriptor: Int32) -> Bool {
        var text = text
        return text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    /// `write`, whose name is taken here.
    private static func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }
}

/// What commands print for their caller, as opposed to what they log.
enum StandardOutput {
    static func print(_ text: String) { Descriptor.write(text.hasSuffix("\n") ? text : text + "\n", to: 1) }
    static func printError(_ text: String) { Descriptor.write(text.hasSuffix("\n") ? text : text + "\n", to: 2) }
}
