import HTTPMessages

@testable import Simulator

extension FlowNetwork {
    var subscriptions: [JSONValue] { world { $0.ledger }["subscriptions"]?.array ?? [] }
    var invoices: [JSONValue] { world { $0.ledger }["invoices"]?.array ?? [] }
    var customerCount: Int { world { $0.customers.count } }

    /// The first subscription's customer and price.
    var billing: (customer: String, price: String) {
        world { world in
            let subscription = Array(world.subscriptions.all).first
            return (subscription?.customer ?? "", subscription?.items.first?.price.id ?? "")
        }
    }

    /// A status changes and no event says so.
    func drift(_ id: String?, to status: String) {
        let now = now
        world { world in
            guard let status = Subscription.Status(rawValue: status) else { return }
            _ = world.drift(id ?? "", to: status, at: now)
        }
    }
}
