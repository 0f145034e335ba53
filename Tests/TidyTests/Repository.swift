import Foundation

/// The working copy that these tests were built from, read once.
struct Repository: Sendable {
    /// Every text file, sorted by path.
    let files: [TextFile]
    private let root: URL

    static let current = Result { try Repository(root: URL(filePath: #filePath)) }

    /// What builds and tools leave behind, and what is not ours (`.git` is a file in a linked working copy).
    private static let skipped: Set<String> = [".git", ".build", ".till", ".venv", ".swiftpm", "__pycache__"]

    private init(root source: URL) throws {
        // Tests/TidyTests/Repository.swift, without its last three components.
        let root = source.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        self.root = root
        files = try Self.paths(below: "", of: root).sorted().compactMap { path in
            let bytes = try Data(contentsOf: root.appending(path: path))
            guard !bytes.contains(0), let text = String(data: bytes, encoding: .utf8) else { return nil }
            return TextFile(path: path, text: text)
        }
    }

    func files(below folders: String...) -> [TextFile] {
        files.filter { file in folders.contains { file.path.hasPrefix($0 + "/") } }
    }

    var swiftSources: [TextFile] { files(below: "Sources").filter(\.isSwift) }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path())
    }

    private static func paths(below folder: String, of root: URL) throws -> [String] {
        let url = folder.isEmpty ? root : root.appending(path: folder)
        return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: [.isDirectoryKey])
            .filter { !skipped.contains($0.lastPathComponent) && !$0.lastPathComponent.hasPrefix(".build-") }
            .flatMap { entry -> [String] in
                let path = folder.isEmpty ? entry.lastPathComponent : "\(folder)/\(entry.lastPathComponent)"
                let isFolder = try entry.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
                return isFolder ? try paths(below: path, of: root) : [path]
            }
    }
}
