package import EventLoop
package import Postgres

/// A database of one test's own.
package struct TestDatabase: Sendable {
    package let name: String
    package let cluster: TestCluster
    package let target: PostgresTarget

    init(name: String, cluster: TestCluster) throws {
        self.name = name
        self.cluster = cluster
        target = try PostgresTarget(cluster.url(database: name))
    }

    /// A new one on the cluster all tests share.
    package static func create(copying original: TestDatabase? = nil) async throws -> TestDatabase {
        try await TestCluster.shared().createDatabase(copying: original)
    }

    package var url: String { cluster.url(database: name) }

    /// Through the network instead of the Unix socket.
    package var tcpTarget: PostgresTarget {
        get throws { try PostgresTarget(cluster.url(database: name, overTCP: true)) }
    }
}

/// Runs `body` on a loop that is stopped afterwards, whatever happens.
package func withEventLoop<Result: Sendable>(
    clock: Clock = .system, _ body: @Sendable @concurrent (EventLoop) async throws -> Result
) async throws -> Result {
    let loop = try EventLoop.start(name: "test", clock: clock)
    do {
        let result = try await loop.run { try await body(loop) }
        await loop.stop()
        return result
    } catch {
        await loop.stop()
        throw error
    }
}
