import CLibuv
import FoundationEssentials

/// What the measured processes use, read from /proc.
struct ServerFigures {
    let pids: [Int32]

    func residentKilobytes() throws -> Int {
        try pids.reduce(0) { sum, pid in
            let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
            guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
                let kilobytes = line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Int($0) })
            else { throw LoadError("process \(pid) has no VmRSS") }
            return sum + kilobytes
        }
    }

    /// User and system time of all processes so far. The kernel counts in hundredths of a second.
    func cpuSeconds() throws -> Double {
        try pids.reduce(0) { sum, pid in
            let stat = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
            // The program's name may hold spaces; after its closing parenthesis come the fields from the third on.
            guard let end = stat.lastIndex(of: ")") else { throw LoadError("process \(pid) has no stat") }
            let fields = stat[stat.index(after: end)...].split(separator: " ")
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12])
            else { throw LoadError("process \(pid) has no times") }
            return sum + (user + system) / 100
        }
    }
}
