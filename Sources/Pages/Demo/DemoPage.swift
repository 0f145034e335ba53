package import HTTPMessages

/// The shop of `till dev`: what a merchant's site may look like, and beside it everything that happens while somebody buys.
package struct DemoPage: Sendable {
    package var goods: [DemoGood]
    /// With the real provider nothing is known of what its cards do but that they are its test cards.
    package var isSimulated: Bool

    package init(goods: [DemoGood], isSimulated: Bool) {
        self.goods = goods
        self.isSimulated = isSimulated
    }

    package func response(_ assets: PageAssets) -> HTTPResponse {
        var document = PageDocument(title: "Demo shop", body: body)
        document.styles = [assets.base, assets.demoStyle]
        document.scripts = [assets.demoScript]
        document.policy.scripts = ["'self'"]
        document.policy.connections = ["'self'"]
        document.policy.frames = ["'self'"]
        document.policy.images = ["'self'"]
        return document.response()
    }

    private var body: HTML {
        """
        <div class="demo">
        <main class="shop">
        <header class="top">
        <span class="sign" aria-hidden="true"></span>
        <div><p class="name">Demo shop</p><p class="soft small">Test money only. Nothing here is charged.</p></div>
        <a class="button small" href="/dashboard">Dashboard</a>
        </header>
        <p class="banner" id="banner" role="status" hidden></p>
        <h1>Pick a plan</h1>
        <fieldset class="modes">
        <legend class="unseen">Where to pay</legend>
        <label><input type="radio" name="mode" value="modal" checked> In a dialog</label>
        <label><input type="radio" name="mode" value="redirect"> On a page of its own</label>
        </fieldset>
        <ul class="goods">
        \(goods.map(good))</ul>
        <section class="cards" aria-labelledby="cards">
        <h2 id="cards">Test cards</h2>
        <p class="soft small">\(advice)</p>
        <ul>
        \(DemoCard.all.map(card))</ul>
        </section>
        </main>
        \(panel)</div>
        <script src="/till.js"></script>

        """
    }

    private var advice: String {
        "Any expiry date to come, any three digits as the security code."
            + (isSimulated ? " The simulator answers in place of Stripe." : "")
    }

    private func good(_ good: DemoGood) -> HTML {
        """
        <li class="good card">
        <h2>\(good.name)</h2>
        <p class="soft">\(good.description)</p>
        <p class="amount"><strong class="number">\(good.amount)</strong> <span class="soft">\(good.per)</span></p>
        <button type="button" class="primary" data-buy="\(good.key)" aria-label="Buy \(good.name)">Buy</button>
        <ul class="features small">\(good.features.map { "<li>\($0)</li>" as HTML })</ul>
        </li>

        """
    }

    private func card(_ card: DemoCard) -> HTML {
        """
        <li><code>\(card.spaced)</code><span class="soft">\(card.what)</span>
        <button type="button" class="small" data-copy="\(card.number)" aria-label="Copy the card that \(card.what)">Copy</button></li>

        """
    }

    private var panel: HTML {
        """
        <aside class="panel" aria-labelledby="happens">
        <header><h2 id="happens">What happens</h2><span class="connection" id="connection" hidden></span></header>
        <p class="about" id="session" hidden><code id="session-id"></code><span class="status" id="status"></span></p>
        <div class="empty" id="empty">
        <p>Buy something. Every step of it appears here as it happens:</p>
        <dl>
        <dt class="call">Shop → Till</dt><dd>the shop’s server asks for a session, with its secret key</dd>
        <dt class="stream">Till → page</dt><dd>each change of the session, on its stream</dd>
        <dt class="frame">Dialog → page</dt><dd>what the payment page tells the shop’s page</dd>
        <dt class="session">Till</dt><dd>what Till writes down before anybody is told</dd>
        <dt class="provider">Provider → Till</dt><dd>signed webhooks, and what became of them</dd>
        </dl>
        </div>
        <ol class="entries" id="entries"></ol>
        </aside>

        """
    }
}
