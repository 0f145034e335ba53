import EventLoop
import HTTPMessages
import HTTPServer

/// The routes that are measured.
struct BenchRoutes {
    let audience: Audience
    /// Nil without a database.
    let items: Items?

    func application() throws(RouterError) -> Application {
        try Application { (routes: inout RouteTable) throws(RouterError) in
            routes.get("/livez") { _, _ in .json(Array(#"{"status":"ok"}"#.utf8)) }
            routes.get("/json") { _, _ in .json(Self.status()) }
            if let items { routes.get("/lookup/{id}") { request, _ in try await items.answer(request) } }
            streams(&routes)
        }
    }

    /// Built for each request, as a status answer is.
    private static func status() -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.member("id", "cs_01h455vb4pex5vsknk084sn02q")
        json.member("status", "open")
        json.member("amount", 129_900)
        json.member("currency", "eur")
        json.endObject()
        return json.bytes
    }

    private func streams(_ routes: inout RouteTable) {
        routes.get("/stream") { [audience] _, _ in
            .stream(
                .serverSentEvents { stream in
                    var hello: [UInt8] = []
                    ServerSentEvents.writeRetry(milliseconds: 2000, into: &hello)
                    stream.send(hello)
                    audience.join(stream)
                })
        }
        routes.post("/publish") { [audience] request, _ in
            var event: [UInt8] = []
            ServerSentEvents.write(data: String(decoding: request.body, as: UTF8.self), into: &event)
            audience.publish(StreamFrame(event))
            return .json(Array(#"{"published":true}"#.utf8), .accepted)
        }
    }
}
