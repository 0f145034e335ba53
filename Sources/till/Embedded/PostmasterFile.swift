/// What PostgreSQL writes into `postmaster.pid` in its data directory.
struct PostmasterFile: Equatable, Sendable {
    var pid: Int32
    var dataDirectory: String
    /// In seconds since 1970; tells one run from the next.
    var startedAt: String
    /// The eighth line: whether connections are accepted.
    var isReady: Bool

    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).trimmed }
        // A single-user server writes its process id negated; it is nobody's postmaster.
        guard lines.count >= 2, let pid = Int32(lines[0]), pid > 1 else { return nil }
        self.pid = pid
        dataDirectory = lines[1]
        startedAt = lines.count >= 3 ? lines[2] : ""
        isReady = lines.count >= 8 && lines[7] == "ready"
    }

    static func read(in dataDirectory: String) -> PostmasterFile? {
        ((try? FileSystem.read(dataDirectory + "/postmaster.pid")) ?? nil).flatMap(PostmasterFile.init)
    }
}
