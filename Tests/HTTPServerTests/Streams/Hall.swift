import EventLoop
import HTTPMessages
import HTTPServer
import Synchronization

/// Keeps the streams of `/stream` for a test to play with.
final class Hall: Sendable {
    private let streams = Mutex<[LoopBound<ResponseStream>]>([])
    /// What the streams told about themselves.
    let ended = Journal<String>()

    var count: Int { streams.withLock { $0.count } }

    func routes(_ routes: inout RouteTable) {
        echoes(&routes)
        routes.get("/stream") { [self] _, context in
            .stream(
                .serverSentEvents { stream in
                    stream.onClose = { self.ended.note("closed") }
                    stream.send(Array("data: hello\n\n".utf8))
                    self.streams.withLock { $0.append(LoopBound(stream, on: context.loop)) }
                })
        }
    }

    /// Runs `body` on the server's loop for each stream, in the order they came.
    func each(_ fixture: ServerFixture, _ body: @escaping @Sendable (ResponseStream) -> Void) async throws {
        let streams = self.streams.withLock { $0 }
        try await fixture.loop.submit { for stream in streams { body(stream.value) } }
    }

    /// All streams, on the loop.
    func all() -> [ResponseStream] { streams.withLock { $0 }.map(\.value) }
}
