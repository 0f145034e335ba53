import EventLoop
import HTTPMessages
import HTTPServer
import TestSupport
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// openapi.yaml against the real binary: schemathesis sends what is documented, and what is not, and every answer has to be
/// one that is documented.
@Suite("schemathesis", .timeLimit(.minutes(5))) struct SchemathesisTests {
    private static let python = Task { await ClientPython.path(having: "schemathesis") }

    @Test(.enabled("no Python with the schemathesis package") { await python.value != nil })
    func everyAnswerIsADocumentedOne() async throws {
        let python = try #require(await Self.python.value)
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let process = try await TillProcess.start(
                ["dev", "--state", folder.path + "/state", "--listen", "127.0.0.1:0"],
                environment: ["TILL_LOOPS": "2", "TILL_LOG_FORMAT": "json"], on: loop)
            try await process.output(containing: "Ctrl-C")
            let script = ClientPython.file("Tests/PythonClients/contract_fuzz.py")
            let (status, text) = try await ClientPython.run(
                python, [script, folder.path + "/state/dev.json"], on: loop)
            #expect(status == .exited(0), Comment(rawValue: text))
            process.signal(SIGTERM)
            #expect(await process.exitCode() == 0)
            // Nothing that was sent is a fault of ours.
            #expect(await !process.errors().contains(#""level":"error""#))
        }
    }

    /// Those of the checkout are compared where they are made.
    @Test func theRoutesForMachinesAreDocumented() throws {
        let contract = try #require(try FileSystem.read(ClientPython.file("openapi.yaml")))
        let routes = try Application { table in
            ServiceRoutes(health: { HealthReport(checks: []) }, metrics: { nil }).add(to: &table)
        }.routes
        #expect(routes.count == 3)
        for route in routes { #expect(contract.contains("\n  \(route.pattern):\n    get:\n"), "\(route.pattern)") }
    }
}
