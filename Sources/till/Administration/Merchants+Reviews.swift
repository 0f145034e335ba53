import Checkout
import CheckoutStore

/// What waits for a person, and the events that made it wait.
extension Merchants {
    func listReviews(of reference: String?, _ status: ReviewStatus?) async throws -> AdministrationReport {
        let scope: ReviewScope =
            if let reference { .organization(try await organization(reference).id) } else { .installation }
        var listed: [Review] = []
        var cursor: ListCursor?
        repeat {
            let page = try await reviews.list(scope, status, after: cursor, limit: 100)
            listed += page.items
            cursor = page.next
        } while cursor != nil
        return AdministrationReport(reviews: listed, status)
    }

    func showReview(_ id: ReviewID) async throws -> AdministrationReport {
        guard let review = try await reviews.review(id, in: .installation) else { throw Self.noReview(id) }
        var event: StoredProviderEvent?
        if let id = review.providerEventID { event = try await events.find(id) }
        var organization: Organization?
        if let id = review.organizationID { organization = try await organizations.find(id) }
        return AdministrationReport(review: review, of: organization, event)
    }

    func resolveReview(_ id: ReviewID, note: String?) async throws -> AdministrationReport {
        guard let before = try await reviews.review(id, in: .installation),
            let after = try await reviews.resolve(id, in: .installation, note: note, at: now)
        else { throw Self.noReview(id) }
        return AdministrationReport(resolved: after, wasOpen: before.resolvedAt == nil)
    }

    func replayEvent(_ reference: String) async throws -> AdministrationReport {
        switch try await events.replay(reference, in: .installation, at: now) {
        case .replayed(let event): return AdministrationReport(replayed: event)
        case .applied(let found):
            throw CommandFailure(
                .refused, "\(found.event.eventID) was applied: there is nothing left of it to be done.")
        case .notFound:
            throw CommandFailure(
                .refused, "There is no event “\(reference)”: settled ones are kept for a while only.")
        }
    }

    private static func noReview(_ id: ReviewID) -> CommandFailure {
        CommandFailure(.refused, "There is no review \(id); “till reviews list --status all” shows them.")
    }
}
