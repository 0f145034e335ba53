import Checkout
import CheckoutStore
import EventLoop
import HTTPMessages
import Testing

@testable import CheckoutAPI

@Suite("Reviews on the dashboard") struct DashboardReviewTests {
    private static func open(_ shop: Shop) async throws -> (session: Answer, review: ReviewID) {
        let session = try await shop.open()
        let id = try #require(CheckoutSessionID(session.id))
        let organization = shop.merchant.organization.id
        try await shop.services.reviews.add(
            kind: "refund_refused", detail: "<script>alert(1)</script>", organization: organization, session: id,
            at: shop.services.now)
        let scope = ReviewScope.merchant(organization, livemode: false)
        let review = try #require(try await shop.services.reviews.list(scope, limit: 1).items.first)
        return (session, review.id)
    }

    @Test func aReviewIsResolvedWithANote() async throws {
        try await Shop.with { shop in
            let (session, id) = try await Self.open(shop)
            let visitor = try await DashboardVisitor.loggedIn(shop)
            let list = try await visitor.get("/dashboard/reviews")
            #expect(list.contains("/dashboard/reviews/\(id)") && list.contains("<b class=\"count\">1</b>"))
            #expect(!list.contains("<script>alert"))
            #expect(try await visitor.get("/dashboard/sessions/\(session.id)").contains("/dashboard/reviews/\(id)"))
            let page = try await visitor.get("/dashboard/reviews/\(id)")
            #expect(page.contains("/dashboard/sessions/\(session.id)") && page.contains("<textarea"))

            let path = "/dashboard/reviews/\(id)/resolve"
            #expect(try await visitor.post(path, ["note": "n", "token": "x"]).status == 403)
            let long = try await visitor.post(path, ["note": .text(String(repeating: "é", count: 1001))])
            #expect(long.status == 400 && long.contains("at most 1000 characters") && long.contains("ééé"))

            shop.clock.advance(by: .seconds(5))
            let answer = try await visitor.post(path, ["note": " <b>paid back</b> "])
            #expect(answer.status == 303 && answer.headers["Location"] == "/dashboard/reviews/\(id)?notice=resolved")
            let resolved = try await visitor.get("/dashboard/reviews/\(id)?notice=resolved")
            #expect(resolved.contains("&lt;b&gt;paid back&lt;/b&gt;") && !resolved.contains("<textarea"))
            #expect(try await visitor.get("/dashboard/reviews").contains("Nothing waits for a person."))
            #expect(try await visitor.get("/dashboard/reviews?status=resolved").contains("\(id)"))
            #expect(try await visitor.get("/dashboard/reviews?status=all").contains("\(id)"))

            let again = try await visitor.post(path, ["note": "other"])
            #expect(again.headers["Location"]?.hasSuffix("notice=resolved_before") == true)
            let scope = ReviewScope.merchant(shop.merchant.organization.id, livemode: false)
            #expect(try await shop.services.reviews.review(id, in: scope)?.note == "<b>paid back</b>")
        }
    }

    @Test func nobodySeesAnothersReviews() async throws {
        try await Shop.with { shop in
            let (_, id) = try await Self.open(shop)
            for key in [shop.stranger.key, shop.merchant.liveKey] {
                let visitor = try await DashboardVisitor.loggedIn(shop, key: key)
                #expect(!(try await visitor.get("/dashboard/reviews").contains("\(id)")))
                #expect(try await visitor.get("/dashboard/reviews/\(id)").status == 404)
                #expect(try await visitor.post("/dashboard/reviews/\(id)/resolve", ["note": "x"]).status == 404)
                let found = try await visitor.get("/dashboard?q=\(id)")
                #expect(found.status == 200 && !found.contains("class=\"count\""))
            }
            let visitor = try await DashboardVisitor.loggedIn(shop)
            #expect(try await visitor.get("/dashboard?q=\(id)").headers["Location"] == "/dashboard/reviews/\(id)")
            #expect(try await shop.services.reviews.openCount() == 1)
        }
    }
}
