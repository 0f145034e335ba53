package import Postgres

extension PoolOptions {
    /// A machine that is busy with other tests is no reason to fail; what is shipped is for tests of just that.
    package static var patient: PoolOptions {
        var options = PoolOptions()
        options.patience = .seconds(60)
        options.healthPatience = .seconds(60)
        return options
    }
}

extension PostgresOptions {
    package static var patient: PostgresOptions {
        var options = PostgresOptions()
        options.statementTimeout = .seconds(60)
        options.lockTimeout = .seconds(60)
        options.connectTimeout = .seconds(60)
        options.answerTimeout = .seconds(90)
        options.cancelTimeout = .seconds(20)
        return options
    }
}
