import Checkout
import Cryptography
import HTTPMessages

/// What a bank would show: a question with two answers. One file, nothing from elsewhere, no script.
enum AuthenticationPage {
    case question(PendingAuthentication)
    case done(AuthenticationOutcome, status: String)
    case nothingToDo(AuthenticationError)

    func response(_ status: HTTPStatus = .ok) -> HTTPResponse {
        HTTPResponse(
            status,
            headers: [
                "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
                "Content-Security-Policy": Self.policy, "Referrer-Policy": "no-referrer",
                "X-Content-Type-Options": "nosniff",
            ], body: Array(html.text.utf8))
    }

    /// Only this very style sheet. Framing is allowed, as it is for real banks' pages.
    private static let policy: String = {
        guard let digest = try? SHA256.hash(style) else { return "default-src 'none'" }
        return "default-src 'none'; base-uri 'none'; style-src 'sha256-\(Base64.encode(digest.bytes))'"
    }()

    private var html: HTML {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Test bank</title>
        <style>\(HTML(trusted: Self.style))</style>
        </head>
        <body>
        <main>
        <p class="bank"><span aria-hidden="true">◆</span> Test bank</p>
        \(content)
        </main>
        </body>
        </html>

        """
    }

    private var content: HTML {
        switch self {
        case .question(let pending):
            """
            <h1>\(pending.amount == nil ? "Save this card?" : "Approve this payment?")</h1>
            <dl>
            \(amount(of: pending))
            <div><dt>Card</dt><dd>\(pending.brand) •••• \(pending.last4)</dd></div>
            </dl>
            <form method="post">
            <button name="outcome" value="approve" class="approve">Approve</button>
            <button name="outcome" value="refuse">Refuse</button>
            </form>
            <p class="note">A real bank would ask for your fingerprint or a code. No money moves here.</p>
            """
        case .done(let outcome, let status):
            """
            <h1>\(outcome == .approve ? "Approved" : "Refused")</h1>
            <p>The payment is now <code>\(status)</code>. You can close this window.</p>
            """
        case .nothingToDo(.noSuchIntent):
            "<h1>Nothing to approve</h1>\n<p>There is no such payment.</p>"
        case .nothingToDo(.notPending(let status)):
            """
            <h1>Nothing to approve</h1>
            <p>This payment is <code>\(status)</code>. You can close this window.</p>
            """
        }
    }

    private func amount(of pending: PendingAuthentication) -> HTML? {
        pending.price.map { "<div><dt>Amount</dt><dd class=\"amount\">\($0)</dd></div>" }
    }

    private static let style = """
        :root { color-scheme: light dark; --ink: #1a1d24; --soft: #667085; --paper: #fff; --desk: #f2f4f7;
          --line: #e4e7ec; --go: #1f5eff; }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #f2f4f7; --soft: #98a2b3; --paper: #1b1f27; --desk: #0f1218; --line: #2c323d; --go: #4d7dff; }
        }
        * { box-sizing: border-box; margin: 0; }
        body { background: var(--desk); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; min-height: 100vh;
          display: grid; place-items: center; padding: 16px; }
        main { background: var(--paper); border: 1px solid var(--line); border-radius: 16px; padding: 28px;
          width: 100%; max-width: 400px; box-shadow: 0 8px 32px rgb(0 0 0 / .06); }
        .bank { color: var(--soft); font-size: 14px; font-weight: 600; margin-bottom: 24px; }
        .bank span { color: var(--go); }
        h1 { font-size: 22px; line-height: 1.25; letter-spacing: -.01em; margin-bottom: 16px; }
        dl { border: 1px solid var(--line); border-radius: 10px; margin-bottom: 20px; }
        dl div { display: flex; justify-content: space-between; gap: 16px; padding: 12px 16px; }
        dl div + div { border-top: 1px solid var(--line); }
        dt { color: var(--soft); }
        dd { font-variant-numeric: tabular-nums; text-transform: capitalize; }
        dd.amount { font-weight: 600; text-transform: none; }
        form { display: grid; gap: 10px; }
        button { font: inherit; font-weight: 600; padding: 12px 16px; border-radius: 10px; cursor: pointer;
          border: 1px solid var(--line); background: transparent; color: inherit; }
        button.approve { background: var(--go); border-color: var(--go); color: #fff; }
        button:focus-visible { outline: 3px solid var(--go); outline-offset: 2px; }
        .note { color: var(--soft); font-size: 13px; margin-top: 20px; }
        code { font-size: .9em; }
        """
}

extension PendingAuthentication {
    /// `20.00 USD`; a currency we do not know keeps its minor units.
    fileprivate var price: String? {
        guard let amount, let currency else { return nil }
        let decimal = Currency(currency).map { Money(minorUnits: amount, currency: $0).decimalString }
        return "\(decimal ?? String(amount)) \(currency.uppercased())"
    }
}
