import HTTPMessages

/// A page that says one thing: that something is not there, or could not be done.
package struct DashboardMessage: Sendable {
    package var title: String
    package var message: String
    /// For whoever is asked to look into it.
    package var requestID: String?

    package init(title: String, message: String, requestID: String? = nil) {
        self.title = title
        self.message = message
        self.requestID = requestID
    }

    package func document(_ assets: PageAssets) -> PageDocument {
        let reference: HTML? = requestID.map { "<p class=\"small soft\">Request <code>\($0)</code></p>" }
        return assets.dashboardDocument(
            title: title,
            body: """
                <main class="login">
                <div class="card">
                <p class="brand">Till</p>
                <h1>\(title)</h1>
                <p>\(message)</p>
                \(reference)
                <a class="button" href="/dashboard">To the sessions</a>
                </div>
                </main>
                """)
    }
}
