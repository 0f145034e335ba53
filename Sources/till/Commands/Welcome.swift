/// What `till dev` says once it serves: the address first.
enum Welcome {
    static func text(url: String, database: String, details: String) -> String {
        let rows = [
            ("ready?", "\(url)/readyz"), ("metrics", "\(url)/metrics"), ("database", database), ("details", details),
        ]
        return """
            Till \(Version.current) serves at \(url)

            \(Help.columns(rows))

            Ctrl-C stops everything; the data stays.

            """
    }
}
