/// Something that the demo shop sells.
package struct DemoGood: Sendable {
    /// By which the shop's own server is asked for it.
    package var key: String
    package var name: String
    package var description: String
    package var features: [String]
    /// As a person reads it: `$19`, and `a month`.
    package var amount: String
    package var per: String

    package init(key: String, name: String, description: String, features: [String], amount: String, per: String) {
        self.key = key
        self.name = name
        self.description = description
        self.features = features
        self.amount = amount
        self.per = per
    }
}
