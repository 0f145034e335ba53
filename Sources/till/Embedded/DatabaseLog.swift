#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The file that takes what the private PostgreSQL says.
struct DatabaseLog: Sendable {
    static let largestBytes = 10 << 20

    let path: String

    /// Opens it for appending; what has grown large is put aside, once.
    func open() throws(FileError) -> Int32 {
        if let status = FileSystem.status(path), status.st_size > Self.largestBytes { rename(path, path + ".1") }
        let descriptor = openFile(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .last(path) }
        return descriptor
    }

    /// The last lines that say what went wrong, for a message.
    func lastWords() -> String {
        guard let text = (try? FileSystem.read(path)) ?? nil else { return "" }
        let lines = text.split(separator: "\n").suffix(40)
        let telling = lines.filter { line in
            ["FATAL", "PANIC", "ERROR", "HINT", "DETAIL", "error:"].contains { line.contains($0) }
        }
        return telling.suffix(5).map { "\n  \($0)" }.joined()
    }

    private func openFile(_ path: String, _ flags: Int32, _ mode: mode_t) -> Int32 {
        #if canImport(Glibc)
            Glibc.open(path, flags, mode)
        #else
            Darwin.open(path, flags, mode)
        #endif
    }
}
