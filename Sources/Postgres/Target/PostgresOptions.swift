/// How our connections behave once they are open.
package struct PostgresOptions: Sendable {
    package var applicationName = "till"
    /// The longest a statement may run on the server; nil leaves the server's own setting.
    package var statementTimeout: Duration? = .seconds(10)
    package var lockTimeout: Duration? = .seconds(5)
    package var idleInTransactionTimeout: Duration? = .seconds(30)
    /// Every statement of ours finds its rows by keys. A plan that was made while the tables were small reads them from end
    /// to end, and a prepared statement keeps it while they grow, until statistics come: look-ups were ten times slower
    /// in a new database's first minute. So sequential scans and the joins made of them are the last resort, and no
    /// statement is worth compiling. Nor is one worth planning each time: with arrays as parameters that took three times as
    /// long as running it.
    package var findsRowsByKeys = true
    /// For each address that is tried.
    package var connectTimeout: Duration = .seconds(3)
    /// How long a caller waits for an answer when it names no deadline of its own. Longer than `statementTimeout`, so
    /// that it only strikes when server or network are silent.
    package var answerTimeout: Duration = .seconds(12)
    /// How long a cancelled statement has to end before its connection is closed instead.
    package var cancelTimeout: Duration = .seconds(2)
    /// How many statements a connection keeps prepared.
    package var preparedStatements = 256
    /// How many statements are under way on one connection at once.
    package var pipelineDepth = 64
    /// Notices and warnings of the server, for the log; called on the loop.
    package var onNotice: (@Sendable (ServerReport) -> Void)?

    package init() {}
}
