import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Sessions on the dashboard") struct DashboardSessionTests {
    @Test func theListShowsTheNewestFirst() async throws {
        try await Shop.with { shop in
            let visitor = try await DashboardVisitor.loggedIn(shop)
            #expect(try await visitor.get("/dashboard").text.contains("There are no sessions yet."))
            let first = try await shop.open()
            shop.clock.advance(by: .seconds(90))
            let second = try await shop.create([
                "priceId": .string(shop.prices.oneTime.description),
                "customer": ["email": "anna@mail.example", "externalId": "u1"],
            ])
            _ = try await shop.confirm(second)
            let text = try await visitor.get("/dashboard").text
            let places = [second.id, first.id].map { text.firstRange(of: "/dashboard/sessions/\($0)")?.lowerBound }
            #expect(try #require(places[0]) < #require(places[1]))
            for shown in ["anna@mail.example", "49.00\u{A0}USD", "Completed", "Pending", "1 min ago", "Pro"] {
                #expect(text.contains(shown) == true, "\(shown)")
            }
            let completed = try await visitor.get("/dashboard?status=completed").text
            #expect(completed.contains(second.id) && !completed.contains(first.id))
            #expect(try await visitor.get("/dashboard?status=strange").status == 400)
        }
    }

    @Test func olderOnesAreAPageAway() async throws {
        try await Shop.with { shop in
            for _ in 0..<51 {
                _ = try await shop.open()
                shop.clock.advance(by: .seconds(1))
            }
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let first = try await visitor.get("/dashboard").text
            let link = try #require(first.firstRange(of: "rel=\"next\" href=\""))
            let path = String(first[link.upperBound...].prefix { $0 != "\"" }).replacing("&amp;", with: "&")
            let rest = try await visitor.get(path).text
            #expect(
                first.split(separator: "<tr data-key").count == 51 && rest.split(separator: "<tr data-key").count == 2)
            #expect(!rest.contains("data-feed"), "what somebody reads back in time stands still")
            #expect(try await visitor.get("/dashboard?cursor=x").status == 400)
        }
    }

    @Test func aSessionIsFoundByWhateverIsKnownOfIt() async throws {
        try await Shop.with { shop in
            let session = try await shop.create([
                "priceId": .string(shop.prices.oneTime.description),
                "customer": ["email": "Anna.Berg@mail.example", "externalId": "user 7"],
                "metadata": ["order": "4711"],
            ])
            _ = try await shop.open()
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let page = "/dashboard/sessions/\(session.id)"
            let intent = try #require(session["paymentIntentId"]?.string)
            for direct in [session.id, session.clientSecret, " \(session.id) ", intent, intent + "_secret_x"] {
                let answer = try await visitor.get("/dashboard?q=\(Self.escaped(direct))")
                #expect(answer.status == 303 && answer.headers["Location"] == page, "\(direct)")
            }
            for wanted in ["anna.berg@mail.example", "anna.berg@", "anna", "user 7", "order=4711", "order = 4711"] {
                let answer = try await visitor.get("/dashboard?q=\(Self.escaped(wanted))")
                #expect(answer.text.split(separator: "<tr data-key").count == 2, "\(wanted)")
                #expect(answer.contains(page), "\(wanted)")
            }
            for missing in ["berg", "user", "order=471", "4711=order", "a%b@x", "pi_unknown", "evt_x", "%", "_nna@"] {
                let answer = try await visitor.get("/dashboard?q=\(Self.escaped(missing))")
                #expect(answer.status == 200 && answer.contains("Nothing was found."), "\(missing)")
            }
            let other = try await visitor.get("/dashboard?q=anna&status=completed").text
            #expect(other.contains("Nothing was found."))
        }
    }

    @Test func nobodySeesAnothersSessions() async throws {
        try await Shop.with { shop in
            let session = try await shop.create([
                "priceId": .string(shop.prices.oneTime.description),
                "customer": ["email": "anna@mail.example", "externalId": "u1"], "metadata": ["order": "4711"],
            ])
            let intent = try #require(session["paymentIntentId"]?.string)
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                let visitor = try await DashboardVisitor.loggedIn(shop, key: key)
                #expect(!(try await visitor.get("/dashboard").text.contains(session.id)))
                #expect(try await visitor.get("/dashboard/sessions/\(session.id)").status == 404)
                for wanted in [session.id, intent, "anna@mail.example", "u1", "order=4711"] {
                    let answer = try await visitor.get("/dashboard?q=\(Self.escaped(wanted))")
                    #expect(answer.status == 200 && answer.contains("Nothing was found."), "\(wanted)")
                }
            }
            let visitor = try await DashboardVisitor.loggedIn(shop)
            for id in ["x", "cs_x", "cs_01h455vb4pex5vsknk084sn02q"] {
                #expect(try await visitor.get("/dashboard/sessions/\(id)").status == 404)
            }
        }
    }

    @Test func aSessionTellsWhatHappened() async throws {
        try await Shop.with { shop in
            let session = try await shop.open()
            _ = try await shop.confirm(session, "pm_card_chargeDeclinedInsufficientFunds")
            shop.clock.advance(by: .seconds(5))
            _ = try await shop.confirm(session)
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let text = try await visitor.get("/dashboard/sessions/\(session.id)").text
            for shown in [
                "49.00 USD was paid at", "with attempt 2", "The payment was declined", "insufficient_funds",
                "An attempt to pay was sent to the provider", "pm_card_visa", "data-session=\"\(session.id)\"",
            ] {
                #expect(text.contains(shown) == true, "\(shown)")
            }
            #expect(!text.contains(session.clientSecret))
            #expect(!text.contains("dashboard.stripe.com"), "the payment is in a double of Stripe")
        }
    }

    @Test func whatOthersWroteIsText() async throws {
        try await Shop.with { shop in
            let evil = #"<script>alert(1)</script>"'&"#
            let session = try await shop.create([
                "priceId": .string(shop.prices.oneTime.description), "quantity": 2,
                "customer": [
                    "email": "\"<b>\"@mail.example", "externalId": .string(evil), "name": .string(evil),
                    "taxId": .string(evil),
                ],
                "metadata": [evil: .string(evil)],
            ])
            #expect(session.status == 201, "\(session.text)")
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let paths = [
                "/dashboard", "/dashboard/sessions/\(session.id)", "/dashboard?q=\(Self.escaped(evil))",
                "/dashboard/login?next=\(Self.escaped("/dashboard?\"><script>alert(1)</script>"))",
            ]
            for path in paths {
                let text = try await visitor.get(path).text
                #expect(!text.contains("<script>alert") && !text.contains("<b>\"@"), "\(path)")
            }
        }
    }

    private static func escaped(_ text: String) -> String { String(decoding: FormWriter.escaped(text), as: UTF8.self) }
}
