/// A test card, as Stripe publishes them.
struct DemoCard: Sendable {
    var number: String
    /// Of the card: “… succeeds”.
    var what: String

    static let all = [
        DemoCard(number: "4242424242424242", what: "succeeds"),
        DemoCard(number: "4000000000009995", what: "has insufficient funds"),
        DemoCard(number: "4000000000000002", what: "is declined"),
        DemoCard(number: "4000002760003184", what: "asks for 3-D Secure"),
        DemoCard(number: "4000008400001629", what: "asks for 3-D Secure, then is declined"),
    ]

    /// In groups of four.
    var spaced: String {
        var text = ""
        for (index, digit) in number.enumerated() {
            if index > 0, index.isMultiple(of: 4) { text += " " }
            text.append(digit)
        }
        return text
    }
}
