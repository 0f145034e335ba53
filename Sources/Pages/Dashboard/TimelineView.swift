import Checkout
import HTTPMessages

/// A timeline, drawn from top to bottom: the oldest first, as one tells a story.
struct TimelineView {
    var lines: [TimelineLine]
    var now: Timestamp

    var html: HTML {
        guard let first = lines.first else { return Piece.empty("Nothing is on record.") }
        var before = first.at
        let items = lines.enumerated().map { index, line -> HTML in
            defer { before = line.at }
            return item(line, index, since: index == 0 ? nil : line.at - before)
        }
        return "<ol class=\"timeline\">\n\(items)</ol>"
    }

    private func item(_ line: TimelineLine, _ index: Int, since gap: Duration?) -> HTML {
        let key = "\(line.source.rawValue)-\(line.at.unixMilliseconds)-\(line.kind)-\(index)"
        let version: HTML? = line.version.map { "<span class=\"version\" title=\"The version it made\">v\($0)</span>" }
        let attempt: HTML? = line.attempt.map { "<span class=\"soft\">attempt \($0)</span>" }
        let detail: HTML? = line.detail.map { "<span class=\"detail\">\($0)</span>" }
        return """
            <li class="\(line.source.rawValue) \(line.tone.rawValue)" data-key="\(key)" data-version="0">
            <details data-key="\(key)">
            <summary><span class="what"><b>\(line.title)</b> \(attempt) \(version) \(detail)</span> \
            <span class="when">\(moment(line, gap))</span></summary>
            \(facts(of: line))
            </details>
            </li>

            """
    }

    private func moment(_ line: TimelineLine, _ gap: Duration?) -> HTML {
        let text = line.at.description
        let gap: HTML? = gap.flatMap { $0 < .milliseconds(1) ? nil : "<span class=\"gap\">+\($0.brief)</span> " }
        return """
            \(gap)<time datetime="\(text)" title="\(Piece.exact(line.at))">\(String(text.dropFirst(11).prefix(12)))</time> \
            <span class="ago">\(Piece.time(line.at, now: now))</span>
            """
    }

    private func facts(of line: TimelineLine) -> HTML {
        let known = line.facts.map { name, value in (name, "\(value)" as HTML?) }
        let more: HTML? = line.path.map { "<a href=\"\($0)\">The event as it came</a>" }
        return Piece.facts(
            [("Time", "\(Piece.exact(line.at))"), ("Kind", "<code>\(line.kind)</code>")] + known + [("More", more)])
    }
}
