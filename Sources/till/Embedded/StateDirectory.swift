#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where `till dev` keeps everything: the private database, its log, the secret, and `dev.json`.
///
/// A marker file tells that the directory is ours, so that `--reset` never deletes somebody else's files.
struct StateDirectory: Sendable {
    static let marker = ".till-dev"

    /// Absolute, and free of symbolic links.
    let path: String

    var description: String { path + "/dev.json" }
    var lock: String { path + "/lock" }
    var secret: String { path + "/secret" }
    var databaseLog: String { path + "/postgres.log" }

    /// Makes the directory, or checks that the one that is there was made by us.
    static func open(_ path: String, isShared: Bool) throws(CommandFailure) -> StateDirectory {
        do throws(FileError) {
            try FileSystem.createDirectory(path, mode: isShared ? 0o755 : 0o700)
            guard let resolved = FileSystem.resolve(path) else { throw .last(path) }
            let directory = StateDirectory(path: resolved)
            try directory.mark()
            return directory
        } catch {
            if error.code == notOurs {
                throw CommandFailure(
                    .cannotCreate,
                    "\(path) holds files that till dev did not make: choose another directory with --state.")
            }
            throw CommandFailure(
                .cannotCreate, "The state directory cannot be used (\(error)): choose another with --state.")
        }
    }

    /// Says that the marker is missing and the directory is not empty.
    private static let notOurs = ENOTEMPTY

    private func mark() throws(FileError) {
        try Self.mark(path)
    }

    /// Puts the marker into an empty directory; one that has it is fine.
    static func mark(_ path: String) throws(FileError) {
        let names = try FileSystem.entries(of: path)
        if names.contains(marker) { return }
        guard names.isEmpty else { throw FileError(path: path, code: notOurs) }
        try FileSystem.write(
            "This directory was made by “till dev”; deleting it deletes its database.\n", to: "\(path)/\(marker)",
            mode: 0o644)
    }

    /// Deletes the private database and everything that belongs to it, wherever it lives.
    func reset(home: String) throws(CommandFailure) {
        do throws(FileError) {
            for directory in Set([path, home]) where FileSystem.exists("\(directory)/\(Self.marker)") {
                for name in ["postgres", "postgres.new", "run", "postgres.log", "postgres.log.1", "dev.json", "secret"]
                {
                    try FileSystem.removeTree("\(directory)/\(name)")
                }
            }
        } catch {
            throw CommandFailure(.cannotCreate, "The old database cannot be deleted (\(error)).")
        }
    }
}
