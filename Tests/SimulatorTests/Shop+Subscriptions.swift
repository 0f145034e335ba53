import Checkout
import HTTPMessages

@testable import Simulator

/// Subscriptions as tests sell them.
extension Shop {
    /// A shop whose time starts with that day.
    static func on(_ date: String, _ adjust: (inout SimulatorSettings) -> Void = { _ in }) -> Shop {
        var shop = Shop(adjust)
        shop.now = Timestamp(date + "T10:00:00Z") ?? .earliest
        return shop
    }

    /// A recurring price of a product of its own.
    mutating func price(_ amount: Int = 2000, every interval: String = "month", count: Int = 1) -> String {
        let form: FormMap = [
            "currency": "usd", "unit_amount": .text("\(amount)"), "product_data": ["name": "Pro"],
            "recurring": ["interval": .text(interval), "interval_count": .text("\(count)")],
        ]
        return post("prices", form).id
    }

    /// A customer who pays with that method by default.
    mutating func customer(paying method: String? = "pm_card_visa") -> String {
        guard let method else { return post("customers", ["email": "ada@shop.example"]).id }
        let form: FormMap = [
            "email": "ada@shop.example", "payment_method": .text(method),
            "invoice_settings": ["default_payment_method": .text(method)],
        ]
        return post("customers", form).id
    }

    mutating func subscribe(
        _ customer: String, to price: String, _ extra: FormMap = [:], key: String? = nil
    ) -> Reply {
        var form: FormMap = ["customer": .text(customer), "items": .list([["price": .text(price)]])]
        for member in extra.members { form[member.name] = member.value }
        return post("subscriptions", form, key: key)
    }

    mutating func update(_ subscription: String, _ form: FormMap) -> Reply {
        post("subscriptions/\(subscription)", form)
    }

    mutating func cancel(_ subscription: String, _ query: String = "") -> Reply {
        send(SimulatedRequest(.delete, "/v1/subscriptions/\(subscription)", query: query))
    }

    mutating func subscription(_ id: String) -> JSONValue { get("subscriptions/\(id)").json }

    mutating func status(_ id: String) -> String { subscription(id)["status"]?.string ?? "" }

    mutating func invoices(_ subscription: String) -> [JSONValue] {
        get("invoices", ["subscription": .text(subscription), "limit": "100"]).json["data"]?.array?.reversed() ?? []
    }

    /// The days and amounts of all charges that went through.
    var chargedDays: [String] {
        ledgerCharges.map { charge in
            "\(charge["createdAt"]?.string?.prefix(10) ?? "") \(charge["amount"]?.integer ?? 0)"
        }
    }

    mutating func wait(days: Int) { wait(.seconds(days * 86_400)) }

    /// The types of the events since a number of them, without those of intents and charges.
    func billingEvents(after count: Int = 0) -> [String] {
        eventTypes.dropFirst(count).filter { $0.hasPrefix("customer.subscription") || $0.hasPrefix("invoice") }
    }
}

extension JSONValue {
    /// The member at a path of names and indices.
    func at(_ path: String) -> JSONValue {
        path.split(separator: ".").reduce(self) { value, name in
            if let index = Int(name) {
                return value.array.flatMap { $0.indices.contains(index) ? $0[index] : nil } ?? .null
            }
            return value[String(name)] ?? .null
        }
    }

    /// A time in Unix seconds as the day it falls on.
    func day(_ path: String) -> String {
        at(path).integer.map { String(Timestamp(unixSeconds: $0).description.prefix(10)) } ?? ""
    }
}
