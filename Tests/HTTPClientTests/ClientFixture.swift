import EventLoop
import HTTPClient
import HTTPMessages
import Testing

/// A client, a scripted server and the loop both run on.
struct ClientFixture {
    let loop: EventLoop
    let client: HTTPClient
    let server: ScriptedServer

    /// Runs `body` on a fresh loop, and takes everything down afterwards.
    static func run(
        options: HTTPClientOptions = HTTPClientOptions(), clock: Clock = .system,
        script: @escaping @Sendable (ServedRequest) -> Void = { $0.answer() },
        _ body: @escaping @Sendable (ClientFixture) async throws -> Void
    ) async throws {
        let loop = try EventLoop.start(clock: clock)
        let result: Result<Void, any Error> = await loop.run {
            do {
                let server = try ScriptedServer(loop: loop, script: script)
                let client = try HTTPClient(loop: loop, options: options)
                let fixture = ClientFixture(loop: loop, client: client, server: server)
                let result: Result<Void, any Error>
                do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
                await client.shutDown()
                server.stop()
                return result
            } catch {
                return .failure(error)
            }
        }
        await loop.stop()
        try result.get()
    }

    func get(_ path: String = "/") async throws -> ClientResponse {
        try await client.send(ClientRequest(.get, server.url(path)))
    }

    /// The error of a request that must not succeed.
    func failure(
        _ request: ClientRequest, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> HTTPClientError {
        do throws(HTTPClientError) {
            let response = try await client.send(request)
            Issue.record("answered \(response.status)", sourceLocation: sourceLocation)
        } catch {
            return error
        }
        return try #require(nil as HTTPClientError?, sourceLocation: sourceLocation)
    }
}
