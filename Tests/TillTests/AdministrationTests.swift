import Checkout
import CheckoutStore
import Cryptography
import EventLoop
import Foundation
import HTTPClient
import HTTPMessages
import Postgres
import TestSupport
import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `till org`, `till keys` and `till products` as processes, against a real server.
@Suite(.timeLimit(.minutes(3))) struct AdministrationTests {
    private typealias Result = (code: Int32, output: String, errors: String)

    /// Runs `till` with words on a database of the test's own.
    private struct Shell: Sendable {
        let database: TestDatabase
        let loop: EventLoop

        func callAsFunction(_ words: String...) async throws -> Result {
            try await TillProcess.run(
                words, environment: ["DATABASE_URL": database.url, "TILL_LOG_FORMAT": "text"], on: loop)
        }

        func json(_ words: String...) async throws -> [String: Any] {
            let result = try await TillProcess.run(
                words + ["--json"], environment: ["DATABASE_URL": database.url], on: loop)
            #expect(result.code == 0, "\(result.errors)")
            let value = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
            return try #require(value as? [String: Any])
        }
    }

    private func withShell(_ body: @Sendable (Shell) async throws -> Void) async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let shell = Shell(database: database, loop: loop)
            #expect(try await shell("migrate").code == 0)
            try await body(shell)
        }
    }

    @Test func anOrganizationsLife() async throws {
        try await withShell { till in
            let none = try await till("keys", "create")
            #expect(none.code == ExitCode.refused.rawValue)
            #expect(none.errors == "till: There is no organization yet: “till org create” makes one.\n")

            let made = try await till("org", "create", "acme", "--name", "Acme Ltd")
            #expect(made.code == 0)
            #expect(made.output.hasPrefix("Made organization acme (org_"))
            let again = try await till("org", "create", "acme")
            #expect(again.code == ExitCode.refused.rawValue)
            #expect(again.errors == "till: There is an organization “acme” already: choose another slug.\n")

            let changed = try await till.json(
                "org", "update", "acme", "--stripe-account", "acct_1", "--application-fee-basis-points", "250",
                "--allow-origin", "https://shop.example.com", "--late-after-expiry", "honour",
                "--past-due-entitlements", "revoke", "--logo-url", "https://cdn.example/l.svg", "--accent-color",
                "#0A7A4B")
            #expect(changed["logoUrl"] as? String == "https://cdn.example/l.svg")
            #expect(changed["accentColor"] as? String == "#0a7a4b")
            #expect(changed["pastDueEntitlements"] as? String == "revoke")
            #expect(changed["name"] as? String == "Acme Ltd")
            #expect(changed["stripeAccountId"] as? String == "acct_1")
            #expect(changed["applicationFeeBasisPoints"] as? Int == 250)
            #expect(changed["allowedOrigins"] as? [String] == ["https://shop.example.com"])
            #expect(changed["lateAfterExpiry"] as? String == "honour")
            #expect(changed["lateAfterCancel"] as? String == "refund")
            let id = try #require(changed["id"] as? String)
            let back = try await till.json("org", "update", id, "--stripe-account=none", "--allow-origin=none")
            #expect(back["stripeAccountId"] == nil)
            #expect(back["allowedOrigins"] as? [String] == [])
            #expect(back["applicationFeeBasisPoints"] as? Int == 250)

            let list = try await till("org", "list")
            #expect(list.output.contains("acme   \(id)   Acme Ltd"))
            #expect(try await till("org", "update", "other").code == ExitCode.refused.rawValue)
            #expect(try await till("org", "create", "second").code == 0)
            let several = try await till("keys", "list")
            #expect(several.errors.contains("There are several organizations: choose one with --org"))
        }
    }

    @Test func aKeysLife() async throws {
        try await withShell { till in
            _ = try await till("org", "create", "acme")
            let made = try await till("keys", "create", "--mode", "live", "--name", "the shop")
            #expect(made.code == 0)
            let secret = try #require(made.output.split(separator: "\n").first.map(String.init))
            #expect(secret.hasPrefix("sk_live_"))
            #expect(secret.count == "sk_live_".count + 43)
            #expect(made.output.contains("This is shown once: only its hash is kept. It is key_"))

            let json = try await till.json("keys", "create", "--org", "acme")
            let other = try #require(json["secretKey"] as? String)
            #expect(other.hasPrefix("sk_test_"))
            #expect(json["livemode"] as? Bool == false)

            let listed = try await till.json("keys", "list")
            let keys = try #require(listed["data"] as? [[String: Any]])
            #expect(keys.count == 2)
            #expect(keys[0]["hint"] as? String == "sk_live_…\(secret.suffix(4))")
            #expect(keys[0]["name"] as? String == "the shop")
            #expect(keys.allSatisfy { $0["secretKey"] == nil })
            let list = try await till("keys", "list")
            #expect(!list.output.contains(secret) && !list.output.contains(other))

            let id = try #require(keys[0]["id"] as? String)
            #expect(try await holder(of: secret, till) == id)
            #expect(try await till("keys", "revoke", id).output == "Revoked \(id): nobody can call with it any more.\n")
            #expect(try await holder(of: secret, till) == nil)
            #expect(try await holder(of: other, till) != nil)
            #expect(try await till("keys", "revoke", id).code == ExitCode.refused.rawValue)
        }
    }

    /// Whose call it would be.
    private func holder(of secret: String, _ till: Shell) async throws -> String? {
        let (loop, target) = (till.loop, till.database.target)
        return try await loop.run {
            let pool = PostgresPool(target, loop: loop, options: .patient, pool: .patient)
            let found = try await APIKeys(pool).find(hash: try SHA256.hash(secret).bytes)
            await pool.shutdown()
            return found.map { "\($0.key.id)" }
        }
    }

    @Test func productsAndPrices() async throws {
        try await withShell { till in
            _ = try await till("org", "create", "acme")
            #expect(try await till("products", "list").output.hasPrefix("No product yet"))
            let made = try await till.json(
                "products", "create", "--name", "Pro", "--feature", "seats=Seats:5", "--feature",
                "calls=API calls:1000/month", "--price", "0.00usd", "--price", "19.00usd/month", "--price", "199.00usd")
            let product = try #require((made["data"] as? [[String: Any]])?.first)
            let features = try #require(product["features"] as? [[String: Any]])
            #expect(features.map { $0["kind"] as? String } == ["number", "metered"])
            #expect(features.map { $0["limit"] as? Int } == [5, 1000])
            #expect(features.map { $0["resetPeriod"] as? String } == [nil, "month"])
            let prices = try #require(product["prices"] as? [[String: Any]])
            #expect(prices.map { $0["type"] as? String } == ["free", "recurring", "one_time"])
            #expect(prices.map { $0["unitAmount"] as? Int } == [0, 1900, 19900])
            #expect(prices[1]["interval"] as? String == "month")
            let id = try #require(product["id"] as? String)

            let added = try await till("products", "add-price", id, "--price", "49.00usd/3-months")
            #expect(added.code == 0)
            #expect(added.output.contains("49.00 usd / 3 months"))
            let elsewhere = try await till("products", "add-price", id, "--price", "1.00usd", "--mode", "live")
            #expect(elsewhere.code == ExitCode.refused.rawValue)
            #expect(elsewhere.errors == "till: acme has no product \(id) in live mode.\n")

            let listed = try await till("products", "list")
            for text in [
                id, "Pro", "Seats (5)", "API calls (1000 each month)", "free (usd)", "19.00 usd / month", "199.00 usd",
            ] {
                #expect(listed.output.contains(text), "\(text)")
            }
            #expect(try await till("products", "list", "--mode", "live").output.hasPrefix("No product yet"))
        }
    }

    @Test func whatWaitsForAPerson() async throws {
        try await withShell { till in
            #expect(try await till("reviews", "list").output == "Nothing waits for a person.\n")
            let (session, event) = (CheckoutSessionID(UniqueID(bits: 5)), ProviderEventID(UniqueID(bits: 6)))
            let inserted = try await DatabaseScript.run(
                """
                INSERT INTO provider_events
                    (id, provider, event_id, livemode, type, created_at, received_at, payload, state, last_error)
                VALUES ('00000000-0000-0000-0000-000000000006', 'stripe', 'evt_1', false, 'charge.refunded', now(),
                    now(), '', 'review', 'no session of ours');
                INSERT INTO reviews (id, provider_event_id, kind, detail, created_at)
                VALUES ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000006',
                    'event_without_session', 'pi_1', now());
                INSERT INTO reviews (id, session_id, kind, detail, created_at)
                VALUES ('00000000-0000-0000-0000-000000000002', '00000000-0000-0000-0000-000000000005',
                    'refund_refused', 'no', now() - interval '1 hour');
                """, url: till.database.url, on: till.loop)
            #expect(inserted)
            let lines = try await till("reviews", "list").output.split(separator: "\n")
            #expect(lines.count == 3 && lines[1].contains("\(event)") && lines[2].contains("\(session)"))
            let (first, second) = (ReviewID(UniqueID(bits: 1)), ReviewID(UniqueID(bits: 2)))
            let shown = try await till("reviews", "show", "\(first)").output
            #expect(shown.contains("charge.refunded") && shown.contains("no session of ours"))
            let json = try await till.json("reviews", "show", "\(first)")
            #expect((json["event"] as? [String: Any])?["eventId"] as? String == "evt_1")

            let resolved = try await till("reviews", "resolve", "\(second)", "--note", "paid back")
            #expect(resolved.output == "Resolved \(second).\n")
            let again = try await till("reviews", "resolve", "\(second)")
            #expect(again.code == 0 && again.output.contains("was resolved already"))
            let replayed = try await till("events", "replay", "evt_1")
            #expect(replayed.output.hasPrefix("evt_1 (charge.refunded) is handled once more"))
            #expect(try await till("reviews", "list").output == "Nothing waits for a person.\n")
            let all = try await till.json("reviews", "list", "--status", "all")
            let notes = (all["data"] as? [[String: Any]])?.compactMap { $0["note"] as? String }
            #expect(notes == [ProviderEvents.replayNote, "paid back"])

            let nothing = ReviewID(UniqueID(bits: 9))
            #expect(try await till("reviews", "show", "\(nothing)").code == ExitCode.refused.rawValue)
            #expect(try await till("reviews", "resolve", "\(nothing)").code == ExitCode.refused.rawValue)
            #expect(try await till("events", "replay", "evt_2").code == ExitCode.refused.rawValue)
            #expect(try await till("reviews", "list", "--org", "nobody").code == ExitCode.refused.rawValue)
            #expect(try await till("reviews", "show", "x").code == ExitCode.usage.rawValue)
        }
    }

    @Test func pricesOfTheProvider() async throws {
        try await withShell { till in
            _ = try await till("org", "create", "acme")
            let keyless = try await till("prices", "sync")
            #expect(keyless.code == ExitCode.configuration.rawValue)
            #expect(keyless.errors.contains("STRIPE_SECRET_KEY is not set"))

            let simulator = try await TillProcess.start(["simulate", "--listen", "127.0.0.1:0"], on: till.loop)
            let text = try await simulator.output(containing: "Ctrl-C")
            let address = try #require(text.split(separator: "\n").first?.split(separator: " ").last.map(String.init))
            for form in [
                ("products", "id=prod_1&name=Team"),
                ("prices", "product=prod_1&currency=usd&unit_amount=2900&recurring[interval]=month"),
            ] {
                try await post("\(address)/v1/\(form.0)", form.1, on: till.loop)
            }
            let key = "sk_test_simulator"
            let stripe = ["DATABASE_URL": till.database.url, "STRIPE_SECRET_KEY": key, "STRIPE_API_BASE": address]
            func sync(_ words: String...) async throws -> Result {
                try await TillProcess.run(["prices", "sync"] + words, environment: stripe, on: till.loop)
            }
            let dry = try await sync("--dry-run")
            #expect(dry.code == 0 && dry.output.contains("2 created. Nothing was changed: it was a dry run."))
            #expect(try await till("products", "list").output.hasPrefix("No product yet"))
            let first = try await sync()
            #expect(first.code == 0 && first.output.contains("29.00 usd / month"), "\(first)")
            #expect(first.output.hasSuffix("stripe, test mode, for acme: 2 created.\n"))
            #expect(try await till("products", "list").output.contains("29.00 usd / month"))
            #expect(try await sync().output == "stripe, test mode, for acme: 2 unchanged.\n")
            let json = try await sync("--json")
            let value = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
            #expect((value?["counts"] as? [String: Int])?["unchanged"] == 2)
            #expect(try await sync("--mode", "live").code == ExitCode.refused.rawValue)
            simulator.signal(SIGINT)
            #expect(await simulator.exitCode() == 0)
            let down = try await sync()
            #expect(down.code == ExitCode.unavailable.rawValue && !down.errors.contains(key))
        }
    }

    private func post(_ url: String, _ form: String, on loop: EventLoop) async throws {
        let status = try await loop.run {
            let client = try HTTPClient(loop: loop)
            var headers = HTTPHeaders()
            headers.set("Authorization", "Bearer sk_test_simulator")
            headers.set("Content-Type", "application/x-www-form-urlencoded")
            let response = try await client.send(ClientRequest(.post, url, headers: headers, body: Array(form.utf8)))
            await client.shutDown()
            return response.status.code
        }
        #expect(status == 200)
    }

    @Test func theSchemaHasToBeThere() async throws {
        let database = try await TestDatabase.create()
        try await withEventLoop { loop in
            let shell = Shell(database: database, loop: loop)
            let result = try await shell("org", "list")
            #expect(result.code == ExitCode.schemaOld.rawValue)
        }
    }
}
