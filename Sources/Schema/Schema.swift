package import Postgres

/// The migrations this build carries, in order.
package enum Schema {
    package static let migrations: [Migration] = EmbeddedMigrations.files.map { file in
        Migration(number: file.number, name: file.name, sql: file.sql)
    }
}
