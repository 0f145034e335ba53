import CLibuv

/// A write request and a copy of its bytes in one block of memory.
struct PendingWrite {
    let request: UnsafeMutablePointer<uv_write_t>

    private static let headerSize = (MemoryLayout<uv_write_t>.size + 15) & ~15

    static func allocate(copying bytes: UnsafeRawBufferPointer) -> PendingWrite {
        let block = UnsafeMutableRawPointer.allocate(byteCount: headerSize + bytes.count, alignment: 16)
        let pending = PendingWrite(request: block.bindMemory(to: uv_write_t.self, capacity: 1))
        pending.bytes.copyMemory(from: bytes.baseAddress.unsafelyUnwrapped, byteCount: bytes.count)
        pending.request.pointee.data = UnsafeMutableRawPointer(bitPattern: bytes.count)
        return pending
    }

    var bytes: UnsafeMutableRawPointer { UnsafeMutableRawPointer(request) + Self.headerSize }

    /// Frees the block and answers how many bytes it held.
    func release() -> Int {
        let count = Int(bitPattern: request.pointee.data)
        UnsafeMutableRawPointer(request).deallocate()
        return count
    }
}
