package import Checkout
import HTTPMessages

/// A refund or a dispute, as one line.
package struct RefundLine: Sendable {
    package var id: String
    package var amount: Money
    package var status: String
    package var tone: DashboardTone
    package var reason: String?
    package var at: Timestamp

    package init(_ terms: RefundTerms, _ state: RefundState) {
        id = terms.id.description
        amount = terms.amount
        status = state.status.rawValue.replacing("_", with: " ")
        tone =
            switch state.status {
            case .succeeded: .good
            case .failed: .bad
            case .canceled, .requiresAction: .warn
            case .pending: .busy
            }
        reason = state.failureReason ?? terms.ground?.rawValue.replacing("_", with: " ")
        at = terms.createdAt
    }

    func html(now: Timestamp) -> HTML {
        let reason: HTML? = reason.map { "<span class=\"soft\">\($0)</span> " }
        return """
            <li>\(Piece.money(amount)) \(Piece.pill(status, tone)) \(reason)\
            <span class="soft">\(Piece.time(at, now: now))</span>\(Piece.id(id))</li>
            """
    }
}
