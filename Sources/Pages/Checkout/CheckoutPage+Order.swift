import Checkout
import HTTPMessages

/// The side that says what is bought.
extension CheckoutPage {
    var orderSide: HTML {
        let summary = summary
        return """
            <section class="side order" aria-label="\(words.orderSummary)">
            \(merchant)
            <div class="headline">
            <h1>\(summary.headline)</h1>
            <p class="price number"><strong>\(summary.price)</strong>\(summary.per.map { "<span>\($0)</span>" })</p>
            \(summary.after.map { "<p class=\"after number\">\($0)</p>" })</div>
            <dl class="lines number">
            \(summary.lines.map(Self.line))</dl>
            \(features)\(summary.next.map { "<p class=\"next\">\($0)</p>" })
            </section>
            """
    }

    /// The merchant's name, which leads back where there is a way; a frame stands in the merchant's own page.
    private var merchant: HTML {
        let badge: HTML? = session.livemode ? nil : "<span class=\"badge\">\(words.testMode)</span>"
        guard place == .window else { return badge.map { "<div class=\"merchant\">\($0)</div>" } ?? "" }
        let name: HTML = "\(logo)<span class=\"who\">\(brand.name)</span>"
        guard let url = session.cancelURL, !session.isTerminal else {
            return "<div class=\"merchant\">\(name)\(badge)</div>"
        }
        return """
            <div class="merchant"><a href="\(url)" aria-label="\(words.backTo(brand.name))">\
            \(PageIcon.back)\(name)</a>\(badge)</div>
            """
    }

    private var logo: HTML {
        let initial: HTML = "<span class=\"logo initial\" aria-hidden=\"true\""
        guard let logo = brand.logo else { return "\(initial)>\(brand.initial)</span>" }
        return """
            <img class="logo" src="\(logo.text)" alt="" width="32" height="32" referrerpolicy="no-referrer">\
            \(initial) hidden>\(brand.initial)</span>
            """
    }

    private static func line(_ line: OrderSummary.Line) -> HTML {
        let notes: [HTML] = line.notes.map { "<span class=\"note\">\($0)</span>" }
        return "<div class=\"line \(line.kind.rawValue)\"><dt>\(line.label)\(notes)</dt><dd>\(line.amount)</dd></div>\n"
    }

    private var features: HTML? {
        guard let features = session.product?.features, !features.isEmpty else { return nil }
        let items: [HTML] = features.map { "<li>\(PageIcon.tick)<span>\($0)</span></li>\n" }
        return "<ul class=\"features\" aria-label=\"\(words.included)\">\n\(items)</ul>\n"
    }
}
