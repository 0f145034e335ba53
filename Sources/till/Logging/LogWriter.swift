#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes whole lines to a descriptor from a thread of its own, so that a slow reader never stops an event loop.
///
/// Lines wait in a bounded buffer; when it is full they are dropped and counted, and the count is told afterwards.
/// Two buffers take turns, one being filled while the other is written. They are plain memory that never moves,
/// which lets a crash handler write what is left.
final class LogWriter: Sendable {
    /// Fixed memory and how much of it is used.
    struct Buffer {
        let memory: UnsafeMutableRawBufferPointer
        var count = 0

        var space: Int { memory.count - count }
        var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<count]) }
    }

    /// Shared between the loops and the writing thread.
    struct State {
        var filling: Buffer
        var writing: Buffer
        var lostLines = 0
        var isWriting = false
        var isClosed = false
        var isEnded = false
    }

    /// Sound to share: `state` is only touched under the monitor's lock, but for `writeAfterCrash`, which says why.
    private struct Shared: @unchecked Sendable {
        let state: UnsafeMutablePointer<State>
    }

    let descriptor: Int32
    private let shared: Shared
    /// Holds something, although what it guards is `shared`: the thread sanitizer takes a value without a size for the
    /// object it stands in, and reports races that are none.
    private let monitor = Monitor(true)
    private let lostLine: @Sendable (Int) -> [UInt8]

    /// - Parameters:
    ///   - capacity: bytes that may wait; the memory is only occupied once it is needed.
    ///   - lostLine: makes the line that tells how many lines were lost.
    init(descriptor: Int32, capacity: Int = 4 << 20, lostLine: @escaping @Sendable (Int) -> [UInt8]) {
        self.descriptor = descriptor
        self.lostLine = lostLine
        let state = UnsafeMutablePointer<State>.allocate(capacity: 1)
        let buffers = (0..<2).map { _ in
            Buffer(memory: UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16))
        }
        state.initialize(to: State(filling: buffers[0], writing: buffers[1]))
        shared = Shared(state: state)
        startThread()
    }

    deinit {
        shared.state.pointee.filling.memory.deallocate()
        shared.state.pointee.writing.memory.deallocate()
        shared.state.deallocate()
    }

    /// Takes a line; it is written after the next `flush`, or when much has come together.
    func append(_ line: [UInt8]) {
        let isMuch = monitor.withLock { _ in
            Self.append(line, to: &shared.state.pointee)
            return shared.state.pointee.filling.count > 64 << 10
        }
        if isMuch { flush() }
    }

    /// Has what was taken written soon, by the other thread.
    func flush() { monitor.signal() }

    /// Waits until everything taken is written, for `seconds` at most; at the end of the process.
    func drain(seconds: Int = 2) {
        flush()
        _ = monitor.wait(seconds: seconds) { _ in
            let state = shared.state.pointee
            return state.filling.count == 0 && !state.isWriting && state.lostLines == 0 ? true : nil
        }
    }

    /// Ends the thread once everything is written; nothing may be appended afterwards.
    func close() {
        monitor.withLock { _ in shared.state.pointee.isClosed = true }
        flush()
        _ = monitor.wait(seconds: 2) { _ in shared.state.pointee.isEnded ? true : nil }
    }

    /// Writes what still waits, from a signal handler: takes no lock and allocates nothing.
    ///
    /// The thread that held the lock may be the one that crashed, so this reads without it; at worst a line is
    /// written twice or is cut, in a process that is lost anyway.
    func writeAfterCrash() {
        let state = shared.state
        Descriptor.write(state.pointee.writing.rest, to: descriptor)
        Descriptor.write(state.pointee.filling.rest, to: descriptor)
    }

    /// When there is no room for that either, the next round tells: until then they stay counted.
    private func tellLostLines(in state: inout State) {
        guard state.lostLines > 0 else { return }
        let line = lostLine(state.lostLines)
        guard line.count <= state.filling.space else { return }
        state.lostLines = 0
        Self.append(line, to: &state)
    }

    private static func append(_ line: [UInt8], to state: inout State) {
        guard line.count <= state.filling.space else {
            state.lostLines += 1
            return
        }
        let target = state.filling.memory.baseAddress.map { $0 + state.filling.count }
        line.withUnsafeBytes { bytes in
            if let source = bytes.baseAddress { target?.copyMemory(from: source, byteCount: bytes.count) }
        }
        state.filling.count += line.count
    }
}

extension LogWriter {
    private func startThread() {
        let context = Unmanaged.passRetained(self).toOpaque()
        #if canImport(Glibc)
            var thread = pthread_t()
            let result = pthread_create(&thread, nil, Self.threadMain, context)
            if result == 0 { pthread_detach(thread) }
        #else
            var thread: pthread_t?
            let result = pthread_create(&thread, nil, { Self.threadMain($0) }, context)
            if result == 0, let thread { pthread_detach(thread) }
        #endif
        // No thread, no log: the process has reached a limit at its very start, and what follows will say so.
        if result != 0 {
            shared.state.pointee.isEnded = true
            Unmanaged<LogWriter>.fromOpaque(context).release()
        }
    }

    /// Formed here, outside any actor, so that another thread may call it.
    private static var threadMain: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        { context in
            guard let context else { return nil }
            let writer = Unmanaged<LogWriter>.fromOpaque(context).takeRetainedValue()
            while writer.writeOnce() {}
            writer.monitor.withLock { _ in writer.shared.state.pointee.isEnded = true }
            writer.monitor.signal()
            return nil
        }
    }

    /// Waits for lines and writes them; false when the writer was closed.
    private func writeOnce() -> Bool {
        let state = shared.state
        let bytes = monitor.wait { _ -> UnsafeRawBufferPointer? in
            if state.pointee.filling.count == 0 {
                return state.pointee.isClosed ? UnsafeRawBufferPointer(start: nil, count: 0) : nil
            }
            swap(&state.pointee.filling, &state.pointee.writing)
            state.pointee.isWriting = true
            return state.pointee.writing.rest
        }
        guard let bytes, !bytes.isEmpty else { return false }
        // There is nobody to tell that the log cannot be written; serving goes on without it.
        Descriptor.write(bytes, to: descriptor)
        // At once, and without the lock, for no other thread touches this buffer while it is being written: a crash
        // between the two writes these lines again.
        state.pointee.writing.count = 0
        monitor.withLock { _ in
            state.pointee.isWriting = false
            tellLostLines(in: &state.pointee)
        }
        monitor.signal()
        return true
    }
}
