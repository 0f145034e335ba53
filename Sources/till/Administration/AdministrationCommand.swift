import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import Postgres

/// `till org`, `till keys`, `till products`, `till prices`, `till reviews` and `till events`: what an operator does, straight in the database.
struct AdministrationCommand: Sendable {
    var act: AdministrativeAct
    var options: AdministrationOptions
    var configuration: Configuration
    var databaseURL: DatabaseURL
    var console: Console

    func run(on loop: EventLoop) async throws(CommandFailure) {
        let connection = try DatabaseConnection.open(databaseURL, on: loop)
        try await connection.waitUntilReachable(seconds: configuration.databaseWaitSeconds, log: console.log)
        if let refusal = DatabaseRefusal.of(try await connection.schema()) { throw refusal }
        let merchants = Merchants(pool: connection.pool, stripe: configuration.stripe)
        do {
            let report = try await merchants.perform(act)
            StandardOutput.print(options.json ? report.json : report.text)
        } catch {
            throw Self.failure(error, connection)
        }
        await connection.pool.shutdown()
    }

    static func failure(_ error: any Error, _ connection: DatabaseConnection) -> CommandFailure {
        switch error {
        case let failure as CommandFailure: failure
        case let error as PostgresError:
            switch error.kind {
            case .connectFailed, .unavailable, .connectionLost, .timeout: connection.unreachable(error)
            default: CommandFailure(.software, "The database refused: \(error.logDescription).")
            }
        default: CommandFailure(.software, "Something unexpected failed: \(error).")
        }
    }
}
