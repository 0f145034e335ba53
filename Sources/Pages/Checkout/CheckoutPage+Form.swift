import Checkout
import HTTPMessages

/// What the buyer fills in.
extension CheckoutPage {
    var form: HTML {
        let summary = summary
        let hidden: HTML? = panel == .form ? nil : " hidden"
        return """
            <form id="pay" class="form" data-shows="form" novalidate\(hidden)>
            \(failure)<noscript><p class="notice plain">\(words.scriptNeeded)</p></noscript>
            \(contact)\(payment)\(button(summary))\(smallPrint(summary))\(testCards)</form>

            """
    }

    private var failure: HTML {
        let failure = session.status == .failed ? session.failure : nil
        let hidden: HTML? = failure == nil ? " hidden" : nil
        return """
            <div class="notice" id="failure" role="alert"\(hidden)><strong>\(failure.map { locale.advice($0.message) } ?? "")\
            </strong><span>\(failure.map { locale.advice($0.suggestion) } ?? "")</span></div>

            """
    }

    // MARK: Who

    private var contact: HTML? {
        guard questions.email || questions.name else { return nil }
        let email = Field(id: "email", label: words.email, attributes: "type=\"email\" autocomplete=\"email\" required")
        let name = Field(
            id: "name", label: words.name, note: words.optional, attributes: "type=\"text\" autocomplete=\"name\"")
        return """
            <fieldset><legend>\(words.contact)</legend>
            \(questions.email ? email.html : nil)\(questions.name ? name.html : nil)</fieldset>

            """
    }

    // MARK: With what

    private var payment: HTML? {
        switch entry {
        case .notNeeded: nil
        case .unavailable: "<p class=\"notice plain\">\(words.notPayable)</p>\n"
        case .stripe: "<fieldset><legend>\(words.payment)</legend>\n<div id=\"payment-element\"></div></fieldset>\n"
        case .simulator: cardFields
        }
    }

    private var cardFields: HTML {
        let number = Field(
            id: "card-number", label: words.cardNumber,
            attributes: """
                data-card="number" inputmode="numeric" autocomplete="cc-number" placeholder="1234 1234 1234 1234" \
                spellcheck="false" required
                """, after: "<span class=\"brand\" id=\"brand\" aria-hidden=\"true\"></span>")
        let expiry = Field(
            id: "card-expiry", label: words.expiry,
            attributes: """
                data-card="expiry" inputmode="numeric" autocomplete="cc-exp" placeholder="\(words.expiryForm)" \
                spellcheck="false" required
                """)
        let code = Field(
            id: "card-code", label: words.securityCode,
            attributes: """
                data-card="code" inputmode="numeric" autocomplete="cc-csc" placeholder="123" maxlength="4" \
                spellcheck="false" required
                """)
        return """
            <fieldset><legend>\(words.payment)</legend>
            \(number.html)<div class="pair">
            \(expiry.html)\(code.html)</div></fieldset>

            """
    }

    private func button(_ summary: OrderSummary) -> HTML? {
        guard entry != .unavailable else { return nil }
        // Shown by the script: without it the button could do nothing.
        return """
            <button class="primary go" id="go" data-label="\(summary.action)" hidden>\(Self.spinner)\
            <b>\(summary.action)</b></button>

            """
    }

    private func smallPrint(_ summary: OrderSummary) -> HTML? {
        let isCard = entry != .notNeeded && entry != .unavailable
        let isCharged = session.checkoutMode == .change && !session.total.isZero
        let sentences = [
            isCharged ? words.paidAsBefore : nil, summary.permission, isCard ? words.neverSeesCard(brand.name) : nil,
        ].compactMap { $0 }
        guard !sentences.isEmpty, entry != .unavailable else { return nil }
        let paragraphs: [HTML] = sentences.map { "<p>\($0)</p>" }
        return "<div class=\"small-print\">\(paragraphs)</div>\n"
    }

    // MARK: Trying it out

    private var testCards: HTML? {
        guard !session.livemode, entry != .notNeeded, entry != .unavailable else { return nil }
        let isOurs = if case .simulator = entry { true } else { false }
        let cards = [
            ("4242 4242 4242 4242", words.cardSucceeds), ("4000 0000 0000 0002", words.cardIsDeclined),
            ("4000 0000 0000 9995", words.cardLacksFunds), ("4000 0027 6000 3184", words.cardAsksBank),
        ]
        let items: [HTML] = cards.map { number, what in
            """
            <li><span><code>\(number)</code><span class="what">\(what)</span></span><button type="button" class="small" \
            data-test-card="\(number.filter { $0 != " " })">\(isOurs ? words.useCard : words.copyCard)\
            <span class="unseen"> \(number)</span></button></li>

            """
        }
        return """
            <details class="tests" open><summary>\(words.testCards)</summary>
            <p>\(words.testCardsHint)</p>
            <ul>
            \(items)</ul></details>

            """
    }
}

/// A labelled field and the place beneath it that says what is wrong with it.
private struct Field {
    let id: String
    let label: String
    var note: String?
    let attributes: HTML
    var after: HTML?

    var html: HTML {
        let input: HTML = """
            <input id="\(id)" name="\(id)" \(attributes) aria-describedby="\(id)-problem">
            """
        return """
            <div class="field"><label for="\(id)">\(label)\(note.map { " <span>(\($0))</span>" })</label>
            \(after.map { "<div class=\"with-brand\">\(input)\($0)</div>" } ?? input)
            <p class="problem" id="\(id)-problem" hidden></p></div>

            """
    }
}
