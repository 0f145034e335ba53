import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Postgres
import Testing

@testable import CheckoutAPI

@Suite("Provider events on the dashboard") struct DashboardEventTests {
    /// What a provider told, about that session if any.
    private static func tell(
        _ shop: Shop, _ eventID: String, _ state: ProviderEventState, about session: Answer? = nil,
        livemode: Bool = false, accountID: String? = nil
    ) async throws -> ProviderEventID {
        let event = ProviderEvent(
            provider: .stripe, eventID: eventID, livemode: livemode, accountID: accountID,
            type: "payment_intent.<i>succeeded</i>", createdAt: shop.services.now, receivedAt: shop.services.now,
            payload: Array(
                #"{"id":"evt_1","note":"</pre><script>alert(1)</script>","client_secret":"pi_1_secret_x"}"#.utf8))
        let events = ProviderEvents(shop.services.store.pool)
        let isWaiting = state == .received || state == .parked
        #expect(try await events.store(event, as: state, retryAt: isWaiting ? shop.services.now : nil))
        if let session {
            let id = try #require(CheckoutSessionID(session.id))
            try await shop.services.store.pool.execute(
                "UPDATE provider_events SET session_id = $2 WHERE id = $1",
                PostgresParameters(PostgresUUID(bits: event.id.id.bits), PostgresUUID(bits: id.id.bits)))
        }
        return event.id
    }

    @Test func eventsAreListedByTheirState() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            for state in ProviderEventState.allCases {
                _ = try await Self.tell(shop, "evt_\(state.rawValue)", state, about: session)
                shop.clock.advance(by: .seconds(1))
            }
            let visitor = try await DashboardVisitor.loggedIn(shop)
            func rows(_ query: String) async throws -> Int {
                try await visitor.get("/dashboard/events\(query)").text.split(separator: "<tr data-key").count - 1
            }
            #expect(try await rows("") == 6)
            #expect(try await rows("?state=troubled") == 3)
            for state in ProviderEventState.allCases { #expect(try await rows("?state=\(state.rawValue)") == 1) }
            #expect(try await visitor.get("/dashboard/events?state=strange").status == 400)
            let list = try await visitor.get("/dashboard/events")
            #expect(list.contains("payment_intent.&lt;i&gt;succeeded") && !list.contains("<i>succeeded"))
        }
    }

    @Test func anEventIsShownWithoutItsSecrets() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let id = try await Self.tell(shop, "evt_1", .review, about: session)
            let visitor = try await DashboardVisitor.loggedIn(shop)
            for reference in ["evt_1", "\(id)"] {
                for path in ["/dashboard", "/dashboard/events"] {
                    let found = try await visitor.get("\(path)?q=\(reference)")
                    #expect(found.status == 303 && found.headers["Location"] == "/dashboard/events/\(id)")
                }
            }
            let page = try await visitor.get("/dashboard/events/\(id)")
            #expect(page.status == 200 && page.contains("/dashboard/sessions/\(session.id)"))
            #expect(page.contains("&quot;client_secret&quot;: &quot;•••&quot;") && !page.contains("secret_x"))
            #expect(!page.contains("<script>alert"))
            #expect(try await visitor.get("/dashboard/events/pev_x").status == 404)
        }
    }

    @Test func anEventIsGivenAnotherTry() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let id = try await Self.tell(shop, "evt_1", .failed, about: session)
            let applied = try await Self.tell(shop, "evt_2", .applied, about: session)
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let events = ProviderEvents(shop.services.store.pool)

            #expect(try await visitor.post("/dashboard/events/\(id)/replay", ["token": "x"]).status == 403)
            #expect(try await visitor.post("/dashboard/events/\(id)/replay", headers: [:]).status == 403)
            #expect(try await visitor.get("/dashboard/events/\(id)/replay").status == 405)
            #expect(try await events.find(id)?.state == .failed)

            let answer = try await visitor.post("/dashboard/events/\(id)/replay")
            #expect(answer.status == 303 && answer.headers["Location"] == "/dashboard/events/\(id)?notice=replayed")
            let stored = try #require(try await events.find(id))
            #expect(stored.state == .received && stored.nextTryAt != nil && stored.tries == 0)
            #expect(
                try await visitor.get("/dashboard/events/\(id)?notice=replayed").contains("It is handled once more"))

            let nothing = try await visitor.post("/dashboard/events/\(applied)/replay")
            #expect(nothing.headers["Location"] == "/dashboard/events/\(applied)?notice=settled")
            #expect(!(try await visitor.get("/dashboard/events/\(applied)").contains("<button class=\"small\">Handle")))
            #expect(try await visitor.post("/dashboard/events/pev_x/replay").status == 404)
        }
    }

    @Test func nobodySeesOrReplaysAnothersEvents() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            let mine = try await Self.tell(shop, "evt_mine", .failed, about: session)
            // Nobody knows whose these are, and there is another merchant whose they could be.
            let nobodys = try await Self.tell(shop, "evt_nobodys", .parked)
            let account = try await Self.tell(shop, "evt_account", .parked, accountID: "acct_1")
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                let visitor = try await DashboardVisitor.loggedIn(shop, key: key)
                #expect(!(try await visitor.get("/dashboard/events").contains("<tr data-key")))
                for id in [mine, nobodys, account] {
                    #expect(try await visitor.get("/dashboard/events/\(id)").status == 404)
                    #expect(try await visitor.post("/dashboard/events/\(id)/replay").status == 404)
                }
                #expect(try await visitor.get("/dashboard?q=evt_mine").status == 200)
            }
            let visitor = try await DashboardVisitor.loggedIn(shop)
            #expect(try await visitor.get("/dashboard/events/\(mine)").status == 200)
            #expect(try await visitor.get("/dashboard/events/\(nobodys)").status == 404)
            #expect(try await ProviderEvents(shop.services.store.pool).find(mine)?.state == .failed)

            var organization = shop.merchant.organization
            organization.stripeAccountID = "acct_1"
            #expect(try await shop.services.organizations.update(organization))
            #expect(
                try await visitor.get("/dashboard/events/\(account)").status == 200, "the account is this merchant's")
            var other = shop.stranger.organization
            other.stripeAccountID = "acct_1"
            #expect(try await shop.services.organizations.update(other))
            #expect(try await visitor.get("/dashboard/events/\(account)").status == 404, "or another's")
        }
    }
}
