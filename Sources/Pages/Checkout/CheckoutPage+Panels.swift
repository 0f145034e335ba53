import Checkout
import HTTPMessages

/// The side on which something is to be done. All of it is there from the start, and one panel of it shows.
extension CheckoutPage {
    var paySide: HTML {
        """
        <main class="side pay">
        <div class="pay-top"><p id="offline" class="offline" role="status" hidden>\(Self.spinner)\(words.offline)</p>\
        <p id="clock" class="clock number" hidden>\(words.timeLeft) <span></span></p></div>
        \(session.isTerminal ? nil : form)\(CheckoutPanel.allCases.map(panelHTML))\
        \(place == .window ? Self.foot : nil)</main>
        """
    }

    static let spinner: HTML = "<span class=\"spinner\" aria-hidden=\"true\"></span>"
    private static let foot: HTML = "<p class=\"foot\">Powered by Till</p>\n"

    private func panelHTML(_ panel: CheckoutPanel) -> HTML {
        switch panel {
        case .form: ""
        case .action: session.isTerminal ? "" : action
        case .processing:
            session.isTerminal
                ? ""
                : section(panel, "", Self.spinner, words.processingTitle, "<p>\(words.processingText)</p>")
        case .completed: section(panel, "good", PageIcon.tick, completedTitle, completed)
        case .expired: section(panel, "bad", PageIcon.clock, words.expiredTitle, ended + expiredActions)
        case .canceled: section(panel, "bad", PageIcon.cross, words.canceledTitle, ended + wayBack)
        }
    }

    private func section(
        _ panel: CheckoutPanel, _ kind: String, _ sign: HTML, _ title: String, _ content: HTML
    ) -> HTML {
        let hidden: HTML? = panel == self.panel ? nil : " hidden"
        return """
            <section class="panel \(kind)" data-shows="\(panel.rawValue)"\(hidden)>
            <div class="sign">\(sign)</div>
            <h2 tabindex="-1">\(title)</h2>
            \(content)
            </section>

            """
    }

    // MARK: The bank's turn

    private var action: HTML {
        let url = session.nextAction?.redirectURL ?? "#"
        // A frame may not leave for the bank, which would not let itself be framed either.
        let target: HTML? = place == .frame ? " target=\"_blank\" rel=\"noopener noreferrer\"" : nil
        return section(
            .action, "", PageIcon.bank, words.actionTitle,
            """
            <p>\(words.actionText)</p>
            <div class="actions"><a class="button primary" id="to-bank" href="\(url)"\(target)>\(words.actionButton)</a>\
            <button type="button" id="other-card">\(words.otherCard)</button></div>
            """)
    }

    // MARK: Ends

    private var completedTitle: String {
        switch session.checkoutMode {
        case .standard: words.paidTitle
        case .trial: words.trialTitle
        case .change: words.changedTitle
        case .free: words.doneTitle
        }
    }

    private var completed: HTML {
        guard place == .window, let url = session.successURL else {
            return "<p>\(words.maybeClosed)</p>\(closeButton)"
        }
        return """
            <p>\(words.returning(brand.name))</p>
            <div class="actions"><a class="button" href="\(url)">\(words.continueTo(brand.name))</a></div>
            """
    }

    /// Why it ended, when there is more to say than that nothing was charged.
    private var ended: HTML {
        let reason = session.failure.map { "\(locale.advice($0.message)) \(locale.advice($0.suggestion))" }
        let isOver = panel == .expired || panel == .canceled
        return "<p data-ended>\((isOver ? reason : nil) ?? words.nothingCharged)</p>\n"
    }

    private var expiredActions: HTML {
        guard canStartAgain else { return wayBack }
        let back: HTML? = place == .window ? session.cancelURL.map(backButton) : nil
        return """
            <div class="actions"><button type="button" class="primary" id="again">\(words.startAgain)</button>\(back)</div>
            """
    }

    private var wayBack: HTML {
        guard place == .window else { return closeButton ?? "" }
        guard let url = session.cancelURL else { return "" }
        return "<div class=\"actions\">\(backButton(url))</div>"
    }

    private func backButton(_ url: String) -> HTML {
        "<a class=\"button\" href=\"\(url)\">\(words.backTo(brand.name))</a>"
    }

    private var closeButton: HTML? {
        guard place == .frame else { return nil }
        return "<div class=\"actions\"><button type=\"button\" data-close>\(words.close)</button></div>"
    }
}

extension HTML {
    fileprivate static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }
}
