import Checkout
import CheckoutStore
import HTTPMessages
import HTTPServer
import Pages

/// What waits for a person, and what was done about it.
struct DashboardReviewRoutes: Sendable {
    private static let pageLimit = 50

    let pages: DashboardPages
    private var services: APIServices { pages.services }

    func add(to table: inout RouteTable) {
        table.get("/dashboard/reviews", pages.page { request, caller in try await list(request, caller) })
        table.get("/dashboard/reviews/{reviewId}", pages.page { request, caller in try await show(request, caller) })
        table.post(
            "/dashboard/reviews/{reviewId}/resolve",
            pages.act { request, caller, form in try await resolve(request, caller, form) })
    }

    private func list(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> HTTPReply {
        let query = try request.query()
        let wanted = query["status"] ?? ReviewStatus.open.rawValue
        let status: ReviewStatus? = wanted == "all" ? nil : try query.choice("status") ?? .open
        let cursor = try query.cursor()
        let found = try await services.reviews.list(caller.reviews, status, after: cursor, limit: Self.pageLimit)
        var page = ReviewListPage(found.items.map(ReviewLine.init), status: wanted)
        page.next = found.next?.description
        page.isFirst = cursor == nil
        return .response(page.document(in: try await pages.frame(caller), pages.assets).response())
    }

    private func show(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> HTTPReply {
        var page = ReviewPage(
            ReviewLine(try await review(request, caller)), noteCharacterCount: Reviews.noteCharacterCount)
        page.notice = try request.query()["notice"].flatMap(DashboardNotice.init)
        return .response(page.document(in: try await pages.frame(caller), pages.assets).response())
    }

    private func resolve(
        _ request: HTTPRequest, _ caller: DashboardCaller, _ form: FormMap
    ) async throws -> HTTPReply {
        let review = try await review(request, caller)
        let note = (form["note"]?.text ?? "").trimmingBlanks
        guard note.unicodeScalars.count <= Reviews.noteCharacterCount else {
            var page = ReviewPage(ReviewLine(review), noteCharacterCount: Reviews.noteCharacterCount)
            page.note = note
            page.problem = "A note has at most \(Reviews.noteCharacterCount) characters."
            return .response(page.document(in: try await pages.frame(caller), pages.assets).response(.badRequest))
        }
        let resolved = try await services.reviews.resolve(
            review.id, in: caller.reviews, note: note.isEmpty ? nil : note, at: services.now)
        guard resolved != nil else { throw DashboardProblem.notFound("review") }
        let notice: DashboardNotice = review.resolvedAt == nil ? .resolved : .resolvedBefore
        return .response(DashboardPages.redirect("/dashboard/reviews/\(review.id)?notice=\(notice.rawValue)"))
    }

    private func review(_ request: HTTPRequest, _ caller: DashboardCaller) async throws -> Review {
        guard
            let id = request.id("reviewId", as: ReviewID.self),
            let review = try await services.reviews.review(id, in: caller.reviews)
        else { throw DashboardProblem.notFound("review") }
        return review
    }
}
