import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a server writes to its standard error, collected on a loop.
final class LogPipe {
    let writeEnd: Int32
    private let readEnd: Int32
    private var watcher: DescriptorWatcher?
    /// Since the server was started last.
    private(set) var text = ""
    private var awaited: (phrase: String, tell: () -> Void)?

    init(loop: EventLoop) throws {
        (readEnd, writeEnd) = try Pipe.make()
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
        let watcher = try DescriptorWatcher(descriptor: readEnd, loop: loop) { [weak self] _ in self?.readAvailable() }
        watcher.watch(.readable)
        self.watcher = watcher
    }

    /// Calls `tell` once when `phrase` appears in what is logged from now on.
    func await(_ phrase: String, tell: @escaping () -> Void) {
        text = ""
        awaited = (phrase, tell)
    }

    private static func take(_ descriptor: Int32, _ buffer: inout [UInt8]) -> Int {
        read(descriptor, &buffer, buffer.count)
    }

    private func readAvailable() {
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = Self.take(readEnd, &buffer)
            guard count > 0 else { break }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        guard let (phrase, tell) = awaited, text.contains(phrase) else { return }
        awaited = nil
        tell()
    }
}
