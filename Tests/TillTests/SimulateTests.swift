import EventLoop
import TestSupport
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `till simulate` as a process.
@Suite(.timeLimit(.minutes(10))) struct SimulateTests {
    @Test func servesStripesAPIAndTellsHow() async throws {
        try await withEventLoop { loop in
            let process = try await TillProcess.start(
                [
                    "simulate", "--listen", "127.0.0.1:0", "--webhook-url", "http://127.0.0.1:1/stripe/webhooks",
                    "--seed", "7",
                ],
                on: loop)
            let text = try await process.output(containing: "Ctrl-C")
            let address = try #require(text.split(separator: "\n").first?.split(separator: " ").last.map(String.init))
            #expect(text.contains("STRIPE_API_BASE=\(address) STRIPE_SECRET_KEY=sk_test_simulator"))
            #expect(text.contains("STRIPE_WEBHOOK_SECRETS=whsec_"))
            #expect(text.contains("  seed          7\n"))
            let ledger = try await PlainClient.get(address, "/_sim/ledger", on: loop)
            #expect(ledger.status == 200)
            #expect(ledger.body.hasPrefix(#"{"charges":[],"refunds":[],"#))
            process.signal(SIGINT)
            #expect(await process.exitCode() == 0)
        }
    }

    @Test func anAddressThatIsTakenIsNamed() async throws {
        try await withEventLoop { loop in
            let result = try await TillProcess.run(["simulate", "--listen", "192.0.2.1:1"], on: loop)
            #expect(result.code == ExitCode.osError.rawValue)
            #expect(result.errors.contains("192.0.2.1:1"))
        }
    }
}
