import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import HTTPServer
import TestSupport
import Testing

@testable import CheckoutAPI

/// A shop behind a socket, its loop's time moved by hand, and a loop for readers.
struct OpenShop: Sendable {
    let shop: Shop
    let server: HTTPServer
    let readers: EventLoop
    let time: ManualClock

    static func with(_ body: @Sendable @concurrent (OpenShop) async throws -> Void) async throws {
        let time = ManualClock()
        try await Shop.with(loopClock: time) { shop in
            try await on(shop, time, body)
        }
    }

    static func on(
        _ shop: Shop, _ time: ManualClock, _ body: @Sendable @concurrent (OpenShop) async throws -> Void
    ) async throws {
        let server = try await HTTPServer.start(
            on: shop.loop, address: .loopback(port: 0), options: ServerOptions(), application: shop.application)
        let result: Result<Void, any Error>
        do {
            try await withEventLoop { readers in
                try await body(OpenShop(shop: shop, server: server, readers: readers, time: time))
            }
            result = .success(())
        } catch { result = .failure(error) }
        await server.shutdownNow()
        try result.get()
    }

    func stream(
        _ id: String, _ query: String = "", lastEventID: String? = nil, isReading: Bool = true
    ) async throws -> StreamReader {
        try await StreamReader.open(
            "/v1/checkout/\(id)/stream\(query)", at: server.localAddress, on: readers,
            headers: lastEventID.map { "Last-Event-ID: \($0)\r\n" } ?? "", isReading: isReading)
    }

    /// Time for a heartbeat of everybody. The wheel's timer catches up in one go, which has to be over before time moves
    /// again: turns that a stalled loop missed for long are left out.
    func beat(_ heard: () async throws -> Void) async throws {
        time.advance(by: .seconds(15))
        try await heard()
        await shop.loop.tick()
    }

    /// Until so many streams are open.
    func until(streams count: Int) async throws {
        while try await server.snapshot().openStreams != count {
            try Task.checkCancellation()
            await shop.loop.tick()
        }
    }
}

/// The stream of a session (the contract's §4).
@Suite(.timeLimit(.minutes(3))) struct StreamTests {
    @Test func aPurchaseAsItsStreamTellsIt() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open()
            let reader = try await open.stream(session.id)
            let head = try await reader.head()
            #expect(head.hasPrefix("HTTP/1.1 200 "))
            for field in [
                "Content-Type: text/event-stream", "Cache-Control: no-store, no-transform", "X-Accel-Buffering: no",
            ] { #expect(head.contains(field)) }
            let first = try await reader.events(1)
            #expect(first.map(\.id) == ["1"])
            #expect(first[0].name == nil)
            let status = try await open.shop.status(session.id)
            #expect(first[0].data == status.text, "the same bytes as the status")
            _ = try await open.shop.confirm(session)
            let all = try await reader.allEvents()
            #expect(all.map(\.id) == ["1", "2", "3"])
            #expect(all.map { $0.json["status"]?.string } == ["pending", "processing", "completed"])
            let text = try await reader.text(containing: "retry: ")
            let retry = text.split(separator: "\n").first.flatMap { Int($0.dropFirst("retry: ".count)) }
            #expect((1000...3000).contains(retry ?? 0))
            try await open.until(streams: 0)
            #expect(open.shop.services.feed.subscriberCount == 0)
        }
    }

    @Test func resumingAtEveryVersion() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open()
            _ = try await open.shop.confirm(session, "pm_card_visa_chargeDeclined")
            _ = try await open.shop.confirm(session)
            let id = try #require(CheckoutSessionID(session.id))
            let told = try await open.shop.loop.run {
                try await open.shop.services.store.changes(of: id, after: 0)
            }
            let last = try #require(told.last?.version)
            #expect(last == 5)
            for seen in 0..<last {
                let missed = told.filter { $0.version > seen }.map { String(decoding: $0.body, as: UTF8.self) }
                let byHeader = try await open.stream(session.id, "?lastEventId=1", lastEventID: "\(seen)")
                #expect(try await byHeader.allEvents().map(\.data) == missed)
                let byQuery = try await open.stream(session.id, "?lastEventId=\(seen)")
                #expect(try await byQuery.allEvents().map(\.data) == missed)
            }
            let over = try await open.stream(session.id, lastEventID: "\(last)")
            #expect(try await over.head().hasPrefix("HTTP/1.1 204 "))
        }
    }

    @Test(arguments: ["", "x", "-1", "99", "1; DROP", "%ff", "18446744073709551616"])
    func junkIsNoError(_ junk: String) async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open()
            for reader in [
                try await open.stream(session.id, lastEventID: junk),
                try await open.stream(session.id, "?lastEventId=\(junk.replacing(" ", with: "+"))"),
                try await open.stream(session.id, "?events=unheard&events=of"),
            ] {
                #expect(try await reader.head().hasPrefix("HTTP/1.1 200 "))
                #expect(try await reader.events(1).map(\.id) == ["1"])
                try await reader.close()
            }
        }
    }

    @Test func namedEvents() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open(open.shop.prices.free)
            let named = try await open.stream(session.id, "?events=named")
            let unnamed = try await open.stream(session.id)
            _ = try await named.events(1)
            _ = try await unnamed.events(1)
            _ = try await open.shop.confirm(session, nil)
            #expect(
                try await named.allEvents().map(\.name) == ["checkout.session.pending", "checkout.session.completed"])
            #expect(try await unnamed.allEvents().map(\.name) == [nil, nil])
        }
    }

    @Test func aStreamOfAnEndedSession() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open(open.shop.prices.free)
            _ = try await open.shop.confirm(session, nil)
            let events = try await open.stream(session.id).allEvents()
            #expect(events.map { $0.json["status"]?.string } == ["completed"])
        }
    }

    @Test func silenceIsBroken() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open()
            var readers: [StreamReader] = []
            for _ in 0..<90 {
                readers.append(try await open.stream(session.id))
                _ = try await readers[readers.count - 1].events(1)
            }
            for round in 1...3 {
                try await open.beat {
                    for reader in readers {
                        let text = try await reader.text(containing: "\n: \n", times: round)
                        #expect(text.split(separator: "\n: \n", omittingEmptySubsequences: false).count == round + 1)
                    }
                }
            }
            for reader in readers { try await reader.close() }
            try await open.until(streams: 0)
        }
    }

    @Test func streamsRotate() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open()
            let reader = try await open.stream(session.id)
            _ = try await reader.events(1)
            for round in 1...31 {
                try await open.beat { _ = try await reader.text(containing: "\n: \n", times: round) }
            }
            #expect(try await open.server.snapshot().openStreams == 1, "465 seconds are not eight minutes")
            for round in 32...48 {
                try await open.beat { _ = try await reader.text(containing: "\n: \n", times: round) }
            }
            // Twelve minutes: it has ended, and nothing was told that had not happened.
            #expect(try await reader.allEvents().map(\.id) == ["1"])
        }
    }

    /// A reader that stops reading for a while is nobody's trouble, and misses nothing.
    @Test func aReaderThatPauses() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open()
            let paused = try await open.stream(session.id, isReading: false)
            let other = try await open.stream(session.id)
            _ = try await other.events(1)
            try await open.until(streams: 2)
            for round in 1...3 {
                try await open.beat { _ = try await other.text(containing: "\n: \n", times: round) }
            }
            _ = try await open.shop.confirm(session)
            #expect(try await other.allEvents().map(\.id) == ["1", "2", "3"])
            try await paused.startReading()
            #expect(try await paused.allEvents().map(\.id) == ["1", "2", "3"])
        }
    }

    /// Another process commits; the readers of this one hear of it.
    @Test func acrossProcesses() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open()
            let reader = try await open.stream(session.id)
            _ = try await reader.events(1)
            try await open.shop.elsewhere { other in
                #expect(try await other.confirm(session)["status"] == "completed")
                let events = try await reader.allEvents()
                #expect(events.map(\.id) == ["1", "2", "3"])
                async let waiting = open.shop.get("/v1/checkout/\(session.id)/status?after=2&wait=30")
                #expect(try await waiting["status"] == "completed")
                // And its own are told the same.
                #expect(try await other.status(session.id).body == open.shop.status(session.id).body)
            }
        }
    }

    /// Many readers that come and go at the moment of the change: each sees every version once, in order.
    @Test func nobodyMissesAnything() async throws {
        try await OpenShop.with { open in
            let session = try await open.shop.open()
            async let readers = withThrowingTaskGroup(of: [String?].self) { group in
                for number in 0..<60 {
                    group.addTask {
                        let first = try await open.stream(session.id)
                        let seen = try await first.events(1 + number % 2)
                        try await first.close()
                        let last = seen.last?.id ?? ""
                        let rest = try await open.stream(session.id, lastEventID: last)
                        let head = try await rest.head()
                        return seen.map(\.id) + (head.contains(" 204 ") ? [] : try await rest.allEvents().map(\.id))
                    }
                }
                return try await group.reduce(into: [[String?]]()) { $0.append($1) }
            }
            _ = try await open.shop.confirm(session, "pm_card_visa_chargeDeclined")
            _ = try await open.shop.confirm(session)
            for ids in try await readers {
                let versions = ids.compactMap { $0.flatMap(Int.init) }
                #expect(versions.last == 5)
                #expect(versions == Array((versions.first ?? 0)...5), "\(versions)")
            }
        }
    }
}
