import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import HTTPServer
import TestSupport
import Testing

@testable import CheckoutAPI

@Suite("Changes as the dashboard hears of them", .timeLimit(.minutes(3))) struct DashboardStreamTests {
    private static func stream(_ open: OpenShop, _ visitor: DashboardVisitor) async throws -> StreamReader {
        try await StreamReader.open(
            "/dashboard/stream", at: open.server.localAddress, on: open.readers,
            headers: "Cookie: \(visitor.cookie ?? "")\r\n")
    }

    /// Changes are gathered for a moment, which on a loop whose time stands still has to be brought about.
    private static func gather(_ open: OpenShop) async {
        await open.shop.loop.tick()
        open.time.advance(by: .milliseconds(80))
        await open.shop.loop.tick()
    }

    @Test func aPageHearsWhichSessionsChange() async throws {
        try await OpenShop.with { open in
            let shop = open.shop
            let reader = try await Self.stream(open, try await DashboardVisitor.loggedIn(shop))
            let stranger = try await Self.stream(
                open, try await DashboardVisitor.loggedIn(shop, key: shop.stranger.key))
            let live = try await Self.stream(
                open, try await DashboardVisitor.loggedIn(shop, key: shop.merchant.liveKey))
            for each in [reader, stranger, live] {
                let head = try await each.head()
                #expect(head.contains("200 OK") && head.lowercased().contains("content-type: text/event-stream"))
            }
            try await open.until(streams: 3)
            // Visible at once, and by a transition.
            let free = try await shop.open(shop.prices.free)
            let paid = try await shop.open()
            await Self.gather(open)
            var told: Set<String> = []
            while !told.isSuperset(of: [free.id, paid.id]) {
                try Task.checkCancellation()
                await Self.gather(open)
                let events = try await reader.events(0)
                told = Set(events.flatMap { $0.json["sessions"]?.array ?? [] }.compactMap(\.string))
            }
            // A heartbeat comes after whatever was told before it.
            open.time.advance(by: .seconds(15))
            for each in [stranger, live] {
                let text = try await each.text(containing: "\n: ")
                #expect(!text.contains("data:"), "nothing of theirs changed")
            }
        }
    }

    @Test func itIsForWhoeverHasLoggedIn() async throws {
        try await Shop.with { shop in
            let answer = try await DashboardVisitor.stranger(shop).get("/dashboard/stream")
            #expect(answer.status == 403, "a browser does not come back by itself after this")
        }
    }

    @Test func tooManyPagesDoWithoutAStream() async throws {
        try await OpenShop.with { open in
            let visitor = try await DashboardVisitor.loggedIn(open.shop)
            var readers: [StreamReader] = []
            for _ in 0..<DashboardStreams.readersOfTopic { readers.append(try await Self.stream(open, visitor)) }
            try await open.until(streams: DashboardStreams.readersOfTopic)
            #expect(try await visitor.get("/dashboard/stream").status == 503)
            try await readers[0].close()
            try await open.until(streams: DashboardStreams.readersOfTopic - 1)
            #expect(try await Self.stream(open, visitor).head().contains("200 OK"))
        }
    }
}
