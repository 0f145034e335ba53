import Checkout
import HTTPMessages

extension SimulatedStripe {
    private static let itemNames: Set<String> = [
        "id", "price", "price_data", "quantity", "metadata", "deleted", "clear_usage", "plan",
    ]

    /// The items as they are after a call: those it names by id are changed, the others it brings are put in.
    mutating func items(
        _ given: [Parameters], over old: [SubscriptionItem], _ call: APICall
    ) throws(StripeFailure) -> [SubscriptionItem] {
        var items = old
        for parameters in given {
            try parameters.checkNames(Self.itemNames)
            let price = try price(of: parameters, call)
            let quantity = try parameters.integer("quantity")
            if let quantity, !(0...1_000_000).contains(quantity) {
                throw .invalid("Invalid non-negative integer", param: parameters.param("quantity"))
            }
            guard let id = try parameters.text("id"), !id.isEmpty else {
                guard let price else { throw .missing(parameters.param("price")) }
                items.append(
                    SubscriptionItem(
                        id: generator.identifier("si_", length: 14), created: call.created, price: price,
                        quantity: quantity ?? 1, metadata: try parameters.metadata()))
                continue
            }
            guard let index = items.firstIndex(where: { $0.id == id }) else {
                throw .noSuch("subscription item", id, param: parameters.param("id"))
            }
            if try parameters.flag("deleted") == true {
                items.remove(at: index)
                continue
            }
            items[index].price = price ?? items[index].price
            items[index].quantity = quantity ?? items[index].quantity
            items[index].metadata = try parameters.metadata(over: items[index].metadata)
        }
        try Self.check(items)
        return items
    }

    private mutating func price(of item: Parameters, _ call: APICall) throws(StripeFailure) -> Price? {
        if let data = try item.nested("price_data") {
            let price = try makePrice(data, product: data.required("product"), call)
            prices[price.id] = price
            return try Self.recurring(price, item)
        }
        let name = item.contains("price") ? "price" : "plan"
        guard let id = try item.text(name), !id.isEmpty else { return nil }
        let price = try owned(id, of: call.owner, in: \.prices, param: item.param("price"))
        guard price.isActive else {
            throw .invalid(
                "The price specified is inactive. This field only accepts active prices.", param: item.param("price"))
        }
        return try Self.recurring(price, item)
    }

    private static func recurring(_ price: Price, _ item: Parameters) throws(StripeFailure) -> Price {
        guard price.recurring != nil else {
            throw .invalid(
                "The price specified is set to `type=one_time` but this field only accepts prices with "
                    + "`type=recurring`.", param: item.param("price"))
        }
        return price
    }

    private static func check(_ items: [SubscriptionItem]) throws(StripeFailure) {
        guard let first = items.first else {
            throw .invalid("A subscription must have at least one active plan.", param: "items")
        }
        guard items.count <= 20 else {
            throw .invalid("A subscription has at most 20 items.", param: "items")
        }
        guard items.allSatisfy({ $0.price.currency == first.price.currency }) else {
            throw .invalid("All prices of a subscription have to be of one currency.", param: "items")
        }
        guard items.allSatisfy({ $0.price.recurring == first.price.recurring }) else {
            throw .invalid(
                "Currently, all subscription items must have the same billing interval.", param: "items")
        }
        guard Set(items.map(\.price.id)).count == items.count else {
            throw .invalid(
                "A subscription cannot have two items of one price; use its quantity instead.", param: "items")
        }
    }
}
