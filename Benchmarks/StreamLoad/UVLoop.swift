import CLibuv

/// A libuv loop that is driven step by step, with one buffer that all its connections read into.
final class UVLoop {
    let pointer: UnsafeMutablePointer<uv_loop_t>
    fileprivate let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 16)
    private let ticker: UnsafeMutablePointer<uv_timer_t>
    private let onTick: () -> Void

    static let allocate: uv_alloc_cb = { handle, _, target in
        guard let loop = UVLoop.owner(of: handle) else { return }
        target?.pointee = uv_buf_init(loop.buffer.baseAddress?.assumingMemoryBound(to: CChar.self), 65536)
    }

    /// The loop wakes at least each millisecond and calls `onTick`, so that a step never blocks for longer.
    init(onTick: @escaping () -> Void = {}) throws {
        self.onTick = onTick
        pointer = .allocate(capacity: 1)
        ticker = .allocate(capacity: 1)
        try LoadError.check(uv_loop_init(pointer), "uv_loop_init")
        pointer.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        try LoadError.check(uv_timer_init(pointer, ticker), "uv_timer_init")
        let tick: uv_timer_cb = { timer in
            guard let data = timer?.pointee.loop.pointee.data else { return }
            Unmanaged<UVLoop>.fromOpaque(data).takeUnretainedValue().onTick()
        }
        try LoadError.check(uv_timer_start(ticker, tick, 1, 1), "uv_timer_start")
    }

    /// One round of input; returns within about a millisecond.
    func step() { uv_run(pointer, UV_RUN_ONCE) }

    /// Steps until `condition` holds; throws when it does not within `seconds`.
    func run(atMost seconds: Double, until condition: () throws -> Bool, orFailWith message: @autoclosure () -> String)
        throws
    {
        let deadline = uv_hrtime() + UInt64(seconds * 1e9)
        while try !condition() {
            if uv_hrtime() > deadline { throw LoadError(message()) }
            step()
        }
    }

    static func name(of code: Int32) -> String { String(cString: uv_err_name(code)) }

    private static func owner(of handle: UnsafeMutablePointer<uv_handle_t>?) -> UVLoop? {
        guard let data = handle?.pointee.loop.pointee.data else { return nil }
        return Unmanaged<UVLoop>.fromOpaque(data).takeUnretainedValue()
    }
}
