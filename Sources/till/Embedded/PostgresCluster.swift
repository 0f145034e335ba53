#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The private database's files, and how PostgreSQL is called on them.
struct PostgresCluster: Equatable, Sendable {
    static let databaseName = "till"
    static let databaseCreation = "CREATE DATABASE till"
    private static let user = "till"
    private static let port = 5432
    /// `sockaddr_un.sun_path` without its NUL: 107 bytes on Linux, 103 on macOS; the smaller serves both.
    private static let longestSocketPath = 103

    /// The directory that holds `postgres` and, where possible, the socket.
    var home: String
    var socketDirectory: String
    var owner: DatabaseOwner

    var dataDirectory: String { home + "/postgres" }
    var version: Int? { ((try? FileSystem.read(dataDirectory + "/PG_VERSION")) ?? nil).flatMap { Int($0.trimmed) } }

    init(state: StateDirectory, owner: DatabaseOwner, temporary: String = "/tmp") {
        let hash = Self.hash(state.path)
        // In /root, say, PostgreSQL's own user cannot reach the state directory.
        let isReachable = !owner.isOther || owner.canReach(state.path)
        home = isReachable ? state.path : "/var/lib/till/dev-\(hash)"
        let near = home + "/run"
        socketDirectory = Self.isFitForSocket(near) ? near : "\(temporary)/till-\(owner.user)-\(hash)"
        self.owner = owner
    }

    /// PostgreSQL reads the setting as a list and the system limits its length, so that not every path will do.
    static func isFitForSocket(_ path: String) -> Bool {
        let isPlain = path.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"): true
            default: "/._-".utf8.contains(byte)
            }
        }
        return isPlain && path.utf8.count + "/.s.PGSQL.\(port)".utf8.count <= longestSocketPath
    }

    /// FNV-1a; tells state directories apart, nothing more.
    static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    func databaseURL(database: String = databaseName) -> String {
        let host = socketDirectory.utf8.map { byte in
            byte == UInt8(ascii: "/") ? "%2F" : String(UnicodeScalar(byte))
        }.joined()
        return "postgresql://\(Self.user)@\(host):\(Self.port)/\(database)"
    }

    /// Makes the directories above the data and for the socket.
    func createDirectories() throws(FileError) {
        if home.hasPrefix("/var/lib/till/") {
            try FileSystem.createDirectory(home, mode: 0o755)
            try StateDirectory.mark(home)
        }
        try owner.createPrivateDirectory(socketDirectory)
    }

    /// Takes the socket's directory away again where it lies outside of our own; it is empty once the server has ended.
    func removeSocketDirectory() {
        if !socketDirectory.hasPrefix(home + "/") { rmdir(socketDirectory) }
    }

    /// Arguments for `initdb`, which fills a directory that is renamed once it is whole.
    func initializing(_ directory: String) -> [String] {
        [
            "--pgdata=\(directory)", "--username=\(Self.user)", "--encoding=UTF8", "--locale=C", "--data-checksums",
            // Only root and the owner can enter the socket's directory.
            "--auth-local=trust", "--auth-host=reject", "--no-instructions",
        ]
    }

    /// Arguments for `postgres`: as durable as in production, and no way in but the socket.
    func serving(_ installation: PostgresInstallation, connections: Int) -> [String] {
        let settings = [
            "listen_addresses=", "port=\(Self.port)", "unix_socket_directories=\(socketDirectory)",
            "unix_socket_permissions=0700", "max_connections=\(max(100, connections))",
            "fsync=on", "synchronous_commit=on", "full_page_writes=on", "shared_buffers=128MB", "max_wal_size=2GB",
            "wal_compression=\(installation.hasLZ4 ? "lz4" : "on")", "jit=off", "logging_collector=off",
            "log_destination=stderr", "log_line_prefix=%m [%p] ", "log_timezone=UTC", "timezone=UTC",
            "cluster_name=till-dev",
        ]
        return ["-D", dataDirectory] + settings.flatMap { ["-c", $0] }
    }
}
