#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Keeps two `till dev` from sharing a state directory; the system lets go of it when the process ends, however.
struct StateLock: ~Copyable {
    private let descriptor: Int32

    init(_ directory: StateDirectory) throws(CommandFailure) {
        descriptor = open(directory.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .cannotCreate, "The state directory cannot be used (\(FileError.last(directory.lock))).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? FileSystem.read(directory.lock)) ?? nil
            close(descriptor)
            throw CommandFailure(.stateHeld, Self.sentence(directory, holder: holder))
        }
        ftruncate(descriptor, 0)
        Descriptor.write("\(getpid())\n", to: descriptor)
    }

    deinit { close(descriptor) }

    private static func sentence(_ directory: StateDirectory, holder: String?) -> String {
        let process = holder.flatMap { Int32($0.trimmed) }.map { "process \($0)" } ?? "another process"
        let description = ((try? FileSystem.read(directory.description)) ?? nil) ?? ""
        let address = DevDescription.url(in: description).map { ", serving at \($0)" } ?? ""
        return """
            Another till dev (\(process)\(address)) holds \(directory.path): stop that one, or choose another directory \
            with --state.
            """
    }
}
