import Checkout
import HTTPMessages

/// Whether everything goes as it should, with the figures behind it.
package struct HealthPage: Sendable {
    /// Nil while they cannot be had.
    package var figures: HealthFigures?

    package init(_ figures: HealthFigures?) { self.figures = figures }

    package func document(in frame: DashboardFrame, _ assets: PageAssets) -> PageDocument {
        frame.document(DashboardContent(title: "Health", section: .health, body: body(frame)), assets)
    }

    private func body(_ frame: DashboardFrame) -> HTML {
        guard let figures else {
            return
                "<div class=\"head\"><h1>Health</h1></div>\(Piece.empty("The figures cannot be had at this moment."))"
        }
        let since: HTML? = figures.startedAt.map { ", started \(Piece.time($0, now: frame.now))" }
        return """
            <div class="head"><h1>Health</h1></div>
            <section id="gauges" data-live aria-label="How it goes">
            <div class="gauges">
            \(figures.verdicts.map(gauge))</div>
            </section>
            <section id="work" data-live aria-label="Background work">
            <h2>Background work</h2>
            \(work(figures))
            </section>
            <section id="webhooks" data-live aria-label="Webhooks">
            \(signatures(figures))
            </section>
            <p class="small soft">Till \(figures.version)\(since). Counts are of the process that answered, since it began; \
            <code>/metrics</code> of each has all of them.</p>
            """
    }

    private func gauge(_ verdict: HealthVerdict) -> HTML {
        """
        <div class="gauge"><h2>\(verdict.title) \(Piece.pill(verdict.word, verdict.tone))</h2>
        <p class="value">\(verdict.value)</p><p>\(verdict.sentence)</p></div>

        """
    }

    private func work(_ figures: HealthFigures) -> HTML {
        let rows = figures.work.map { work -> HTML in
            let age: HTML? = work.backlog == 0 ? nil : work.age.map { "\($0.brief)" }
            return """
                <tr><td>\(work.kind.replacing("_", with: " "))</td>\
                <td class="figure">\(work.backlog.map { String($0) } ?? "–")</td><td class="figure">\(age ?? "–")</td>\
                <td class="figure">\(work.running)</td><td class="figure">\(work.done)</td>\
                <td class="figure">\(work.failed)</td></tr>

                """
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="Background work, by kind">
            <table class="list plain">
            <thead><tr><th scope="col">Kind</th><th scope="col" class="figure">Waiting</th>\
            <th scope="col" class="figure">Due for</th><th scope="col" class="figure">Running</th>\
            <th scope="col" class="figure">Done</th><th scope="col" class="figure">Failed</th></tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>
            </div>
            """
    }

    private func signatures(_ figures: HealthFigures) -> HTML? {
        guard !figures.signatures.isEmpty || !figures.refusedWebhooks.isEmpty else { return nil }
        let secrets = figures.signatures.map { signature in
            (
                "Secret \(signature.secret)",
                "signed \(String(signature.fitting)), did not sign \(String(signature.others))" as HTML?
            )
        }
        let refused = figures.refusedWebhooks.map { reason, count in
            ("Refused", "\(String(count)): \(reason.replacing("_", with: " "))" as HTML?)
        }
        return "<h2>Webhooks by secret</h2>\n\(Piece.facts(secrets + refused))"
    }
}
