#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `till run-as`: gives up privileges, ties the program's life to its parent's, and becomes the program.
enum RunAsCommand {
    static func run(_ options: RunAsOptions) throws(CommandFailure) -> Never {
        try dropPrivileges(options)
        umask(0o077)
        // Where we were started may be closed to that user.
        guard chdir("/") == 0 else { throw failure("enter /") }
        // After the change of user, which clears it; SIGINT is a fast shutdown for PostgreSQL.
        _ = ParentDeath.request(SIGINT)
        // The parent may have died before that.
        guard getppid() == options.parent else { throw CommandFailure(.osError, "The parent is gone already.") }
        var arguments = options.program.map { strdup($0) } + [nil]
        execv(options.program[0], &arguments)
        throw failure("start \(options.program[0])")
    }

    private static func dropPrivileges(_ options: RunAsOptions) throws(CommandFailure) {
        guard geteuid() == 0, options.user != 0 else { return }
        var group = gid_t(options.group)
        guard setgroups(1, &group) == 0, setgid(group) == 0, setuid(uid_t(options.user)) == 0 else {
            throw failure("become user \(options.user)")
        }
    }

    private static func failure(_ attempt: String) -> CommandFailure {
        CommandFailure(.osError, "It was not possible to \(attempt): \(String(cString: strerror(errno))).")
    }
}
