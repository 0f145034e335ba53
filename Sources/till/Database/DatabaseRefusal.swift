import Postgres

/// Why this build does not serve from a database that answers.
enum DatabaseRefusal {
    /// What the server's own settings would cost.
    static func of(_ settings: ServerSettings, allowsUnsafe: Bool) -> CommandFailure? {
        if let problem = settings.writeProblems.first {
            return CommandFailure(.unavailable, "The database cannot be used: \(problem).")
        }
        guard !allowsUnsafe, !settings.durabilityProblems.isEmpty else { return nil }
        return CommandFailure(
            .unsafeDatabase,
            """
            The database may lose committed payments: \(settings.durabilityProblems.joined(separator: " ")) \
            Where nothing can be lost, TILL_ALLOW_UNSAFE_DATABASE=1 serves from it all the same.
            """)
    }

    /// What a schema of another build would cost.
    static func of(_ schema: SchemaVersion) -> CommandFailure? {
        switch schema {
        case .current: nil
        case .behind(let applied, let known):
            CommandFailure(
                .schemaOld,
                "The database's schema is at migration \(applied) and this build needs \(known): run “till migrate” first."
            )
        case .ahead(let applied, let known):
            CommandFailure(
                .schemaUnknown,
                """
                The database's schema is at migration \(applied) and this build knows only \(known): a newer Till has \
                migrated it, so run that one.
                """)
        }
    }
}
