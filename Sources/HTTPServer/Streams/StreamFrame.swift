import HTTPMessages

/// A piece of a stream, encoded once however many streams it goes to.
package struct StreamFrame: Sendable {
    /// The piece as a chunk.
    let chunk: [UInt8]
    /// Where the piece itself is in the chunk; connections that end with their stream send only that.
    let payload: Range<Int>

    package init(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else {
            // An empty chunk would be the end of the stream.
            chunk = []
            payload = 0..<0
            return
        }
        var chunk: [UInt8] = []
        chunk.reserveCapacity(bytes.count + 20)
        ResponseWriter.writeChunk(bytes, into: &chunk)
        let end = chunk.count - 2
        payload = end - bytes.count..<end
        self.chunk = chunk
    }
}
