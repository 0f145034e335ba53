import EventLoop
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The benchmarks' server as a process of its own, with limits that tests cannot set for themselves.
final class ServerProcess: Sendable {
    let address: SocketAddress
    private let loop: EventLoop
    private let child: LoopBound<ChildProcess>
    private let pid: Int32

    private init(_ address: SocketAddress, _ child: LoopBound<ChildProcess>, pid: Int32, loop: EventLoop) {
        self.address = address
        self.child = child
        self.pid = pid
        self.loop = loop
    }

    static func start(descriptors: Int, on loop: EventLoop) async throws -> ServerProcess {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (readEnd, writeEnd) = (ends[0], ends[1])
        let child = try await loop.submit {
            var options = ChildProcess.Options(
                executable: "/bin/sh",
                arguments: ["-c", "ulimit -n \(descriptors); exec \"$0\" --port 0", executable])
            options.standardOutput = .descriptor(writeEnd)
            return LoopBound(try ChildProcess.spawn(options, loop: loop) { _ in }, on: loop)
        }
        close(writeEnd)
        let line = await firstLine(readEnd)
        close(readEnd)
        let port = try #require(line.firstMatch(of: /:(\d+) with/).flatMap { UInt16($0.1) }, "\(line)")
        let pid = try await loop.submit { child.value.pid }
        return ServerProcess(.loopback(port: port), child, pid: pid, loop: loop)
    }

    /// It lies beside the test bundle.
    private static var executable: String {
        var path = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let own = String(decoding: path.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return own.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/bench-server"
    }

    /// On a thread of the system: reading a pipe blocks.
    private static func firstLine(_ descriptor: Int32) async -> String {
        await Task.detached {
            var line: [UInt8] = []
            var byte: UInt8 = 0
            while read(descriptor, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
            return String(decoding: line, as: UTF8.self)
        }.value
    }

    /// Waits until every thread of the process sleeps.
    func untilAsleep() async throws {
        while true {
            let states = try Self.threadStates(pid)
            if !states.isEmpty, states.allSatisfy({ $0 == "S" }) { return }
            try Task.checkCancellation()
            await loop.tick()
        }
    }

    private static func threadStates(_ pid: Int32) throws -> [Character] {
        let folder = try #require(opendir("/proc/\(pid)/task"))
        defer { closedir(folder) }
        var states: [Character] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let thread = Int(name), let file = fopen("/proc/\(pid)/task/\(thread)/stat", "r") else { continue }
            defer { fclose(file) }
            var line = [UInt8](repeating: 0, count: 512)
            let count = fread(&line, 1, line.count, file)
            // The state follows the name, which is in parentheses.
            let text = String(decoding: line.prefix(count), as: UTF8.self)
            if let state = text.split(separator: ") ").last?.first { states.append(state) }
        }
        return states
    }

    func stop() async throws {
        try await loop.submit { self.child.value.signal(SIGKILL) }
    }
}
