import Checkout
import HTTPMessages

/// What waits for a person, newest first, and what was resolved.
package struct ReviewListPage: Sendable {
    package var reviews: [ReviewLine]
    /// Open ones, resolved ones, or all.
    package var status: String
    package var next: String?
    package var isFirst = true

    package init(_ reviews: [ReviewLine], status: String) {
        self.reviews = reviews
        self.status = status
    }

    package func document(in frame: DashboardFrame, _ assets: PageAssets) -> PageDocument {
        var content = DashboardContent(title: "Reviews", section: .reviews, body: body(frame))
        content.isLive = isFirst
        return frame.document(content, assets)
    }

    private func body(_ frame: DashboardFrame) -> HTML {
        let links = [("Open", "open"), ("Resolved", "resolved"), ("All", "all")].map { word, choice -> HTML in
            let current: HTML? = choice == status ? " aria-current=\"true\"" : nil
            return "<a href=\"\(Piece.url("/dashboard/reviews", [("status", choice)]))\"\(current)>\(word)</a>\n"
        }
        return """
            <div class="head"><h1>Reviews</h1></div>
            <nav class="filters" aria-label="Status">
            \(links)</nav>
            <section id="reviews" data-live aria-label="Reviews">
            \(reviews.isEmpty ? Piece.empty(status == "open" ? "Nothing waits for a person." : "There is none.") : table(frame))
            </section>
            \(next.map { Piece.more("/dashboard/reviews", [("status", status), ("cursor", $0)]) })
            """
    }

    private func table(_ frame: DashboardFrame) -> HTML {
        """
        <table class="list reviews">
        <thead><tr><th scope="col">Status</th><th scope="col">What</th><th scope="col">Detail</th>\
        <th scope="col">Since</th></tr></thead>
        <tbody>
        \(reviews.map { row($0, frame) })</tbody>
        </table>
        """
    }

    private func row(_ review: ReviewLine, _ frame: DashboardFrame) -> HTML {
        """
        <tr data-key="\(review.id)" data-version="\(review.isOpen ? "open" : "resolved")">
        <td>\(review.pill)</td>
        <td class="name"><a href="/dashboard/reviews/\(review.id)">\(review.title)</a></td>
        <td class="detail soft">\(review.detail)</td>
        <td class="when">\(Piece.time(review.createdAt, now: frame.now))</td>
        </tr>

        """
    }
}

/// One of them, with the form that resolves it.
package struct ReviewPage: Sendable {
    package var review: ReviewLine
    package var noteCharacterCount: Int
    package var notice: DashboardNotice?
    /// What was wrong with the note, and the note.
    package var problem: String?
    package var note = ""

    package init(_ review: ReviewLine, noteCharacterCount: Int) {
        self.review = review
        self.noteCharacterCount = noteCharacterCount
    }

    package func document(in frame: DashboardFrame, _ assets: PageAssets) -> PageDocument {
        frame.document(
            DashboardContent(title: "Review", section: .reviews, body: body(frame), session: review.session), assets)
    }

    private func body(_ frame: DashboardFrame) -> HTML {
        """
        <p class="back"><a href="/dashboard/reviews">Reviews</a></p>
        \(notice?.html)
        <section class="standing" aria-label="What it is about">
        <div><h1>\(review.title)</h1><span id="status" data-live>\(review.pill)</span></div>
        <p>\(review.detail)</p>
        \(Piece.id(review.id))
        </section>
        <section id="facts" data-live aria-label="Facts">
        <h2>Facts</h2>
        \(facts(frame))
        </section>
        \(review.isOpen ? form(frame) : nil)
        """
    }

    private func facts(_ frame: DashboardFrame) -> HTML {
        let session: HTML? = review.session.map {
            "<a href=\"/dashboard/sessions/\($0.description)\">\($0.description)</a>"
        }
        let subscription: HTML? = review.subscription.map {
            "<a href=\"/dashboard/subscriptions/\($0.description)\">\($0.description)</a>"
        }
        let event: HTML? = review.event.map { "<a href=\"/dashboard/events/\($0)\">\($0)</a>" }
        return Piece.facts([
            ("Kind", "<code>\(review.kind)</code>"), ("Session", session), ("Subscription", subscription),
            ("Event", event), ("Since", Piece.fullTime(review.createdAt, now: frame.now)),
            ("Resolved", review.resolvedAt.map { Piece.fullTime($0, now: frame.now) }),
            ("Note", review.note.map { "\($0)" }),
        ])
    }

    private func form(_ frame: DashboardFrame) -> HTML {
        let said: HTML? = problem.map { "<p class=\"problem\" id=\"problem\" role=\"alert\">\($0)</p>" }
        let invalid: HTML? = problem == nil ? nil : " aria-invalid=\"true\" aria-describedby=\"problem\""
        return """
            <form class="act" method="post" action="/dashboard/reviews/\(review.id)/resolve">
            \(frame.token)
            <label for="note">What was done about it</label>
            <textarea id="note" name="note" maxlength="\(noteCharacterCount)"\(invalid)>\(note)</textarea>
            \(said)
            <button class="primary">Resolve</button>
            </form>
            """
    }
}

extension ReviewLine {
    var pill: HTML { isOpen ? Piece.pill("Open", .bad) : Piece.pill("Resolved", .good) }
}
