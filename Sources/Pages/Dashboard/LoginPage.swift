import HTTPMessages

/// Where a secret key is turned into a session of the dashboard.
package struct LoginPage: Sendable {
    /// Where to go on to, already known to be a page of the dashboard.
    package var next: String
    /// What was wrong with the last try; what was typed is never shown again.
    package var problem: String?
    package var notice: String?

    package init(next: String, problem: String? = nil, notice: String? = nil) {
        self.next = next
        self.problem = problem
        self.notice = notice
    }

    package func document(_ assets: PageAssets) -> PageDocument {
        assets.dashboardDocument(title: "Log in", body: body)
    }

    private var body: HTML {
        let said: HTML? = problem.map { "<p class=\"problem\" id=\"problem\" role=\"alert\">\($0)</p>" }
        let told: HTML? = notice.map { "<p class=\"soft\" role=\"status\">\($0)</p>" }
        let invalid: HTML? = problem == nil ? nil : " aria-invalid=\"true\" aria-describedby=\"problem\""
        return """
            <main class="login">
            <form class="card" method="post" action="/dashboard/login">
            <p class="brand">Till</p>
            <h1>Dashboard</h1>
            \(told)
            <label for="key">Secret key</label>
            <input id="key" name="key" type="password" required autofocus autocomplete="current-password" spellcheck="false" \
            autocapitalize="off" placeholder="sk_test_… or sk_live_…"\(invalid)>
            \(said)
            <input type="hidden" name="next" value="\(next)">
            <button class="primary">Log in</button>
            <p class="small soft">The key decides whose data you see, and whether test or live. It is checked and not kept.</p>
            </form>
            </main>
            """
    }
}
