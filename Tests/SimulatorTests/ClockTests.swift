import Checkout
import EventLoop
import HTTPClient
import HTTPMessages
import Testing

@testable import Simulator

/// The test clock over a socket: a year is a call, and whoever is told of it is told in order.
@Suite("Test clock", .timeLimit(.minutes(5)))
struct ClockTests {
    private static let day = 86_400

    /// A monthly subscription of a new customer.
    private func subscribe(_ running: RunningSimulator, _ extra: String = "") async throws -> JSONValue {
        let customer = try await running.json(
            .post, "/v1/customers",
            "payment_method=pm_card_visa&invoice_settings[default_payment_method]=pm_card_visa")
        let price = try await running.json(
            .post, "/v1/prices",
            "currency=usd&unit_amount=900&recurring[interval]=month&product_data[name]=Pro")
        let form = "customer=\(customer["id"]?.string ?? "")&items[0][price]=\(price["id"]?.string ?? "")"
        return try await running.json(.post, "/v1/subscriptions", form + extra)
    }

    private func advance(_ running: RunningSimulator, days: Int) async throws -> JSONValue {
        try await running.json(.post, "/_sim/clock", #"{"advanceSeconds":\#(days * Self.day)}"#)
    }

    @Test func aYearIsACall() async throws {
        try await RunningSimulator.run { running async throws in
            let made = try await subscribe(running)
            let moved = try await advance(running, days: 370)
            #expect(moved["advancedSeconds"] == .integer(370 * Self.day))
            #expect(moved["remainingSeconds"] == 0)
            #expect(moved["charges"] == 12)
            #expect(moved["invoices"] == 12)
            #expect(moved["webhooks"] == moved["events"])
            let ledger = try await running.json(.get, "/_sim/ledger")
            #expect(ledger["charges"]?.array?.count == 13)
            #expect(ledger["charges"]?.array?.allSatisfy { $0["subscription"] == made["id"] } == true)
            #expect(ledger.at("subscriptions.0.status") == "active")
            let clock = try await running.json(.get, "/_sim/clock")
            #expect(clock["offsetSeconds"] == .integer(370 * Self.day))
            #expect(clock["isMoving"] == false)
            // Each moment's webhooks were answered before the next one came.
            let times = try running.webhooks.all.map { try JSONParser.parse($0.body)["created"]?.integer ?? 0 }
            #expect(times == times.sorted())
            let again = try await running.json(.get, "/v1/subscriptions/\(made["id"]?.string ?? "")")
            let end = again.at("items.data.0.current_period_end").integer ?? 0
            #expect(end > (Timestamp(clock["now"]?.string ?? "") ?? .latest).unixSeconds)
        }
    }

    @Test func refusedWebhooksComeAgainOnTheWay() async throws {
        try await RunningSimulator.run { running async throws in
            _ = try await subscribe(running)
            running.webhooks.refuse(5)
            let moved = try await advance(running, days: 35)
            #expect((moved["webhooks"]?.integer ?? 0) >= (moved["events"]?.integer ?? 0) + 5)
            let waiting = try await running.json(.get, "/_sim/webhooks")
            #expect(waiting["unfinished"] == 0)
        }
    }

    @Test func clocksMoveBeforeAnythingHappensInTheirNewTime() async throws {
        let moved = Locked(Duration.zero)
        try await RunningSimulator.run(moveClocks: { step in moved.withLock { $0 += step } }) { running async throws in
            _ = try await subscribe(running, "&trial_period_days=14")
            _ = try await advance(running, days: 20)
            #expect(moved.withLock { $0 } == .seconds(20 * Self.day))
            // Signatures are of the time that the receivers' clocks show now.
            let last = try #require(running.webhooks.all.last)
            let signed = Int64(last.signature.dropFirst(2).prefix { $0 != "," }) ?? 0
            let created = try JSONParser.parse(last.body)["created"]?.integer ?? 0
            #expect(abs(signed - created) < 60)
        }
    }

    @Test func withoutThatSignaturesAreOfToday() async throws {
        try await RunningSimulator.run { running async throws in
            _ = try await subscribe(running, "&trial_period_days=14")
            _ = try await advance(running, days: 20)
            let last = try #require(running.webhooks.all.last)
            let signed = Int64(last.signature.dropFirst(2).prefix { $0 != "," }) ?? 0
            let created = try JSONParser.parse(last.body)["created"]?.integer ?? 0
            #expect(created - signed > Int64(13 * Self.day))
        }
    }

    @Test func boundsAreKept() async throws {
        try await RunningSimulator.run(adjust: { $0.clockPatience = .zero }) { running async throws in
            for body in ["{}", #"{"advanceSeconds":0}"#, #"{"advanceSeconds":315576001}"#, #"{"advanceSeconds":"1"}"#] {
                #expect(try await running.call(.post, "/_sim/clock", body).status == .badRequest)
            }
            let moved = try await advance(running, days: 1)
            #expect(moved["remainingSeconds"] == .integer(Self.day))
            #expect(moved["advancedSeconds"] == 0)
        }
    }

    @Test func aHundredYearsAreTheEnd() async throws {
        try await RunningSimulator.run { running async throws in
            for _ in 0..<10 { #expect(try await advance(running, days: 3_652)["remainingSeconds"] == 0) }
            #expect(
                try await running.call(.post, "/_sim/clock", #"{"advanceSeconds":315576000}"#).status == .badRequest)
        }
    }

    @Test func retriesAreSteered() async throws {
        try await RunningSimulator.run { running async throws in
            let body = #"{"paymentRetryDays":[1],"afterPaymentRetries":"mark_unpaid"}"#
            #expect(try await running.json(.post, "/_sim/billing", body)["paymentRetryDays"] == [1])
            #expect(try await running.json(.get, "/_sim/billing")["afterPaymentRetries"] == "mark_unpaid")
            for bad in [#"{"paymentRetryDays":[0]}"#, #"{"paymentRetryDays":3}"#, #"{"afterPaymentRetries":"x"}"#] {
                #expect(try await running.call(.post, "/_sim/billing", bad).status == .badRequest)
            }
            let id = try await subscribe(running)["id"]?.string ?? ""
            _ = try await running.json(.post, "/_sim/faults", #"{"kind":"decline_invoices","route":"\#(id)"}"#)
            _ = try await advance(running, days: 34)
            #expect(try await running.json(.get, "/v1/subscriptions/\(id)")["status"] == "unpaid")
            let drifted = try await running.json(.post, "/_sim/subscriptions/\(id)", #"{"status":"active"}"#)
            #expect(drifted["status"] == "active")
            #expect(
                try await running.call(.post, "/_sim/subscriptions/sub_no", #"{"status":"active"}"#).status == .notFound
            )
            #expect(
                try await running.call(.post, "/_sim/subscriptions/\(id)", #"{"status":"x"}"#).status == .badRequest)
        }
    }
}
