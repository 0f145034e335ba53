import HTTPServer

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How the limit of open files bounds the number of connections, and so of event streams.
enum DescriptorBound {
    /// From here on something else is the bound.
    static let plenty = 1 << 20

    /// Takes what the system grants without asking an administrator.
    static func raise() {
        var limit = rlimit()
        #if canImport(Glibc)
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let resource = RLIMIT_NOFILE
        #endif
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(plenty))
        _ = setrlimit(resource, &limit)
    }

    /// What the operator should know at the start; nil when nothing is bounded that was not meant to be.
    static func sentence(limit: Int?, wanted: Int?) -> String? {
        guard let limit, limit < plenty else { return nil }
        let most = DescriptorLimit.connections(descriptors: limit)
        if let wanted, wanted <= most { return nil }
        let mend = "raise it (ulimit -n, LimitNOFILE=) for more"
        if let wanted {
            return """
                TILL_MAX_CONNECTIONS is \(wanted), but the limit of \(limit) open files allows \(most) connections and \
                streams: \(mend).
                """
        }
        return "The limit of \(limit) open files bounds connections and streams to \(most) at a time: \(mend)."
    }
}
