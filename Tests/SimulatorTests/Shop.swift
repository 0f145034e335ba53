import Checkout
import HTTPMessages

@testable import Simulator

/// A merchant that calls the simulated API, at times it chooses.
struct Shop {
    /// An answer, taken apart.
    struct Reply {
        let status: Int
        let json: JSONValue
        let headers: HTTPHeaders
        let fate: SimulatedAnswer.Fate

        var error: JSONValue { json["error"] ?? .null }
        var id: String { json["id"]?.string ?? "" }
        /// A member that is a text, else an empty one.
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        var isReplay: Bool { headers["Idempotent-Replayed"] == "true" }
    }

    var world: SimulatedStripe
    var now = Timestamp(unixSeconds: 1_800_000_000)
    var secretKey = "sk_test_shop"
    var account: String?

    init(_ adjust: (inout SimulatorSettings) -> Void = { _ in }) {
        var settings = SimulatorSettings(publicURL: "http://127.0.0.1:1")
        adjust(&settings)
        world = SimulatedStripe(settings: settings, seed: 7)
    }

    mutating func post(
        _ path: String, _ form: FormMap = [:], key: String? = nil, headers: HTTPHeaders = [:]
    ) -> Reply {
        var headers = headers
        if let key { headers.set("Idempotency-Key", key) }
        return send(SimulatedRequest(.post, "/v1/" + path, headers: headers, body: FormWriter.encode(form)))
    }

    mutating func get(_ path: String, _ form: FormMap = [:]) -> Reply {
        let query = String(decoding: FormWriter.encode(form), as: UTF8.self)
        return send(SimulatedRequest(.get, "/v1/" + path, query: query))
    }

    mutating func send(_ request: SimulatedRequest) -> Reply {
        var request = request
        if !request.headers.contains("Authorization") { request.headers.set("Authorization", "Bearer " + secretKey) }
        if let account { request.headers.set("Stripe-Account", account) }
        let answer = world.receive(request, at: now)
        let json = try? JSONParser.parse(answer.response.body)
        return Reply(
            status: Int(answer.response.status.code), json: json ?? .null, headers: answer.response.headers,
            fate: answer.fate)
    }

    /// An intent for 20.00 usd that takes cards only.
    mutating func intent(_ extra: FormMap = [:], key: String? = nil) -> Reply {
        var form: FormMap = ["amount": "2000", "currency": "usd", "payment_method_types": .list(["card"])]
        for member in extra.members { form[member.name] = member.value }
        return post("payment_intents", form, key: key)
    }

    /// An intent that is confirmed at once with that method.
    mutating func pay(_ method: String, _ extra: FormMap = [:], key: String? = nil) -> Reply {
        var form: FormMap = ["confirm": "true", "payment_method": .text(method)]
        for member in extra.members { form[member.name] = member.value }
        return intent(form, key: key)
    }

    mutating func confirm(_ id: String, _ form: FormMap = [:], key: String? = nil) -> Reply {
        post("payment_intents/\(id)/confirm", form, key: key)
    }

    /// A payment method of a card number as a form would send it.
    mutating func method(number: String, _ card: FormMap = [:]) -> Reply {
        var details: FormMap = ["number": .text(number), "exp_month": "12", "exp_year": "2034", "cvc": "123"]
        for member in card.members { details[member.name] = member.value }
        if number.hasPrefix("37") { details["cvc"] = "1234" }
        return post("payment_methods", ["type": "card", "card": .map(details)])
    }

    mutating func wait(_ duration: Duration) {
        now = now + duration
        world.advance(to: now)
    }

    /// Takes every delivery that is due and reports that status for it.
    mutating func deliver(status: Int? = 200) -> [WebhookDelivery] {
        var deliveries: [WebhookDelivery] = []
        while let delivery = world.takeDelivery(at: now) {
            deliveries.append(delivery)
            world.finishDelivery(delivery.id, status: status, at: now)
        }
        return deliveries
    }

    /// The types of all events so far, oldest first.
    var eventTypes: [String] { world.events.all.map(\.type) }

    var ledgerCharges: [JSONValue] { world.ledger["charges"]?.array ?? [] }
    var ledgerRefunds: [JSONValue] { world.ledger["refunds"]?.array ?? [] }
}
