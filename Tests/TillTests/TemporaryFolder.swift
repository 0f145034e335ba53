import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder of a test's own that everybody may enter; to be removed by the test.
struct TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("\(Self.parent)/till-cmd-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        path = String(cString: made)
        chmod(path, 0o755)
    }

    /// In memory where there is plenty of it: databases that sync for real take seconds each on a disk.
    private static let parent: String = {
        var statistics = statvfs()
        let memory = "/dev/shm"
        guard access(memory, W_OK) == 0, statvfs(memory, &statistics) == 0 else { return "/tmp" }
        return UInt64(statistics.f_bavail) * UInt64(statistics.f_frsize) > 4 << 30 ? memory : "/tmp"
    }()

    func remove() {
        do throws(FileError) {
            try FileSystem.removeTree(path)
        } catch {
            Issue.record("\(error)")
        }
    }

    func write(_ name: String, _ text: String) throws -> String {
        try FileSystem.write(text, to: "\(path)/\(name)")
        return "\(path)/\(name)"
    }
}
