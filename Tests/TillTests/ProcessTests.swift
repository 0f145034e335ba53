import TestSupport
import Testing

@testable import till

/// What a shell sees of the commands that need no database.
@Suite(.timeLimit(.minutes(5))) struct ProcessTests {
    @Test func aSlipInTheCommandLineEndsWith64() async throws {
        try await withEventLoop { loop in
            let result = try await TillProcess.run(["migarte"], on: loop)
            #expect(result.code == 64)
            #expect(result.output == "")
            #expect(
                result.errors
                    == "till: There is no command “migarte”; did you mean “migrate”?\n“till help” lists the commands.\n"
            )
        }
    }

    @Test(arguments: [["serve"], ["migrate"], ["config", "check"], ["dev"]])
    func aWrongConfigurationEndsWith78AndEveryProblem(_ command: [String]) async throws {
        try await withEventLoop { loop in
            let result = try await TillProcess.run(
                command,
                environment: [
                    "DATABASE_URL": "mysql://canary", "TILL_LOOPS": "many", "TILL_LISTEN": "8080", "TILL_LOPS": "1",
                    "TILL_SECRET": String(repeating: "canary-", count: 5),
                ], on: loop)
            #expect(result.code == 78)
            #expect(result.output == "")
            #expect(result.errors.contains("till: The configuration has 3 problems:\n  - DATABASE_URL is not"))
            #expect(result.errors.contains("\n  - TILL_LISTEN is “8080”"))
            #expect(result.errors.contains("\n  - TILL_LOOPS is “many”"))
            #expect(!result.errors.contains("canary"))
        }
    }

    @Test(arguments: [["serve"], ["migrate"]])
    func aDatabaseHasToBeNamed(_ command: [String]) async throws {
        try await withEventLoop { loop in
            let result = try await TillProcess.run(command, on: loop)
            #expect(result.code == 78)
            #expect(result.errors.contains("DATABASE_URL is not set: give the database as postgresql://"))
        }
    }

    @Test func configCheckShowsWhatIsInForce() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = try folder.write("till.env", "export TILL_LOOPS='3'\nDATABASE_URL=postgresql://u:canary@db/till\n")
        try await withEventLoop { loop in
            let result = try await TillProcess.run(
                ["config", "check", "--env-file", file],
                environment: ["TILL_LOG_LEVEL": "debug", "TILL_LISTN": "x"], on: loop)
            #expect(result.code == 0)
            let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines.contains(["TILL_LOOPS", "3", "\(file):1"]))
            #expect(lines.contains(["DATABASE_URL", "•••", "\(file):2"]))
            #expect(lines.contains(["TILL_LOG_LEVEL", "debug", "environment"]))
            #expect(lines.contains(["TILL_LISTEN", "127.0.0.1:8080", "default"]))
            #expect(result.errors.contains("warning: TILL_LISTN is not a variable"))
            #expect(result.errors.contains("did you mean “TILL_LISTEN”?"))
            #expect(!(result.output + result.errors).contains("canary"))
        }
    }

    @Test func configCheckAsksTheDatabaseToo() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            var environment = ["DATABASE_URL": database.url, "TILL_LOG_FORMAT": "text"]
            let refused = try await TillProcess.run(
                ["config", "check", "--database"], environment: environment, on: loop)
            #expect(refused.code == ExitCode.unsafeDatabase.rawValue)
            #expect(refused.errors.contains("fsync is off"))
            #expect(refused.errors.contains("run “till migrate” first"))
            environment["TILL_ALLOW_UNSAFE_DATABASE"] = "1"
            _ = try await TillProcess.run(["migrate"], environment: environment, on: loop)
            let fine = try await TillProcess.run(["config", "check", "--database"], environment: environment, on: loop)
            #expect(fine.code == 0)
            #expect(fine.output.hasSuffix("answers, is safe, and has the schema of this build.\n"))
        }
    }

    @Test func anEnvFileHasToExist() async throws {
        try await withEventLoop { loop in
            let result = try await TillProcess.run(["serve", "--env-file", "/nowhere/till.env"], on: loop)
            #expect(result.code == 78)
            #expect(
                result.errors
                    == "till: The env file cannot be read (/nowhere/till.env: No such file or directory).\n")
        }
    }

    @Test func problemsInAnEnvFileAreToldWithTheOthers() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let file = try folder.write("till.env", "TILL_LOOPS\nTILL_LISTEN=x\n")
        try await withEventLoop { loop in
            let result = try await TillProcess.run(["config", "check", "--env-file", file], on: loop)
            #expect(result.code == 78)
            #expect(result.errors.contains("  - \(file), line 1: there is no “=”"))
            #expect(result.errors.contains("  - TILL_LISTEN (\(file):2) is “x”"))
        }
    }

    @Test func helpAndVersionGoToStandardOutput() async throws {
        try await withEventLoop { loop in
            for arguments in [[], ["help"], ["--help"]] {
                let result = try await TillProcess.run(arguments, on: loop)
                #expect(result.code == 0)
                #expect(result.output == Help.text(on: .overview))
                #expect(result.errors == "")
            }
            let version = try await TillProcess.run(["version"], on: loop)
            #expect(version.output.hasPrefix("till \(Version.current)\nlibuv 1."))
            #expect(version.output.contains("\nlibpq 1"))
            #expect(version.output.contains("\nOpenSSL 3."))
        }
    }
}
