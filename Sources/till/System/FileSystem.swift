#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A system call on a file that failed.
struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    var path: String
    var code: Int32

    var description: String { "\(path): \(String(cString: strerror(code)))" }

    static func last(_ path: String) -> FileError { FileError(path: path, code: errno) }
}

/// The few things that are done with files, without Foundation and its megabytes.
enum FileSystem {
    /// What is known of a file without following it.
    static func status(_ path: String) -> stat? {
        var status = stat()
        return lstat(path, &status) == 0 ? status : nil
    }

    static func exists(_ path: String) -> Bool { status(path) != nil }

    static func isDirectory(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFDIR }

    static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// The path without `.`, `..` and symbolic links, of something that exists.
    static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The text of a small file; nil when it is not there.
    static func read(_ path: String) throws(FileError) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 {
            if errno == ENOENT { return nil }
            throw .last(path)
        }
        defer { close(descriptor) }
        guard let bytes = Descriptor.readAll(descriptor) else { throw .last(path) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes a file so that others see the old one or the whole new one.
    static func write(_ text: String, to path: String, mode: mode_t = 0o600) throws(FileError) {
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .last(temporary) }
        let isWritten = Descriptor.write(text, to: descriptor) && fsync(descriptor) == 0
        let problem = FileError.last(temporary)
        close(descriptor)
        guard isWritten else {
            unlink(temporary)
            throw problem
        }
        guard rename(temporary, path) == 0 else { throw .last(path) }
    }

    /// Makes a directory, and those above it; it is no error when it is there.
    static func createDirectory(_ path: String, mode: mode_t) throws(FileError) {
        if mkdir(path, mode) == 0 { return }
        switch errno {
        case EEXIST:
            var status = stat()
            guard stat(path, &status) == 0, isDirectory(status) else { throw FileError(path: path, code: ENOTDIR) }
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw .last(path) }
            try createDirectory(String(path[..<slash]), mode: 0o755)
            guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .last(path) }
        default: throw .last(path)
        }
    }

    /// The names in a directory, sorted.
    static func entries(of path: String) throws(FileError) -> [String] {
        guard let directory = opendir(path) else { throw .last(path) }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file or a whole directory; symbolic links are removed, never followed.
    static func removeTree(_ path: String) throws(FileError) {
        guard let status = status(path) else { return }
        guard isDirectory(status) else {
            if unlink(path) != 0, errno != ENOENT { throw .last(path) }
            return
        }
        for name in try entries(of: path) { try removeTree(path + "/" + name) }
        if rmdir(path) != 0, errno != ENOENT { throw .last(path) }
    }
}
