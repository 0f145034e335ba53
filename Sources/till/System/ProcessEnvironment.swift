#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The variables this process was started with.
enum ProcessEnvironment {
    static func read() -> [String: String] {
        #if canImport(Glibc)
            // Not through `environ`, a global variable that any thread might change.
            let text = ((try? FileSystem.read("/proc/self/environ")) ?? nil) ?? ""
            let lines = text.split(separator: "\0").map(String.init)
        #else
            var lines: [String] = []
            var pointer = _NSGetEnviron().pointee
            while let entry = pointer.pointee {
                lines.append(String(cString: entry))
                pointer += 1
            }
        #endif
        return variables(lines)
    }

    static func variables(_ lines: [String]) -> [String: String] {
        let pairs = lines.compactMap { line -> (String, String)? in
            guard let equals = line.firstIndex(of: "=") else { return nil }
            return (String(line[..<equals]), String(line[line.index(after: equals)...]))
        }
        // The first of two is the one that getenv finds.
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
