import EventLoop
import HTTPServer
import Testing

/// A server whose process has hardly any descriptors, while more clients come than it has room for.
@Suite(.timeLimit(.minutes(5))) struct NoDescriptorsTests {
    private static let request = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"

    @Test func itServesWhomItCanTurnsTheOthersAwayAndSleeps() async throws {
        let loop = try EventLoop.start()
        let process = try await ServerProcess.start(descriptors: 80, on: loop)
        var clients: [RawClient] = []
        var outcomes: [String: Int] = [:]
        for _ in 1...80 {
            let client = try await RawClient.connect(to: process.address, loop: loop)
            clients.append(client)
            try await client.send(Self.request)
            // Turned away without an answer is all that can be done when there is no descriptor left for one.
            let outcome = try await client.status().map(String.init) ?? "turned away"
            outcomes[outcome, default: 0] += 1
        }
        // How many it has left beside its own and those it inherited is not ours to say.
        #expect((1...DescriptorLimit.connections(descriptors: 80)).contains(outcomes["200"] ?? 0))
        #expect((outcomes["turned away"] ?? 0) > 0)

        // A loop that spins on the listener never sleeps.
        try await process.untilAsleep()
        try await clients[0].send(Self.request)
        #expect(try await clients[0].answer().status == 200)
        for client in clients { try await client.close() }
        // What was closed is free again, as soon as the server has noticed.
        while true {
            let client = try await RawClient.connect(to: process.address, loop: loop)
            try await client.send(Self.request)
            let status = try await client.status()
            try await client.close()
            if status == 200 { break }
            try Task.checkCancellation()
        }
        try await process.stop()
        await loop.stop()
    }
}
