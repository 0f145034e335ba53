import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The PostgreSQL programs of one version.
struct PostgresInstallation: Equatable, Sendable {
    var directory: String
    var majorVersion: Int
    /// Whether it was built with LZ4, for smaller write-ahead logs.
    var hasLZ4: Bool

    var postgres: String { directory + "/postgres" }
    var initdb: String { directory + "/initdb" }

    static let oldest = 14

    /// Finds an installation; with `major`, one that can open a data directory of that version.
    static func find(major: Int?, on loop: EventLoop) async throws(CommandFailure) -> PostgresInstallation {
        var found: [Int] = []
        for directory in await candidates(on: loop) where isInstallation(directory) {
            guard let version = await version(of: directory, on: loop) else { continue }
            if let major, version != major {
                found.append(version)
                continue
            }
            if version < oldest {
                found.append(version)
            } else {
                let hasLZ4 = await hasLZ4(directory, version, on: loop)
                return PostgresInstallation(directory: directory, majorVersion: version, hasLZ4: hasLZ4)
            }
        }
        throw CommandFailure(.unavailable, sentence(found: Set(found).sorted(), wanted: major))
    }

    static func sentence(found: [Int], wanted: Int?) -> String {
        let versions = found.map(String.init).joined(separator: ", ")
        if let wanted, !found.isEmpty {
            return """
                The private database was made by PostgreSQL \(wanted), but only \(versions) is installed: install \
                PostgreSQL \(wanted), or start over with --reset, which deletes it.
                """
        }
        if !found.isEmpty {
            return "PostgreSQL \(versions) is too old for Till: install version \(oldest) or newer."
        }
        return """
            No PostgreSQL server was found in PATH or the usual places: install it (Debian, Ubuntu: apt install postgresql; \
            macOS: brew install postgresql), or set DATABASE_URL.
            """
    }

    /// Directories to look into: the newest version first, but what PATH says before that.
    private static func candidates(on loop: EventLoop) async -> [String] {
        var directories = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").map(String.init)
        // A link in PATH leads to a directory that has all the programs.
        directories = directories.compactMap { directory in
            FileSystem.resolve(directory + "/postgres").map { String($0.dropLast("/postgres".count)) }
        }
        if let configured = try? await Subprocess.output(of: "pg_config", ["--bindir"], on: loop) {
            directories.append(configured)
        }
        directories += versions(in: "/usr/lib/postgresql").map { "/usr/lib/postgresql/\($0)/bin" }
        for prefix in ["/opt/homebrew", "/usr/local"] {
            let names = (try? FileSystem.entries(of: prefix + "/opt")) ?? []
            directories += names.filter { $0.hasPrefix("postgresql") }.reversed().map { "\(prefix)/opt/\($0)/bin" }
        }
        return directories
    }

    private static func versions(in directory: String) -> [Int] {
        ((try? FileSystem.entries(of: directory)) ?? []).compactMap { Int($0) }.sorted(by: >)
    }

    private static func isInstallation(_ directory: String) -> Bool {
        FileSystem.isExecutable(directory + "/postgres") && FileSystem.isExecutable(directory + "/initdb")
    }

    private static func version(of directory: String, on loop: EventLoop) async -> Int? {
        let text = try? await Subprocess.output(of: directory + "/postgres", ["--version"], on: loop)
        return text.flatMap(majorVersion)
    }

    /// “postgres (PostgreSQL) 15.20 (Debian …)” → 15
    static func majorVersion(_ text: String) -> Int? {
        guard let range = text.split(separator: " ").first(where: { $0.first?.isNumber == true }) else { return nil }
        return Int(range.prefix { $0.isNumber })
    }

    private static func hasLZ4(_ directory: String, _ version: Int, on loop: EventLoop) async -> Bool {
        guard version >= 15, FileSystem.isExecutable(directory + "/pg_config") else { return false }
        let options = try? await Subprocess.output(of: directory + "/pg_config", ["--configure"], on: loop)
        return options?.contains("--with-lz4") ?? false
    }
}
