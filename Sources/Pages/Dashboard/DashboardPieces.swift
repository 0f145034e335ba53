import Checkout
import HTTPMessages

/// How serious something is, which is its colour; never its colour alone, since a word always stands with it.
package enum DashboardTone: String, Sendable {
    case good, bad, warn, busy, quiet
}

/// The small pieces that all pages of the dashboard are made of.
enum Piece {
    static func pill(_ word: String, _ tone: DashboardTone) -> HTML {
        "<span class=\"pill \(tone.rawValue)\">\(word)</span>"
    }

    static func status(_ status: SessionStatus) -> HTML { pill(status.word, status.tone) }

    /// How long ago, kept true by the script; the exact time is in the title.
    static func time(_ time: Timestamp, now: Timestamp) -> HTML {
        "<time datetime=\"\(time.description)\" title=\"\(exact(time))\" data-age>\(age(of: time, now: now))</time>"
    }

    /// Both, for where the exact time matters.
    static func fullTime(_ time: Timestamp, now: Timestamp) -> HTML {
        "\(String(exact(time).prefix(19))) UTC <span class=\"soft nowrap\">(\(Self.time(time, now: now)))</span>"
    }

    /// An id to be read, and to be copied where there is a script.
    static func id(_ id: String) -> HTML {
        """
        <span class="id"><code>\(id)</code><button type="button" class="copy" data-copy="\(id)" hidden \
        aria-label="Copy \(id)">Copy</button></span>
        """
    }

    /// The next page of a list; the first is where the list's own link leads.
    static func more(_ path: String, _ query: [(String, String)]) -> HTML {
        "<p class=\"more\"><a class=\"button small\" rel=\"next\" href=\"\(url(path, query))\">Older</a></p>"
    }

    static func url(_ path: String, _ query: [(String, String)]) -> String {
        let pairs = query.filter { !$0.1.isEmpty }.map { name, value in
            name + "=" + String(decoding: FormWriter.escaped(value), as: UTF8.self)
        }
        return pairs.isEmpty ? path : path + "?" + pairs.joined(separator: "&")
    }

    /// Terms and what they are; those without a value are left out.
    static func facts(_ facts: [(String, HTML?)]) -> HTML {
        let rows = facts.compactMap { name, value in
            value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>\n" as HTML }
        }
        return rows.isEmpty ? "" : "<dl class=\"facts\">\n\(rows)</dl>"
    }

    static func empty(_ sentence: String) -> HTML { "<p class=\"empty\">\(sentence)</p>" }

    /// `2026-11-20 19:23:23.123 UTC`
    static func exact(_ time: Timestamp) -> String {
        let text = time.description
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(12)) UTC"
    }

    /// In the words that the script uses too.
    static func age(of time: Timestamp, now: Timestamp) -> String {
        let seconds = (now.unixMilliseconds - time.unixMilliseconds) / 1000
        let (count, unit) =
            switch abs(seconds) {
            case ..<60: (abs(seconds), "s")
            case ..<3600: (abs(seconds) / 60, "min")
            case ..<86_400: (abs(seconds) / 3600, "h")
            default: (abs(seconds) / 86_400, "d")
            }
        if abs(seconds) < 2 { return "just now" }
        return seconds < 0 ? "in \(count) \(unit)" : "\(count) \(unit) ago"
    }

    static func money(_ money: Money) -> HTML {
        "<span class=\"number\">\(money.decimalString)\u{A0}\(money.currency.code.uppercased())</span>"
    }
}

extension Duration {
    /// `140 ms`, `2.3 s`, `4 min 10 s`, `3 h 2 min`, `5 d`
    var brief: String {
        let milliseconds = Int64(self / .milliseconds(1))
        let seconds = milliseconds / 1000
        return switch milliseconds {
        case ..<1000: "\(milliseconds) ms"
        case ..<60_000: "\(seconds).\(milliseconds % 1000 / 100) s"
        case ..<3_600_000: "\(seconds / 60) min \(seconds % 60) s"
        case ..<86_400_000: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        default: "\(seconds / 86_400) d"
        }
    }
}
