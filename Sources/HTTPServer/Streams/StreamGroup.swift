/// The streams of one loop that get the same pieces; a stream leaves by itself when it ends.
package final class StreamGroup {
    private let fanOut: FanOut
    private var streams: [ResponseStream] = []

    package init(_ fanOut: FanOut) { self.fanOut = fanOut }

    package var count: Int { streams.count }
    package var isEmpty: Bool { streams.isEmpty }

    /// A stream is in one group at a time.
    package func join(_ stream: ResponseStream) {
        guard stream.isOpen, stream.group !== self else { return }
        stream.group?.leave(stream)
        stream.group = self
        stream.groupIndex = streams.count
        streams.append(stream)
    }

    /// The last one takes the place of the one that leaves.
    package func leave(_ stream: ResponseStream) {
        guard stream.group === self else { return }
        stream.group = nil
        let last = streams.removeLast()
        if last !== stream {
            streams[stream.groupIndex] = last
            last.groupIndex = stream.groupIndex
        }
    }

    /// Goes to those that are here now; who joins later starts with what comes later.
    package func publish(_ frame: StreamFrame) {
        fanOut.deliver(frame, to: streams)
    }
}
