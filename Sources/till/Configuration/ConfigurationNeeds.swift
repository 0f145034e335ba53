/// What a command cannot do without, beyond what has a default.
struct ConfigurationNeeds: OptionSet, Sendable {
    let rawValue: Int

    static let database = ConfigurationNeeds(rawValue: 1)
    static let secret = ConfigurationNeeds(rawValue: 2)

    /// A sentence for each that was not given; one that was given and is wrong has its sentence already.
    func problems(in reading: ConfigurationReading) -> [String] {
        var sentences: [String] = []
        if contains(.database), reading.sources["DATABASE_URL"] == nil {
            sentences.append(
                "DATABASE_URL is not set: give the database as postgresql://user:password@host:5432/database, "
                    + "or run “till dev”, which brings its own.")
        }
        if contains(.secret), reading.sources["TILL_SECRET"] == nil {
            sentences.append(
                "TILL_SECRET is not set: make one with “openssl rand -hex 32”, keep it as you keep the database's "
                    + "password, and give it to every process that serves from the same database.")
        }
        return sentences
    }
}
