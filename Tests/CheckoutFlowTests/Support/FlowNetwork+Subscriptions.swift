import HTTPMessages

@testable import Simulator

extension FlowNetwork {
    var subscriptions: [JSONValue] { world { $0.ledger }["subscriptions"]?.array ?? [] }
    var invoices: [JSONValue] { world { $0.ledger }["invoices"]?.array ?? [] }
    var customerCount: Int { world { $0.customers.count } }
}
