import Cryptography
import HTTPMessages

/// The cookie that a ticket travels in: for the dashboard's own pages only, out of reach of scripts, and not sent along with
/// anything that another site begins.
struct DashboardCookie: Sendable {
    private let name: String
    private let isSecure: Bool

    /// Where buyers reach the service decides whether it is reached by TLS.
    init(publicURL: String) {
        isSecure = publicURL.lowercased().hasPrefix("https://")
        name = isSecure ? "__Secure-till_dashboard" : "till_dashboard"
    }

    func setting(_ value: String) -> String {
        "\(name)=\(value); Path=/dashboard; Max-Age=\(DashboardTicket.lifetime.components.seconds)\(attributes)"
    }

    var clearing: String { "\(name)=; Path=/dashboard; Max-Age=0\(attributes)" }

    /// Nil as well when there are several: one of them was put there by somebody else.
    func value(in head: RequestHead) -> String? {
        let pairs = head.values(of: "Cookie").flatMap { $0.split(separator: ";") }
        let values = pairs.compactMap { pair -> String? in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == name else { return nil }
            return String(parts[1])
        }
        return values.count == 1 ? values[0] : nil
    }

    private var attributes: String { "; HttpOnly; SameSite=Strict" + (isSecure ? "; Secure" : "") }
}
