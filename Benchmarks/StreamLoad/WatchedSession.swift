import FoundationEssentials

/// A checkout session that somebody watches: where its stream is, and what completes it.
struct WatchedSession {
    let streamPath: String
    let changePath: String

    /// One session a line: the two paths, and a space between them.
    static func read(_ path: String) throws -> [WatchedSession] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            let paths = line.split(separator: " ")
            guard paths.count == 2 else { throw LoadError("a line of \(path) is not two paths: \(line)") }
            return WatchedSession(streamPath: String(paths[0]), changePath: String(paths[1]))
        }
    }
}
