import EventLoop
import HTTPClient
import HTTPMessages
import Testing

/// All on a clock that stands still: nothing here waits for time to pass.
@Suite("Deadlines, cancellation, shutdown", .timeLimit(.minutes(5)))
struct DeadlineTests {
    private let clock = ManualClock()

    /// From another thread, as time passes in production: the loop has to wake up for it.
    private func advance(by interval: Duration) async {
        let clock = clock
        await Task.detached { clock.advance(by: interval) }.value
    }

    /// The request's result, once it is there.
    private func start(_ request: ClientRequest, with client: HTTPClient) -> Task<ClientResponse, any Error> {
        Task.immediate { try await client.send(request) }
    }

    private func failure(of task: Task<ClientResponse, any Error>) async throws -> HTTPClientError {
        switch await task.result {
        case .success(let response): try #require(nil as HTTPClientError?, "answered \(response.status)")
        case .failure(let error): try #require(error as? HTTPClientError)
        }
    }

    @Test("no answer within the time: outcome unknown, connection closed")
    func noAnswer() async throws {
        try await ClientFixture.run(clock: clock.clock, script: { _ in }) { fixture in
            var request = ClientRequest(.post, fixture.server.url())
            request.timeout = .seconds(20)
            let task = start(request, with: fixture.client)
            await fixture.server.wait { $0.requests.count == 1 }
            await advance(by: .seconds(20))
            let error = try await failure(of: task)
            #expect(error.reason == .timedOut)
            #expect(error.outcome == .unknown)
            await fixture.server.wait { $0.closedCount == 1 }
        }
    }

    @Test("an answer within the last millisecond counts")
    func lastMillisecond() async throws {
        try await ClientFixture.run(clock: clock.clock, script: { _ in }) { fixture in
            var request = ClientRequest(.post, fixture.server.url())
            request.timeout = .seconds(20)
            let task = start(request, with: fixture.client)
            await fixture.server.wait { $0.requests.count == 1 }
            // Past the time for connecting on the way, which is no concern any more.
            await advance(by: .seconds(15))
            await advance(by: .milliseconds(4999))
            fixture.server.requests[0].answer()
            let response = try await task.value
            #expect(response.status == .ok)
        }
    }

    @Test("dripping does not extend the time")
    func drip() async throws {
        try await ClientFixture.run(
            clock: clock.clock, script: { $0.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n") }
        ) { fixture in
            var request = ClientRequest(.get, fixture.server.url())
            request.timeout = .seconds(10)
            let task = start(request, with: fixture.client)
            await fixture.server.wait { $0.requests.count == 1 }
            for _ in 0..<10 {
                fixture.server.requests[0].write("x")
                await advance(by: .seconds(1))
            }
            let error = try await failure(of: task)
            #expect(error.reason == .timedOut)
            #expect(error.status == nil || error.status == 200)
        }
    }

    @Test("waiting for a connection counts as connecting: not sent")
    func queued() async throws {
        var options = HTTPClientOptions()
        options.maximumConnectionsPerHost = 1
        try await ClientFixture.run(options: options, clock: clock.clock, script: { _ in }) { fixture in
            let first = start(ClientRequest(.get, fixture.server.url("/first")), with: fixture.client)
            await fixture.server.wait { $0.requests.count == 1 }
            let second = start(ClientRequest(.post, fixture.server.url("/second")), with: fixture.client)
            await advance(by: .seconds(10))
            let error = try await failure(of: second)
            #expect(error.reason == .connectTimedOut)
            #expect(error.outcome == .notSent)
            fixture.server.requests[0].answer()
            let response1 = try await first.value
            #expect(response1.status == .ok)
            #expect(fixture.server.requests.count == 1)
        }
    }

    @Test("a time limit shorter than the one for connecting is kept too")
    func shortLimit() async throws {
        try await ClientFixture.run(clock: clock.clock, script: { _ in }) { fixture in
            var request = ClientRequest(.get, fixture.server.url())
            request.timeout = .seconds(1)
            let task = start(request, with: fixture.client)
            await fixture.server.wait { $0.requests.count == 1 }
            await advance(by: .seconds(1))
            let error2 = try await failure(of: task)
            #expect(error2.reason == .timedOut)
        }
    }

    @Test("cancelling gives the request up at once")
    func cancellation() async throws {
        try await ClientFixture.run(script: { _ in }) { fixture in
            let task = start(ClientRequest(.post, fixture.server.url()), with: fixture.client)
            await fixture.server.wait { $0.requests.count == 1 }
            task.cancel()
            let error = try await failure(of: task)
            #expect(error.reason == .cancelled)
            #expect(error.outcome == .unknown)
            await fixture.server.wait { $0.closedCount == 1 }
        }
    }

    @Test("a task that was cancelled before sends nothing")
    func cancelledBefore() async throws {
        try await ClientFixture.run { fixture in
            let task = start(ClientRequest(.post, fixture.server.url()), with: fixture.client)
            task.cancel()
            let error = try await failure(of: task)
            #expect(error.reason == .cancelled)
            #expect(error.outcome == .notSent)
            let client = fixture.client
            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.send(ClientRequest(.post, "http://127.0.0.1:1/"))
            }
            let error3 = try await failure(of: late)
            #expect(error3.reason == .cancelled)
            let response4 = try await fixture.get()
            #expect(response4.status == .ok)
            #expect(fixture.server.requests.count == 1)
        }
    }

    @Test("a look-up that is given up is not waited for")
    func cancelledWhileResolving() async throws {
        try await ClientFixture.run { fixture in
            for turns in 0..<20 {
                let task = start(ClientRequest(.post, "http://nonexistent.invalid/"), with: fixture.client)
                for _ in 0..<turns { await Task.yield() }
                task.cancel()
                let error = try await failure(of: task)
                // The resolver may have been faster.
                #expect(error.reason == .cancelled || error.reason == .resolveFailed)
                #expect(error.outcome == .notSent)
            }
        }
    }

    @Test("cancelling one of two requests leaves the other alone")
    func cancelOne() async throws {
        try await ClientFixture.run(script: { _ in }) { fixture in
            let first = start(ClientRequest(.get, fixture.server.url("/1")), with: fixture.client)
            let second = start(ClientRequest(.get, fixture.server.url("/2")), with: fixture.client)
            await fixture.server.wait { $0.requests.count == 2 }
            first.cancel()
            let error5 = try await failure(of: first)
            #expect(error5.reason == .cancelled)
            fixture.server.requests.first { $0.line.contains("/2") }?.answer(body: "two")
            let response6 = try await second.value
            #expect(response6.body == Array("two".utf8))
        }
    }

    @Test("shutdown ends what is in flight, closes connections, and refuses what comes later")
    func shutdown() async throws {
        try await ClientFixture.run(script: { if $0.line.contains("/idle") { $0.answer() } }) { fixture in
            _ = try await fixture.get("/idle")
            let sent = start(ClientRequest(.post, fixture.server.url()), with: fixture.client)
            await fixture.server.wait { $0.requests.count == 2 }
            let unsent = start(ClientRequest(.post, fixture.server.url()), with: fixture.client)
            await fixture.client.shutDown()
            let (first, second) = (try await failure(of: sent), try await failure(of: unsent))
            #expect(first.reason == .shutDown)
            #expect(first.outcome == .unknown)
            #expect(second.reason == .shutDown)
            await fixture.server.wait { $0.closedCount == $0.connectionCount }
            let late = try await fixture.failure(ClientRequest(.get, fixture.server.url()))
            #expect(late.reason == .shutDown)
            #expect(late.outcome == .notSent)
            await fixture.client.shutDown()
        }
    }

    @Test("a client that is let go closes its connections")
    func letGo() async throws {
        try await ClientFixture.run { fixture in
            do {
                let client = try HTTPClient(loop: fixture.loop)
                _ = try await client.send(ClientRequest(.get, fixture.server.url()))
            }
            await fixture.server.wait { $0.closedCount == 1 }
        }
    }
}
