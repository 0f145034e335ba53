import CLibuv

/// A libuv handle owned by a Swift object. The object is kept alive while the handle is open, because libuv may call
/// back until its close callback has run.
package class LoopHandle {
    package let loop: EventLoop
    let memory: UnsafeMutableRawPointer
    package private(set) var isClosing = false
    private var isOpen = false

    var handle: UnsafeMutablePointer<uv_handle_t> { memory.assumingMemoryBound(to: uv_handle_t.self) }

    /// The file descriptor below, of the handles that have one and are open.
    var descriptor: Int32? {
        var descriptor: uv_os_fd_t = -1
        return uv_fileno(handle, &descriptor) == 0 ? descriptor : nil
    }

    init<Handle>(_ type: Handle.Type, loop: EventLoop) {
        self.loop = loop
        memory = UnsafeMutableRawPointer(UnsafeMutablePointer<Handle>.allocate(capacity: 1))
    }

    deinit { memory.deallocate() }

    /// To be called once libuv has initialised the handle.
    func opened() {
        isOpen = true
        handle.pointee.data = Unmanaged.passRetained(self).toOpaque()
        loop.handleOpened()
    }

    /// Closes the handle; nothing is called back but `didClose`. Calling it again does nothing.
    package func close() {
        loop.preconditionCurrent()
        guard !isClosing else { return }
        isClosing = true
        guard isOpen else { return }
        uv_close(handle) { handle in
            guard let data = handle?.pointee.data else { return }
            // Balances the retain of `opened`.
            let owner = Unmanaged<LoopHandle>.fromOpaque(data).takeRetainedValue()
            owner.didClose()
            owner.loop.handleClosed()
        }
    }

    /// The handle is closed and libuv has forgotten it.
    func didClose() {}

    /// The object behind a handle that libuv hands to a callback.
    static func of(_ handle: UnsafeMutablePointer<uv_handle_t>) -> LoopHandle {
        Unmanaged<LoopHandle>.fromOpaque(handle.pointee.data).takeUnretainedValue()
    }

    /// The same for a handle of any libuv type, as the object's own class.
    static func of<Owner: LoopHandle>(_ handle: UnsafeMutableRawPointer, as type: Owner.Type) -> Owner {
        let data = handle.assumingMemoryBound(to: uv_handle_t.self).pointee.data
        // `opened` stored an Owner here; the callbacks of a handle are set by its own class only.
        return Unmanaged<Owner>.fromOpaque(data.unsafelyUnwrapped).takeUnretainedValue()
    }
}
