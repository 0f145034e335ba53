#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the operating system allows this process to open.
package enum DescriptorLimit {
    /// The soft limit of RLIMIT_NOFILE; nil when it cannot be read.
    package static var current: Int? {
        var limit = rlimit()
        #if canImport(Glibc)
            let result = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        #else
            let result = getrlimit(RLIMIT_NOFILE, &limit)
        #endif
        return result == 0 ? Int(clamping: limit.rlim_cur) : nil
    }

    /// How many connections leave enough descriptors for the database, the log, files and refused connections.
    package static func connections(descriptors: Int? = current) -> Int {
        let descriptors = min(descriptors ?? 1024, 1 << 20)
        let reserve = min(max(descriptors / 8, 128), 1024)
        return max(descriptors - reserve, descriptors / 2, 1)
    }
}
