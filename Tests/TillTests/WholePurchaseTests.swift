import EventLoop
import Foundation
import HTTPClient
import TestSupport
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Purchases through the real binary, over the wire.
@Suite(.timeLimit(.minutes(5))) struct WholePurchaseTests {
    private static let secret = String(repeating: "canary-", count: 5)

    // MARK: till dev

    private struct Dev {
        let process: TillProcess
        let description: [String: Any]

        func text(_ member: String) throws -> String { try #require(description[member] as? String) }
        func price(_ name: String) throws -> String {
            try #require((description["prices"] as? [String: String])?[name])
        }
    }

    private func startDev(_ folder: TemporaryFolder, on loop: EventLoop) async throws -> Dev {
        let process = try await TillProcess.start(
            ["dev", "--state", folder.path + "/state", "--listen", "127.0.0.1:0"],
            environment: ["TILL_LOOPS": "2", "TILL_LOG_FORMAT": "json"], on: loop)
        let welcome = try await process.output(containing: "Ctrl-C")
        let json = try #require(try FileSystem.read(folder.path + "/state/dev.json"))
        let description = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        let dev = Dev(process: process, description: description)
        #expect(welcome.contains(try dev.text("simulatorUrl")))
        #expect(welcome.contains("curl \(try dev.text("url"))/v1/checkout/create"))
        return dev
    }

    private func stop(_ process: TillProcess) async {
        process.signal(SIGTERM)
        #expect(await process.exitCode() == 0)
    }

    @Test func aNewcomerBuysAndKeepsTheKeysOverARestart() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        try await withEventLoop { loop in
            let first = try await startDev(folder, on: loop)
            let key = try first.text("secretKey")
            let bought = try await Shopper.with(try first.text("url"), secretKey: key, on: loop) { shopper in
                for (name, total) in [("free", 0), ("monthly", 1900), ("oneTime", 19900)] {
                    let session = try await shopper.create(try first.price(name))
                    let answer = try await shopper.confirm(session.clientSecret)
                    #expect(answer.status == 200, "\(answer.text)")
                    #expect(answer["status"] == "completed")
                    // What is for sale gives something, by its title.
                    let product = answer.json["product"] as? [String: Any]
                    #expect((product?["features"] as? [String])?.isEmpty == false)
                    #expect(answer.json["totalAmount"] as? Int == total)
                }
                let session = try await shopper.create(try first.price("oneTime"))
                _ = try await shopper.confirm(session.clientSecret)
                return session.id
            }
            await stop(first.process)

            let second = try await startDev(folder, on: loop)
            #expect(try second.text("secretKey") == key)
            #expect(try second.text("webhookSecret") == first.text("webhookSecret"))
            for name in ["free", "monthly", "oneTime"] { #expect(try second.price(name) == first.price(name)) }
            try await Shopper.with(try second.text("url"), secretKey: key, on: loop) { shopper in
                #expect(try await shopper.status(of: bought)["status"] == "completed")
                let session = try await shopper.create(try second.price("oneTime"))
                #expect(try await shopper.confirm(session.clientSecret)["status"] == "completed")
            }
            await stop(second.process)
            let log = await second.process.errors()
            #expect(!log.contains(key))
        }
    }

    // MARK: till serve with a simulator of its own

    /// A merchant with a price on a database of a test's own.
    private struct Merchant {
        let secretKey: String
        let priceID: String
    }

    private func environment(_ database: TestDatabase, _ simulator: String) -> [String: String] {
        [
            "DATABASE_URL": database.url, "TILL_LISTEN": "127.0.0.1:0", "TILL_LOOPS": "2",
            "TILL_ALLOW_UNSAFE_DATABASE": "1", "TILL_LOG_FORMAT": "json", "TILL_SECRET": Self.secret,
            "STRIPE_SECRET_KEY": "sk_test_simulator", "STRIPE_PUBLISHABLE_KEY": "pk_test_simulator",
            "STRIPE_API_BASE": simulator,
        ]
    }

    private func startSimulator(on loop: EventLoop) async throws -> (process: TillProcess, url: String) {
        let process = try await TillProcess.start(["simulate", "--listen", "127.0.0.1:0"], on: loop)
        let text = try await process.output(containing: "Ctrl-C")
        let line = try #require(text.split(separator: "\n").first)
        return (process, try #require(line.split(separator: " ").last.map(String.init)))
    }

    private func makeMerchant(_ environment: [String: String], on loop: EventLoop) async throws -> Merchant {
        func json(_ words: String...) async throws -> [String: Any] {
            let result = try await TillProcess.run(words + ["--json"], environment: environment, on: loop)
            #expect(result.code == 0, "\(result.errors)")
            return try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any] ?? [:]
        }
        #expect(try await TillProcess.run(["migrate"], environment: environment, on: loop).code == 0)
        _ = try await json("org", "create", "acme")
        let key = try await json("keys", "create")
        let made = try await json("products", "create", "--name", "Pro", "--price", "19.00usd")
        let product = try #require((made["data"] as? [[String: Any]])?.first)
        let price = try #require((product["prices"] as? [[String: Any]])?.first)
        return Merchant(
            secretKey: try #require(key["secretKey"] as? String), priceID: try #require(price["id"] as? String))
    }

    private func serve(
        _ environment: [String: String], on loop: EventLoop
    ) async throws -> (process: TillProcess, url: String) {
        let process = try await TillProcess.start(["serve"], environment: environment, on: loop)
        let log = try await process.errors(containing: #""message":"Serving""#)
        let line = try #require(log.split(separator: "\n").first { $0.contains(#""message":"Serving""#) })
        let parts = line.split(separator: "\"").map(String.init)
        return (process, parts[try #require(parts.firstIndex(of: "url")) + 2])
    }

    @Test func aChangeThroughOneProcessReachesAStreamOfAnother() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let simulator = try await startSimulator(on: loop)
            let environment = environment(database, simulator.url)
            let merchant = try await makeMerchant(environment, on: loop)
            let one = try await serve(environment, on: loop)
            let other = try await serve(environment, on: loop)
            try await Shopper.with(one.url, secretKey: merchant.secretKey, on: loop) { shopper in
                let session = try await shopper.create(merchant.priceID)
                let elsewhere = shopper.at(other.url)
                // It ends by itself after the last event.
                async let stream = elsewhere.get("/v1/checkout/\(session.id)/stream")
                while !(try await elsewhere.get("/metrics").text.contains("till_http_streams 1\n")) {}
                let answer = try await shopper.confirm(session.clientSecret)
                #expect(answer["status"] == "completed", "\(answer.text)")
                let events = try await stream.text
                #expect(events.contains(#""status":"pending""#))
                #expect(events.contains(#""status":"completed""#))
                #expect(events.contains("id: \(try #require(answer.json["version"] as? Int))\n"))
                let seen = try await elsewhere.status(of: session.id)
                #expect(seen["status"] == "completed")
            }
            for process in [one.process, other.process, simulator.process] { await stop(process) }
        }
    }

    @Test func aDrainAnswersWhoWaitsForTheProvider() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let simulator = try await startSimulator(on: loop)
            var environment = environment(database, simulator.url)
            environment.merge(["TILL_DRAIN_SECONDS": "8", "TILL_STREAM_DRAIN_SECONDS": "1"]) { $1 }
            let merchant = try await makeMerchant(environment, on: loop)
            let drained = try await serve(environment, on: loop)
            try await Shopper.with(drained.url, secretKey: merchant.secretKey, on: loop) { shopper in
                let session = try await shopper.create(merchant.priceID)
                let bank = shopper.at(simulator.url)
                _ = try await bank.post(
                    "/_sim/faults", #"{"kind":"timeout_after_acting","route":"confirm","milliseconds":600000}"#)
                async let waiting = shopper.confirm(session.clientSecret)
                while !(try await bank.get("/_sim/ledger").text.contains(session.id)) {}
                drained.process.signal(SIGTERM)
                let answer = try await waiting
                #expect(answer.status == 504, "\(answer.text)")
                #expect(await drained.process.exitCode() == 0)
            }
            await stop(simulator.process)
        }
    }

    @Test func aConfirmThatAKillCutShortIsCompletedByTheNextProcess() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let simulator = try await startSimulator(on: loop)
            let environment = environment(database, simulator.url)
            let merchant = try await makeMerchant(environment, on: loop)
            let killed = try await serve(environment, on: loop)
            try await Shopper.with(killed.url, secretKey: merchant.secretKey, on: loop) { shopper in
                let session = try await shopper.create(merchant.priceID)
                let bank = shopper.at(simulator.url)
                let fault = try await bank.post(
                    "/_sim/faults", #"{"kind":"timeout_after_acting","route":"confirm","milliseconds":600000}"#)
                #expect(fault.status == 201, "\(fault.text)")
                async let lost = shopper.confirm(session.clientSecret)
                // The money has moved, and nobody but the bank knows.
                while !(try await bank.get("/_sim/ledger").text.contains(session.id)) {}
                killed.process.signal(SIGKILL)
                #expect(await killed.process.exitCode() == 128 + SIGKILL)
                do {
                    Issue.record("answered by a dead process: \(try await lost.text)")
                } catch {
                    #expect(error is HTTPClientError)
                }
                _ = try await bank.delete("/_sim/faults")

                let next = try await serve(environment, on: loop)
                let buyer = shopper.at(next.url)
                var status = try await buyer.status(of: session.id)
                #expect(status["status"] == "processing")
                for _ in 0..<4 where status["status"] == "processing" {
                    status = try await buyer.status(of: session.id, after: status.json["version"] as? Int)
                }
                #expect(status["status"] == "completed", "\(status.text)")
                let charges = try await bank.get("/_sim/ledger").json["charges"] as? [[String: Any]]
                #expect(charges?.count == 1)
                await stop(next.process)
            }
            await stop(simulator.process)
        }
    }
}
