import Testing

@testable import EventLoop

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite(.timeLimit(.minutes(5))) struct WatcherTests {
    @Test func tellsWhenAForeignDescriptorIsReadableAndWritable() async throws {
        let loop = try EventLoop.start()
        try await loop.run {
            var ends: [Int32] = [0, 0]
            #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            let seen = Seen()
            let watcher = try DescriptorWatcher(descriptor: ends[0], loop: loop) { seen.events.formUnion($0) }
            watcher.watch(.writable)
            while !seen.events.contains(.writable) { await Task.yield() }
            #expect(!seen.events.contains(.readable))
            watcher.watch(.readable)
            #expect(write(ends[1], "x", 1) == 1)
            while !seen.events.contains(.readable) { await Task.yield() }
            watcher.watch([])
            watcher.close()
            close(ends[0])
            close(ends[1])
        }
        await loop.stop()
    }

    /// A peer that dies with something of ours unread leaves an error behind its last bytes.
    @Test func anErrorBehindTheLastBytesIsToldAsWell() async throws {
        let loop = try EventLoop.start()
        let journal = Journal()
        try await loop.run {
            var ends: [Int32] = [0, 0]
            #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
            let own = ends[0]
            #expect(write(own, "never read", 10) == 10)
            #expect(write(ends[1], "xy", 2) == 2)
            close(ends[1])
            let watcher = try DescriptorWatcher(descriptor: own, loop: loop) { _ in
                var byte: UInt8 = 0
                let count = read(own, &byte, 1)
                journal.append(count < 0 ? "errno \(errno)" : "\(count) byte")
            }
            watcher.watch(.readable)
            while journal.lines.count < 4 { await Task.yield() }
            watcher.close()
            close(own)
        }
        #expect(journal.lines == ["1 byte", "1 byte", "errno \(ECONNRESET)", "0 byte"])
        await loop.stop()
    }

    @Test func signalsArriveOnTheLoop() async throws {
        let loop = try EventLoop.start()
        let journal = Journal()
        try await loop.run {
            let watcher = try loop.onSignal(SIGUSR2) { journal.append("signal") }
            kill(getpid(), SIGUSR2)
            while journal.lines.isEmpty { await Task.yield() }
            watcher.close()
        }
        #expect(journal.lines == ["signal"])
        await loop.stop()
    }

    @Test func resolvesNamesAndNumbers() async throws {
        let loop = try EventLoop.start()
        let local = try await loop.resolve(host: "localhost", port: 80)
        #expect(local.contains { $0.ip == "127.0.0.1" || $0.ip == "::1" })
        #expect(local.allSatisfy { $0.port == 80 })
        #expect(try await loop.resolve(host: "10.1.2.3", port: 1).map(\.description) == ["10.1.2.3:1"])
        await #expect(throws: LoopError.self) { try await loop.resolve(host: "name.invalid", port: 1) }
        await loop.stop()
    }

    @Test func aChildsEndIsTold() async throws {
        let loop = try EventLoop.start()
        #expect(try await exitStatus(of: "exit 7", on: loop) == .exited(7))
        #expect(try await exitStatus(of: "kill -KILL $$", on: loop) == .signalled(SIGKILL))
        #expect(try await exitStatus(of: "test \"$NAME\" = value", on: loop) == .exited(0))
        await loop.stop()
    }

    @Test func aProgramThatIsNotThereIsAnError() async throws {
        let loop = try EventLoop.start()
        await #expect(throws: LoopError(code: -ENOENT)) {
            try await loop.run {
                _ = try ChildProcess.spawn(.init(executable: "/no/such/program"), loop: loop) { _ in }
            }
        }
        await loop.stop()
    }

    private func exitStatus(of script: String, on loop: EventLoop) async throws -> ChildProcess.ExitStatus {
        try await loop.run {
            var options = ChildProcess.Options(executable: "/bin/sh", arguments: ["-c", script])
            options.environment = ["NAME=value"]
            return try await withCheckedThrowingContinuation { continuation in
                do {
                    _ = try ChildProcess.spawn(options, loop: loop) { continuation.resume(returning: $0) }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    private final class Seen {
        var events: DescriptorWatcher.Events = []
    }
}

@Suite struct SocketAddressTests {
    @Test(arguments: [("127.0.0.1", "127.0.0.1:80"), ("::1", "[::1]:80"), ("2001:db8::a", "[2001:db8::a]:80")])
    func readsAndWritesNumericAddresses(ip: String, description: String) throws {
        let address = try #require(SocketAddress(ip: ip, port: 80))
        #expect(address.description == description)
        #expect(address.withSockaddr { sockaddr, _ in SocketAddress(copying: sockaddr) } == address)
    }

    @Test(arguments: ["localhost", "", "1.2.3", "1.2.3.256", "::g", "127.0.0.1:80"])
    func refusesWhatIsNotNumeric(ip: String) {
        #expect(SocketAddress(ip: ip, port: 80) == nil)
    }
}
