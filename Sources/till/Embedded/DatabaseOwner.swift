#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The user that the private PostgreSQL runs as: us, or `postgres` when we are root, which PostgreSQL refuses.
struct DatabaseOwner: Equatable, Sendable {
    var user: UInt32
    var group: UInt32
    /// Whether it is somebody else than us.
    var isOther: Bool

    static func current() throws(CommandFailure) -> DatabaseOwner {
        guard geteuid() == 0 else { return DatabaseOwner(user: geteuid(), group: getegid(), isOther: false) }
        guard let entry = getpwnam("postgres") else {
            throw CommandFailure(
                .unavailable,
                """
                PostgreSQL does not run as root, and there is no user “postgres” to run it as: install PostgreSQL's server \
                package, or start till dev as an ordinary user.
                """)
        }
        return DatabaseOwner(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, isOther: true)
    }

    /// Whether this user may pass through a directory and all those above it.
    func canReach(_ directory: String) -> Bool {
        var path = directory
        while true {
            var status = stat()
            guard stat(path.isEmpty ? "/" : path, &status) == 0 else { return false }
            let bit: mode_t = status.st_uid == user ? S_IXUSR : status.st_gid == group ? S_IXGRP : S_IXOTH
            if status.st_mode & bit == 0 { return false }
            guard let slash = path.lastIndex(of: "/") else { return true }
            path = String(path[..<slash])
        }
    }

    /// Makes a directory that only this user (and root) can enter, or checks that it is one.
    func createPrivateDirectory(_ path: String) throws(FileError) {
        if mkdir(path, 0o700) == 0 {
            if isOther, chown(path, user, group) != 0 { throw .last(path) }
            return
        }
        guard errno == EEXIST else { throw .last(path) }
        // In a folder that everybody may write to, somebody else could have been there first.
        guard let status = FileSystem.status(path), FileSystem.isDirectory(status), status.st_uid == user,
            status.st_mode & 0o077 == 0
        else { throw FileError(path: path, code: EPERM) }
    }
}
