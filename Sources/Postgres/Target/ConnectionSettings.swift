import CLibpq

/// libpq's connection parameters by keyword, and libpq's own reading of them.
struct ConnectionSettings: Sendable, Equatable {
    var values: [String: String]

    subscript(keyword: String) -> String? { values[keyword].flatMap { $0.isEmpty ? nil : $0 } }

    /// What is written in `text`, which is a `postgres://` URL or a `keyword=value` string.
    ///
    /// libpq's messages about a string it cannot read quote the string, and with it the password; so they are dropped.
    init(parsing text: String) throws(PostgresError) {
        guard let options = PQconninfoParse(text, nil) else {
            throw PostgresError(
                .invalidTarget,
                reason: "the database address is neither a postgres:// URL nor a keyword=value connection string "
                    + "(special characters in a password have to be percent-encoded in a URL)")
        }
        defer { PQconninfoFree(options) }
        values = Self.collect(options)
    }

    /// What libpq makes of `text` together with the environment (`PGHOST`, …), the service file and its defaults.
    ///
    /// libpq tells only for a connection it was asked to open. So it is asked with one option that cannot be right: it
    /// fills in and checks everything, then refuses before it touches the network.
    init(completing text: String) throws(PostgresError) {
        let written = try ConnectionSettings(parsing: text)
        let impossible = "not-a-mode"
        let keywords = CStrings(["dbname", "gssencmode"])
        let arguments = CStrings([text, impossible])
        let probe = keywords.withPointer { keywords in
            arguments.withPointer { PQconnectStartParams(keywords, $0, 1) }
        }
        defer { PQfinish(probe) }
        let message = PQerrorMessage(probe).map { String(cString: $0) } ?? ""
        guard message.contains(impossible), let options = PQconninfo(probe) else {
            throw PostgresError(.invalidTarget, reason: "the database address is refused: \(Self.oneLine(message))")
        }
        defer { PQconninfoFree(options) }
        values = Self.collect(options)
        // Negotiating Kerberos encryption costs a round trip and blocks; who wants it says so.
        values["gssencmode"] = written["gssencmode"] ?? "disable"
    }

    private static func collect(_ first: UnsafeMutablePointer<PQconninfoOption>) -> [String: String] {
        var values: [String: String] = [:]
        var option = first
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return values
    }

    static func oneLine(_ message: String) -> String {
        message.split(separator: "\n").joined(separator: " ")
    }
}
