#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the system knows of this process, under the names that every Prometheus client uses.
struct ProcessStatistics: Equatable, Sendable {
    var residentBytes: Int?
    var cpuSeconds: Double
    var openDescriptors: Int?
    var descriptorLimit: Int?
    /// In seconds since 1970.
    var startSeconds: Double?

    static func current() -> ProcessStatistics {
        var usage = rusage()
        #if canImport(Glibc)
            getrusage(RUSAGE_SELF.rawValue, &usage)
        #else
            getrusage(RUSAGE_SELF, &usage)
        #endif
        var limit = rlimit()
        #if canImport(Glibc)
            let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        #else
            let isKnown = getrlimit(RLIMIT_NOFILE, &limit) == 0
        #endif
        return ProcessStatistics(
            residentBytes: residentBytes(), cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            openDescriptors: openDescriptors(), descriptorLimit: isKnown ? Int(clamping: limit.rlim_cur) : nil,
            startSeconds: startSeconds())
    }

    func write(to metrics: inout PrometheusText) {
        metrics.single("process_cpu_seconds_total", .counter, "User and system CPU time spent.", cpuSeconds)
        if let residentBytes {
            metrics.single(
                "process_resident_memory_bytes", .gauge, "Memory that is in RAM.", Double(residentBytes))
        }
        if let openDescriptors {
            metrics.single("process_open_fds", .gauge, "Open file descriptors.", Double(openDescriptors))
        }
        if let descriptorLimit {
            metrics.single("process_max_fds", .gauge, "File descriptors that may be open.", Double(descriptorLimit))
        }
        if let startSeconds {
            metrics.single(
                "process_start_time_seconds", .gauge, "When the process began, since 1970.", startSeconds)
        }
    }

    private static func seconds(_ time: timeval) -> Double {
        Double(time.tv_sec) + Double(time.tv_usec) / 1_000_000
    }

    #if canImport(Glibc)
        private static func residentBytes() -> Int? {
            let text = (try? FileSystem.read("/proc/self/statm")) ?? nil
            return text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * Int(getpagesize()) }
        }

        private static func openDescriptors() -> Int? {
            // One of them is the look itself.
            (try? FileSystem.entries(of: "/proc/self/fd")).map { $0.count - 1 }
        }

        private static func startSeconds() -> Double? {
            guard let process = (try? FileSystem.read("/proc/self/stat")) ?? nil,
                let system = (try? FileSystem.read("/proc/stat")) ?? nil
            else { return nil }
            return startSeconds(process: process, system: system, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))))
        }
    #else
        private static func residentBytes() -> Int? { nil }
        private static func openDescriptors() -> Int? { nil }
        private static func startSeconds() -> Double? { nil }
    #endif

    /// From the 22nd field of `/proc/self/stat`, in ticks since boot, and `btime` of `/proc/stat`; proc(5).
    static func startSeconds(process: String, system: String, ticksPerSecond: Double) -> Double? {
        // The second field is the program's name in parentheses, which may hold anything.
        guard let end = process.lastIndex(of: ")") else { return nil }
        let fields = process[process.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let ticks = Double(fields[19]) else { return nil }
        let line = system.split(separator: "\n").first { $0.hasPrefix("btime ") }
        guard let boot = line.flatMap({ Double($0.dropFirst("btime ".count)) }) else { return nil }
        return boot + ticks / ticksPerSecond
    }
}
