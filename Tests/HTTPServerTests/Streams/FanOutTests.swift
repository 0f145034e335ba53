import EventLoop
import HTTPMessages
import HTTPServer
import Testing

@Suite(.timeLimit(.minutes(5))) struct FanOutTests {
    private static let request = "GET /stream HTTP/1.1\r\nHost: x\r\n\r\n"

    private static func open(_ count: Int, _ fixture: ServerFixture) async throws -> [RawClient] {
        var clients: [RawClient] = []
        for _ in 0..<count {
            let client = try await fixture.connect()
            try await client.send(request)
            _ = try await client.text(through: "hello\n\n\r\n")
            clients.append(client)
        }
        return clients
    }

    @Test func everyStreamGetsEveryPieceInOrder() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let clients = try await Self.open(20, fixture)
            try await fixture.loop.submit {
                let fanOut = FanOut(loop: fixture.loop, slice: .init(sends: 7, time: .seconds(60)))
                for number in 1...3 {
                    fanOut.deliver(StreamFrame(Array("data: \(number)\n\n".utf8)), to: hall.all())
                }
                #expect(fanOut.isBusy)
            }
            for client in clients {
                #expect(
                    try await client.text(through: "data: 3\n\n\r\n")
                        == "9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n9\r\ndata: 3\n\n\r\n")
            }
        }
    }

    /// Between two slices the loop polls: a request is answered long before the last stream has its piece.
    @Test func othersAreServedWhileALargeAudienceIsTold() async throws {
        let hall = Hall()
        let order = Journal<String>()
        try await ServerFixture.run(
            routes: { routes in
                hall.routes(&routes)
                routes.get("/meanwhile") { _, _ in
                    order.note("request")
                    return .text("")
                }
            },
            { fixture in
                _ = try await Self.open(1, fixture)
                let other = try await fixture.connect()
                try await other.send("GET /echo/1 HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await other.answer()
                // Goes on until the request has been answered, which it would never be if it kept the loop for itself.
                try await fixture.loop.submit {
                    let stream = hall.all()[0]
                    let fanOut = FanOut(loop: fixture.loop, slice: .init(sends: 1, time: .seconds(60)))
                    Self.deliverUntil(order, fanOut, stream)
                }
                try await other.send("GET /meanwhile HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await other.answer().status == 200)
            })
    }

    private static func deliverUntil(_ order: Journal<String>, _ fanOut: FanOut, _ stream: ResponseStream) {
        guard order.all.isEmpty, stream.isOpen else { return }
        fanOut.deliver(StreamFrame([0x2e]), to: [stream, stream, stream])
        stream.loop.afterNextPoll { deliverUntil(order, fanOut, stream) }
    }

    @Test func streamsThatEndMeanwhileAreSkipped() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let clients = try await Self.open(4, fixture)
            try await fixture.loop.submit {
                let streams = hall.all()
                let fanOut = FanOut(loop: fixture.loop, slice: .init(sends: 1, time: .seconds(60)))
                fanOut.deliver(StreamFrame(Array("data: 1\n\n".utf8)), to: streams)
                streams[2].finish()
            }
            for index in [0, 1, 3] {
                #expect(try await clients[index].text(through: "data: 1\n\n\r\n") == "9\r\ndata: 1\n\n\r\n")
            }
            #expect(try await clients[2].text(through: "0\r\n\r\n") == "0\r\n\r\n")
        }
    }

    @Test func aGroupKnowsWhoIsStillThere() async throws {
        let hall = Hall()
        try await ServerFixture.run(routes: hall.routes) { fixture in
            let clients = try await Self.open(5, fixture)
            let group = try await fixture.loop.submit {
                let group = StreamGroup(FanOut(loop: fixture.loop))
                for stream in hall.all() { group.join(stream) }
                return LoopBound(group, on: fixture.loop)
            }
            try await clients[0].close()
            try await clients[3].close()
            try await fixture.until { $0.openStreams == 3 }
            try await fixture.loop.submit {
                #expect(group.value.count == 3)
                group.value.publish(StreamFrame(Array("data: 1\n\n".utf8)))
            }
            for index in [1, 2, 4] {
                #expect(try await clients[index].text(through: "data: 1\n\n\r\n") == "9\r\ndata: 1\n\n\r\n")
            }
        }
    }
}
