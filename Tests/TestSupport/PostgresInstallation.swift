import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where PostgreSQL's programs are on this machine, and as whom they may run: never as root.
struct PostgresInstallation: Sendable {
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let binaries: String
    /// The user to become when this process is root's.
    let user: (id: UInt32, group: UInt32)?

    static func find() throws -> PostgresInstallation {
        guard let binaries = candidates().last(where: { access($0 + "/initdb", X_OK) == 0 }) else {
            throw Missing(description: "no PostgreSQL server found; on Debian: apt install postgresql")
        }
        guard getuid() == 0 else { return PostgresInstallation(binaries: binaries, user: nil) }
        guard let user = getpwnam("postgres")?.pointee else {
            throw Missing(description: "PostgreSQL does not run as root, and there is no user called postgres")
        }
        return PostgresInstallation(binaries: binaries, user: (user.pw_uid, user.pw_gid))
    }

    /// Debian keeps every major version in a folder of its own; the newest comes last.
    private static func candidates() -> [String] {
        var folders = ["/usr/bin", "/opt/homebrew/bin", "/usr/local/bin"]
        for pattern in ["/opt/homebrew/opt/postgresql@*/bin", "/usr/lib/postgresql/*/bin"] {
            var found = glob_t()
            if glob(pattern, 0, nil, &found) == 0 {
                folders += (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
            }
            globfree(&found)
        }
        return folders
    }

    func options(_ program: String, _ arguments: [String]) -> ChildProcess.Options {
        var options = ChildProcess.Options(executable: binaries + "/" + program, arguments: arguments)
        options.userID = user?.id
        options.groupID = user?.group
        options.newSession = true
        // Nothing of the developer's own PostgreSQL settings.
        options.environment = ["LC_ALL=C", "PATH=/usr/bin:/bin", "TZ=UTC"]
        return options
    }
}
