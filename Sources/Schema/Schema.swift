/// The migrations this build carries.
package enum Schema {
    package static var files: [(name: String, sql: String)] { EmbeddedMigrations.files }
}
