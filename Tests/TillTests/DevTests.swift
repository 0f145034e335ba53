import EventLoop
import TestSupport
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `till dev` as a process, with a PostgreSQL of its own.
@Suite(.timeLimit(.minutes(5))) struct DevTests {
    /// A `till dev` that serves, and what it told.
    private struct Running {
        var process: TillProcess
        var url: String
        var welcome: String
    }

    private func start(
        _ folder: TemporaryFolder, _ arguments: [String] = [], on loop: EventLoop
    ) async throws -> Running {
        let process = try await TillProcess.start(
            ["dev", "--state", folder.path + "/state", "--listen", "127.0.0.1:0"] + arguments,
            environment: ["TILL_LOOPS": "1", "TILL_LOG_FORMAT": "json"], on: loop)
        let welcome = try await process.output(containing: "Ctrl-C")
        let line = try #require(welcome.split(separator: "\n").first)
        let address = try #require(line.split(separator: " ").last)
        return Running(process: process, url: String(address), welcome: welcome)
    }

    private func postmaster(_ folder: TemporaryFolder) -> PostmasterFile? {
        PostmasterFile.read(in: folder.path + "/state/postgres")
    }

    /// One that has ended and was not yet collected by its parent is no longer alive.
    private func isAlive(_ pid: Int32) -> Bool {
        guard let status = (try? FileSystem.read("/proc/\(pid)/stat")) ?? nil else { return false }
        return status.split(separator: ")").last?.split(separator: " ").first != "Z"
    }

    @Test func servesTellsAndStops() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let running = try await start(folder, on: loop)
            #expect(running.welcome.hasPrefix("Till \(Version.current) serves at http://127.0.0.1:"))
            #expect(try await PlainClient.get(running.url, "/readyz", on: loop).status == 200)

            let path = folder.path + "/state/dev.json"
            let description = try #require(try FileSystem.read(path))
            #expect(DevDescription.url(in: description) == running.url)
            #expect(description.contains(#""databaseUrl":"postgresql://till@"#))
            #expect(description.contains(#""pid":\#(running.process.pid)"#))
            #expect(try #require(FileSystem.status(path)).st_mode & 0o777 == 0o600)
            let secret = try #require(FileSystem.status(folder.path + "/state/secret"))
            #expect(secret.st_mode & 0o777 == 0o600)
            #expect(secret.st_size > 32)
            let postmaster = try #require(self.postmaster(folder))
            #expect(isAlive(postmaster.pid))

            running.process.signal(SIGINT)
            #expect(await running.process.exitCode() == 0)
            // Its standard error ends when the last of its processes has: nothing is left.
            _ = await running.process.errors()
            #expect(!isAlive(postmaster.pid))
            #expect(self.postmaster(folder) == nil)
            #expect(!FileSystem.exists(path))
            let log = try #require(try FileSystem.read(folder.path + "/state/postgres.log"))
            #expect(log.contains("received fast shutdown request"))
            #expect(log.contains("database system is shut down"))
        }
    }

    @Test func dataSurvivesARestartButNotAReset() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let first = try await start(folder, on: loop)
            #expect(try await query("CREATE TABLE kept (a int)", first, folder, on: loop))
            try await stop(first)

            let second = try await start(folder, on: loop)
            #expect(try await query("SELECT * FROM kept", second, folder, on: loop))
            try await stop(second)

            let third = try await start(folder, ["--reset"], on: loop)
            #expect(try await !query("SELECT * FROM kept", third, folder, on: loop))
            try await stop(third)
        }
    }

    /// Whether a statement works on the private database.
    private func query(
        _ script: String, _ running: Running, _ folder: TemporaryFolder, on loop: EventLoop
    ) async throws -> Bool {
        let description = try #require(try FileSystem.read(folder.path + "/state/dev.json"))
        let parts = description.split(separator: "\"").map(String.init)
        let url = parts[try #require(parts.firstIndex(of: "databaseUrl")) + 2]
        return try await loop.run { try await DatabaseScript.run(script, url: url, on: loop) }
    }

    private func stop(_ running: Running) async throws {
        running.process.signal(SIGTERM)
        #expect(await running.process.exitCode() == 0)
        _ = await running.process.errors()
    }

    @Test func aKilledDevLeavesNothingRunning() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let running = try await start(folder, on: loop)
            let postmaster = try #require(self.postmaster(folder))
            running.process.signal(SIGKILL)
            #expect(await running.process.exitCode() == 128 + SIGKILL)
            _ = await running.process.errors()
            #expect(!isAlive(postmaster.pid))
            // And the next one starts as if nothing had been.
            try await stop(try await start(folder, on: loop))
        }
    }

    @Test func theDatabaseComesBackWhenItsSupervisorIsKilled() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let running = try await start(folder, on: loop)
            let postmaster = try #require(self.postmaster(folder))
            let status = try #require(try FileSystem.read("/proc/\(postmaster.pid)/stat"))
            // The fourth field is the parent; proc(5).
            let parent = try #require(status.split(separator: ")").last?.split(separator: " ").dropFirst().first)
            kill(try #require(Int32(parent)), SIGKILL)
            try await running.process.errors(containing: "The private PostgreSQL is back")
            let successor = try #require(self.postmaster(folder))
            #expect(successor.pid != postmaster.pid)
            #expect(!isAlive(postmaster.pid))
            // Whether the outage was long enough to be noticed or not, it passes.
            while try await PlainClient.get(running.url, "/readyz", on: loop).status != 200 {}
            try await stop(running)
            #expect(!isAlive(successor.pid))
        }
    }

    @Test func aSecondOneSaysWhoHoldsTheState() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let running = try await start(folder, on: loop)
            for arguments in [[], ["--reset"]] {
                let second = try await TillProcess.run(
                    ["dev", "--state", folder.path + "/state"] + arguments, environment: ["TILL_LOG_FORMAT": "text"],
                    on: loop)
                #expect(second.code == ExitCode.stateHeld.rawValue)
                #expect(
                    second.errors.contains(
                        "Another till dev (process \(running.process.pid), serving at \(running.url)) holds "))
            }
            #expect(try await PlainClient.get(running.url, "/readyz", on: loop).status == 200)
            try await stop(running)
        }
    }

    @Test func foreignFilesAreNeverTouched() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let precious = try folder.write("precious", "keep me")
        try await withEventLoop { loop in
            let result = try await TillProcess.run(
                ["dev", "--state", folder.path, "--reset"], environment: ["TILL_LOG_FORMAT": "text"], on: loop)
            #expect(result.code == ExitCode.cannotCreate.rawValue)
            #expect(result.errors.contains("holds files that till dev did not make"))
            #expect(try FileSystem.read(precious) == "keep me")
            #expect(try FileSystem.entries(of: folder.path) == ["precious"])
        }
    }

    @Test func aSignalDuringTheStartStopsIt() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let process = try await TillProcess.start(
                ["dev", "--state", folder.path + "/state", "--listen", "127.0.0.1:0"],
                environment: ["TILL_LOG_FORMAT": "json", "TILL_LOG_LEVEL": "debug"], on: loop)
            try await process.errors(containing: "Making a private PostgreSQL")
            process.signal(SIGINT)
            #expect(await process.exitCode() == 0)
            #expect(await process.errors().contains("Stopped before everything was ready."))
            #expect(postmaster(folder) == nil)
            // What was begun does not stand in the way.
            try await stop(try await start(folder, on: loop))
        }
    }

    @Test func aDeepFolderHasItsSocketElsewhere() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let deep = folder.path + "/" + String(repeating: "d", count: 100) + " with spaces"
        try FileSystem.createDirectory(deep, mode: 0o755)
        try await withEventLoop { loop in
            let process = try await TillProcess.start(
                ["dev", "--state", deep + "/state", "--listen", "127.0.0.1:0"], environment: ["TILL_LOOPS": "1"],
                on: loop)
            let welcome = try await process.output(containing: "Ctrl-C")
            #expect(welcome.contains("@%2Ftmp%2Ftill-"))
            process.signal(SIGINT)
            #expect(await process.exitCode() == 0)
            _ = await process.errors()
            // The folder under /tmp goes with the database.
            let reset = PostgresCluster(state: StateDirectory(path: deep + "/state"), owner: try .current())
            #expect(!FileSystem.exists(reset.socketDirectory))
        }
    }

    @Test func usesTheDatabaseItIsGiven() async throws {
        let database = try await TestDatabase.create()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let environment = ["DATABASE_URL": database.url, "TILL_LOOPS": "1", "TILL_LOG_FORMAT": "json"]
            let arguments = ["dev", "--state", folder.path + "/state", "--listen", "127.0.0.1:0"]
            let process = try await TillProcess.start(arguments, environment: environment, on: loop)
            let welcome = try await process.output(containing: "Ctrl-C")
            #expect(welcome.contains("the one of DATABASE_URL"))
            #expect(postmaster(folder) == nil)
            process.signal(SIGINT)
            #expect(await process.exitCode() == 0)
            let reset = try await TillProcess.run(arguments + ["--reset"], environment: environment, on: loop)
            #expect(reset.code == ExitCode.usage.rawValue)
        }
    }
}
