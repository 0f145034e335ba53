import Cryptography
import EventLoop
import HTTPClient
import HTTPMessages
import Testing

@testable import Simulator

/// The simulator over sockets: the API, the routes that steer it, the 3DS page and webhooks going out.
@Suite("Simulator server")
struct ServerTests {
    @Test func aPaymentAndItsWebhooks() async throws {
        try await RunningSimulator.run { running async throws in
            let paid = try await running.pay("pm_card_visa")
            #expect(paid["status"] == "succeeded")
            await running.webhooks.wait(for: 3)
            for webhook in running.webhooks.all {
                let event = try JSONParser.parse(webhook.body)
                let time = try #require(webhook.signature.split(separator: ",").first?.dropFirst(2))
                let signed = Array("\(time).".utf8) + webhook.body
                let code = try HMACSHA256(key: SecretBytes(Array(RunningSimulator.secret.utf8))).code(for: signed)
                #expect(webhook.signature == "t=\(time),v1=\(code.hex)")
                #expect(event["object"] == "event")
            }
            let ledger = try await running.json(.get, "/_sim/ledger")
            #expect(ledger["charges"]?.array?.first?["paymentIntentId"] == paid["id"])
        }
    }

    @Test func refusedWebhooksComeAgain() async throws {
        try await RunningSimulator.run { running async throws in
            running.webhooks.refuse(2)
            _ = try await running.json(.post, "/v1/customers")
            await running.webhooks.wait(for: 3)
            #expect(Set(running.webhooks.all.map(\.body)).count == 1)
        }
    }

    @Test func faultsAreSteered() async throws {
        try await RunningSimulator.run { running async throws in
            let fault = #"{"kind":"status_429","route":"GET /v1/balance","count":2}"#
            #expect(try await running.call(.post, "/_sim/faults", fault).status == .created)
            #expect(try await running.json(.get, "/_sim/faults")["faults"]?.array?.first?["count"] == 2)
            #expect(try await running.call(.get, "/v1/balance").status == .tooManyRequests)
            #expect(try await running.call(.get, "/v1/customers").status == .ok)
            #expect(try await running.json(.delete, "/_sim/faults")["faults"]?.array?.isEmpty == true)
            #expect(try await running.call(.get, "/v1/balance").status == .ok)
            for bad in [
                "", "{}", #"{"kind":"rain"}"#, #"{"kind":"delay","count":0}"#, #"{"kind":"delay","milliseconds":-1}"#,
            ] {
                #expect(try await running.call(.post, "/_sim/faults", bad).status == .badRequest)
            }
        }
    }

    @Test func aLostAnswerCutsTheConnectionAfterTheCallHasActed() async throws {
        try await RunningSimulator.run { running async throws in
            let fault = #"{"kind":"timeout_after_acting","count":1,"milliseconds":10}"#
            _ = try await running.json(.post, "/_sim/faults", fault)
            do {
                _ = try await running.pay("pm_card_visa")
                Issue.record("answered")
            } catch let error as HTTPClientError {
                #expect(error.reason == .connectionLost)
                #expect(error.outcome == .unknown)
            }
            #expect(try await running.json(.get, "/_sim/ledger")["charges"]?.array?.count == 1)
        }
    }

    @Test func aDelayedAnswerComesAfterItsTime() async throws {
        try await RunningSimulator.run { running async throws in
            _ = try await running.json(.post, "/_sim/faults", #"{"kind":"delay","count":1,"milliseconds":30}"#)
            let start = running.loop.now
            #expect(try await running.call(.get, "/v1/balance").status == .ok)
            #expect(running.loop.now - start >= .milliseconds(30))
        }
    }

    @Test func the3DSPageAsksAndSendsBack() async throws {
        try await RunningSimulator.run { running async throws in
            let back = "&return_url=https%3A%2F%2Fshop.example%2Fback"
            let asked = try await running.pay("pm_card_authenticationRequired", back)
            let id = asked["id"]?.string ?? ""
            let url = asked["next_action"]?["redirect_to_url"]?["url"]?.string
            #expect(url == running.simulator.url + "/_sim/3ds/" + id)
            let page = try await running.call(.get, "/_sim/3ds/\(id)")
            let html = String(decoding: page.body, as: UTF8.self)
            #expect(html.contains("20.00 USD"))
            #expect(html.contains("3184"))
            #expect(page.headers["Content-Security-Policy"]?.contains("sha256-") == true)
            let form: HTTPHeaders = ["Content-Type": "application/x-www-form-urlencoded"]
            let wrong = try await running.call(.post, "/_sim/3ds/\(id)", "outcome=maybe", headers: form)
            #expect(wrong.status == .badRequest)
            let done = try await running.call(.post, "/_sim/3ds/\(id)", "outcome=approve", headers: form)
            #expect(done.status == .seeOther)
            #expect(done.headers["Location"]?.hasPrefix("https://shop.example/back?payment_intent=\(id)") == true)
            #expect(done.headers["Location"]?.hasSuffix("&redirect_status=succeeded") == true)
            #expect(try await running.call(.get, "/_sim/3ds/\(id)").status == .conflict)
            #expect(try await running.call(.get, "/_sim/3ds/pi_nothing").status == .notFound)
        }
    }

    @Test func checkersAnswer3DSWithJSON() async throws {
        try await RunningSimulator.run { running async throws in
            let id = try await running.pay("pm_card_threeDSecure2Required")["id"]?.string ?? ""
            let answer = try await running.json(.post, "/_sim/3ds/\(id)", #"{"outcome":"refuse"}"#)
            #expect(answer["status"] == "requires_payment_method")
            #expect(try await running.call(.post, "/_sim/3ds/\(id)", #"{"outcome":"refuse"}"#).status == .conflict)
            #expect(try await running.call(.post, "/_sim/3ds/\(id)", #"{"outcome":"x"}"#).status == .badRequest)
        }
    }

    @Test func browsersMayCallIt() async throws {
        try await RunningSimulator.run { running async throws in
            let preflight = try await running.call(.options, "/v1/payment_methods")
            #expect(preflight.status == .noContent)
            #expect(preflight.headers["Access-Control-Allow-Origin"] == "*")
            let unknown = try await running.call(.get, "/v1/nothing")
            #expect(unknown.status == .notFound)
            #expect(try JSONParser.parse(unknown.body)["error"]?["type"] == "invalid_request_error")
        }
    }

    @Test func refundsSettleByThemselves() async throws {
        try await RunningSimulator.run(adjust: { $0.afterwards = .milliseconds(20) }) { running async throws in
            let paid = try await running.pay("pm_card_pendingRefund")
            let refund = try await running.json(
                .post, "/v1/refunds", "payment_intent=\(paid["id"]?.string ?? "")")
            #expect(refund["status"] == "pending")
            // created, charge.succeeded, succeeded, refund.created, charge.refunded, refund.updated, charge.refund.updated
            await running.webhooks.wait(for: 7)
            let after = try await running.json(.get, "/v1/refunds/\(refund["id"]?.string ?? "")")
            #expect(after["status"] == "succeeded")
        }
    }
}
