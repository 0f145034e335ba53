import EventLoop
import Foundation
import Payments
import TestSupport
import Testing

@testable import CheckoutFlow
@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `till reconcile` as a process, against a simulator in which something has changed that nobody was told of.
@Suite(.timeLimit(.minutes(5))) struct ReconcileTests {
    private typealias Result = (code: Int32, output: String, errors: String)

    @Test func whatHasDriftedIsMendedOnceAndTold() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let simulator = try await TillProcess.start(["simulate", "--listen", "127.0.0.1:0"], on: loop)
            let text = try await simulator.output(containing: "Ctrl-C")
            let bank = try #require(text.split(separator: "\n").first?.split(separator: " ").last.map(String.init))
            let environment = [
                "DATABASE_URL": database.url, "TILL_LISTEN": "127.0.0.1:0", "TILL_LOOPS": "1",
                "TILL_ALLOW_UNSAFE_DATABASE": "1", "TILL_LOG_FORMAT": "json",
                "TILL_SECRET": String(repeating: "canary-", count: 5), "STRIPE_SECRET_KEY": "sk_test_simulator",
                "STRIPE_API_BASE": bank,
            ]
            func till(_ words: String...) async throws -> Result {
                try await TillProcess.run(words, environment: environment, on: loop)
            }
            #expect(try await till("migrate").code == 0)
            _ = try await till("org", "create", "acme")
            try await subscribe(
                environment, on: loop, till: { try await TillProcess.run($0, environment: $1, on: loop) })

            let calm = try await till("reconcile")
            #expect(calm.code == 0 && calm.output.contains(": 0 mended, 0 for review, 0 not compared"), "\(calm)")

            // Canceled at the provider, and no webhook tells of it.
            try await Shopper.with(bank, secretKey: "", on: loop) { shopper in
                let ledger = try await shopper.get("/_sim/ledger")
                let made = try #require((ledger.json["subscriptions"] as? [[String: Any]])?.first)
                let id = try #require(made["id"] as? String)
                #expect(try await shopper.post("/_sim/subscriptions/\(id)", #"{"status":"past_due"}"#).status == 200)
            }
            let first = try await till("reconcile", "--json")
            #expect(first.code == 0, "\(first.errors)")
            let json = try #require(try JSONSerialization.jsonObject(with: Data(first.output.utf8)) as? [String: Any])
            let changes = try #require(json["changes"] as? [[String: Any]])
            #expect(changes.count == 1 && (changes.first?["subscriptionId"] as? String)?.hasPrefix("sub_") == true)
            #expect((changes.first?["what"] as? [String])?.first == "status active → past_due")
            #expect(json["complete"] as? Bool == true && (json["failures"] as? [Any])?.isEmpty == true)
            let again = try await till("reconcile", "--org", "acme", "--mode", "test")
            #expect(again.code == 0 && again.output.contains(": 0 mended"), "\(again)")

            #expect(try await till("reconcile", "--mode", "live").code == ExitCode.refused.rawValue)
            #expect(try await till("reconcile", "--org", "nobody").code == ExitCode.refused.rawValue)
            simulator.signal(SIGINT)
            #expect(await simulator.exitCode() == 0)
            let down = try await till("reconcile")
            #expect(down.code == ExitCode.unavailable.rawValue && down.output.contains("not compared"), "\(down)")
            var keyless = environment
            keyless["STRIPE_SECRET_KEY"] = nil
            let none = try await TillProcess.run(["reconcile"], environment: keyless, on: loop)
            #expect(none.code == ExitCode.configuration.rawValue && none.errors.contains("STRIPE_SECRET_KEY"))
        }
    }

    /// Somebody buys a month, and the service ends when the provider has been told of it.
    private func subscribe(
        _ environment: [String: String], on loop: EventLoop,
        till: ([String], [String: String]) async throws -> Result
    ) async throws {
        func json(_ words: String...) async throws -> [String: Any] {
            let result = try await till(words + ["--json"], environment)
            #expect(result.code == 0, "\(result.errors)")
            return try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any] ?? [:]
        }
        let key = try #require(try await json("keys", "create")["secretKey"] as? String)
        let made = try await json("products", "create", "--name", "Pro", "--price", "19.00usd/month")
        let product = try #require((made["data"] as? [[String: Any]])?.first)
        let price = try #require((product["prices"] as? [[String: Any]])?.first?["id"] as? String)
        let service = try await TillProcess.start(["serve"], environment: environment, on: loop)
        let log = try await service.errors(containing: #""message":"Serving""#)
        let line = try #require(log.split(separator: "\n").first { $0.contains(#""message":"Serving""#) })
        let parts = line.split(separator: "\"").map(String.init)
        let url = parts[try #require(parts.firstIndex(of: "url")) + 2]
        try await Shopper.with(url, secretKey: key, on: loop) { shopper in
            let session = try await shopper.create(price)
            #expect(try await shopper.confirm(session.clientSecret)["status"] == "completed")
            let bank = shopper.at(environment["STRIPE_API_BASE"] ?? "")
            while try await (bank.get("/_sim/ledger").json["subscriptions"] as? [Any])?.isEmpty != false {}
        }
        service.signal(SIGTERM)
        #expect(await service.exitCode() == 0)
    }

    @Test func theReportIsTold() {
        var report = ReconciliationReport()
        report.compared = 5
        report.listed = 2
        report.failures = [.init(about: nil, reason: "unreachable: no answer", kind: .unreachable)]
        report.reviews = [.init(about: nil, detail: "the provider knows sub_1, and nobody here does")]
        let outcome = ReconciliationOutcome(report: report, isCutShort: true)
        #expect(outcome.failure?.code == .unavailable)
        #expect(outcome.text.contains("the provider's list   unreachable: no answer"))
        #expect(outcome.text.contains("Compared 5, and 2 of the provider's changes: 0 mended, 1 for review, 1 not"))
        #expect(outcome.text.hasSuffix("It was stopped before it was done."))
        #expect(outcome.json.contains(#""complete":false"#))
        #expect(ReconciliationOutcome(report: ReconciliationReport()).failure == nil)
    }

    @Test func theOptions() throws {
        #expect(try CommandLineParser.parse(["reconcile"]) == .reconcile(ReconcileOptions()))
        #expect(
            try CommandLineParser.parse(["reconcile", "--org", "acme", "--mode", "live", "--days", "30", "--json"])
                == .reconcile(ReconcileOptions(organization: "acme", livemode: true, days: 30, json: true)))
        for days in ["0", "31", "+3", "x", "1.5"] {
            #expect(throws: CommandFailure.self) { try CommandLineParser.parse(["reconcile", "--days", days]) }
        }
    }
}
