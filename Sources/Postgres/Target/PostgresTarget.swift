/// Where the database is and as whom to enter it. Its description holds no password.
package struct PostgresTarget: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// One of the servers named in the address.
    struct Host: Hashable, Sendable {
        /// A name, an IP address or the folder of a Unix socket; empty for libpq's default.
        var name: String
        /// Given instead of resolving the name.
        var address: String
        var port: String

        var isSocketFolder: Bool { name.isEmpty || name.hasPrefix("/") || name.hasPrefix("@") }
    }

    /// Everything but the hosts.
    let settings: [String: String]
    let hosts: [Host]

    /// Reads a `postgres://` URL or a `keyword=value` string; what it leaves out comes from the environment
    /// (`PGUSER`, …), from the service it names, and from libpq's defaults.
    package init(_ text: String) throws(PostgresError) {
        try self.init(ConnectionSettings(completing: text))
    }

    init(_ completed: ConnectionSettings) throws(PostgresError) {
        hosts = try Self.hosts(completed)
        var settings = completed.values.filter { !$0.value.isEmpty }
        for keyword in ["host", "hostaddr", "port", "service", "connect_timeout", "client_encoding"] {
            settings[keyword] = nil
        }
        // A server that vanished without a word is noticed within seconds, not hours.
        let defaults = [
            "keepalives_idle": "10", "keepalives_interval": "3", "keepalives_count": "3",
            "tcp_user_timeout": "10000", "client_encoding": "UTF8",
        ]
        self.settings = settings.merging(defaults) { written, _ in written }
    }

    /// Pairs hosts, addresses and ports by position as libpq does: a single port serves all.
    private static func hosts(_ settings: ConnectionSettings) throws(PostgresError) -> [Host] {
        func list(_ keyword: String) -> [String] {
            settings[keyword].map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) } ?? []
        }
        let names = list("host")
        let addresses = list("hostaddr")
        let ports = list("port")
        let count = max(names.count, addresses.count, 1)
        guard names.isEmpty || addresses.isEmpty || names.count == addresses.count,
            ports.count <= 1 || ports.count == count
        else {
            throw PostgresError(
                .invalidTarget, reason: "the database address names different numbers of hosts, addresses and ports")
        }
        return (0..<count).map { index in
            let port = ports.count > 1 ? ports[index] : ports.first ?? ""
            return Host(
                name: names.isEmpty ? "" : names[index], address: addresses.isEmpty ? "" : addresses[index],
                port: port.isEmpty ? "5432" : port)
        }
    }

    package var databaseName: String { settings["dbname"] ?? userName }
    package var userName: String { settings["user"] ?? "" }

    /// The same server and user, another database.
    package func with(database name: String) -> PostgresTarget {
        PostgresTarget(settings: settings.merging(["dbname": name]) { _, new in new }, hosts: hosts)
    }

    init(settings: [String: String], hosts: [Host]) {
        self.settings = settings
        self.hosts = hosts
    }

    package var description: String {
        let places = hosts.map { host in
            "\(host.name.isEmpty ? host.address.isEmpty ? "local" : host.address : host.name):\(host.port)"
        }
        return "\(userName)@\(places.joined(separator: ","))/\(databaseName)"
    }

    package var debugDescription: String { description }
}

// Reflection would print the password where a description does not.
extension PostgresTarget: CustomReflectable {
    package var customMirror: Mirror { Mirror(self, children: ["target": description]) }
}
