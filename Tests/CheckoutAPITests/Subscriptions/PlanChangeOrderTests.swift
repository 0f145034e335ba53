import Checkout
import CheckoutFlow
import CheckoutStore
import EventLoop
import HTTPMessages
import Simulator
import Testing

@testable import CheckoutAPI

@Suite("Orders for a subscription that runs change it") struct PlanChangeOrderTests {
    private func order(_ made: Subscribed, _ more: JSONValue) -> JSONValue {
        let order: JSONValue = ["existingSubscriptionId": .string(made.id)]
        return order.with(more)
    }

    @Test func anUpgradeShowsItsPriceAndCostsThat() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let team = try await shop.price(of: "Team", 4900)
            let token = try shop.merchant.token(for: "u1", shop.services)
            let preview = try await shop.post(
                "\(made.path)/change/preview", ["priceId": .string(team)], key: shop.merchant.key)
            let session = try await shop.create(order(made, ["priceId": .string(team)]), key: token)
            #expect(session.status == 201 && session["checkoutMode"] == "change", "\(session.text)")
            #expect(session["amount"] == 4900 && session["totalAmount"] == preview["dueNow"])
            #expect(session["paymentStatus"] == "requires_confirmation" && session["paymentIntentId"] == .null)
            let proration = try #require(session["proration"])
            for name in ["credited", "charged", "total"] { #expect(proration[name] == preview[name]) }
            #expect(proration["explanation"]?.string?.contains("30.00 USD is due now") == true, "\(proration)")
            #expect(try await shop.status(session.id)["proration"] == proration)
            #expect(session["trialDays"] == 0 && session["subscription"] == nil && session["payment"] == nil)

            let full = try await shop.get("/v1/checkout/\(session.id)", key: shop.merchant.key)
            let changed = try await shop.confirm(full, nil)
            #expect(changed.status == 200 && changed["success"] == true, "\(changed.text)")
            #expect(changed["status"] == "completed" && changed["message"] == "The subscription was changed.")
            #expect(changed["subscriptionId"]?.string == made.id)
            #expect(changed["subscription"]?["priceId"]?.string == team)
            #expect(changed["fulfilment"]?["subscribedAt"] != nil && changed["fulfilment"]?["paidAt"] == nil)
            let shown = try await shop.get(made.path, key: shop.merchant.key)
            #expect(shown["priceId"]?.string == team && shown["unitAmount"] == 4900)
            #expect(try await shop.status(session.id)["subscription"]?["id"]?.string == made.id)
            #expect(try await shop.get("/v1/subscriptions", key: shop.merchant.key)["data"]?.array?.count == 1)
            #expect(try await shop.get("/v1/customers", key: shop.merchant.key)["data"]?.array?.count == 1)
            let again = try await shop.confirm(full, nil)
            #expect(again.status == 409 && again.code == "session_completed")
            let timeline = try await shop.get("\(made.path)/timeline", key: shop.merchant.key)
            #expect(timeline.text.contains("change by \(session.id), attempt 1"))
        }
    }

    @Test func aPeriodThatHasJustBegunHasBegunAtTheProviderToo() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let session = try await shop.create(order(made, ["quantity": 3]))
            let id = try #require(CheckoutSessionID(session.id))
            let change = try #require(try await shop.services.store.record(id)?.change?.value)
            let start = try #require(change.basis.periodStart)
            #expect(
                change.previewedAt == start + .seconds(60), "a provider's clock that is ahead would refuse its start")
            #expect(try await shop.confirm(session, nil)["success"] == true)
        }
    }

    @Test func moreOfTheSameAndAnArchivedPriceThatIsKept() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            _ = try await shop.post("/v1/prices/\(shop.monthly)/archive", key: shop.merchant.key)
            let session = try await shop.create(order(made, ["quantity": 3]))
            #expect(session.status == 201 && session["quantity"] == 3 && session["amount"] == 5700, "\(session.text)")
            #expect(try await shop.confirm(session, nil)["success"] == true)
            #expect(try await shop.get(made.path, key: shop.merchant.key)["quantity"] == 3)
        }
    }

    @Test func theSameOrderIsTheSameSessionUntilTheSubscriptionIsAnother() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let team = try await shop.price(of: "Team", 4900)
            let first = try await shop.create(order(made, ["priceId": .string(team)]))
            shop.clock.advance(by: .seconds(90))
            let second = try await shop.create(order(made, ["priceId": .string(team)]))
            #expect(second.status == 201 && second.id == first.id)
            #expect(second["proration"] == first["proration"])
            _ = try await shop.post("\(made.path)/change", ["quantity": 2], key: shop.merchant.key)
            #expect(try await shop.status(first.id)["status"] == "canceled")
            let third = try await shop.create(order(made, ["priceId": .string(team)]))
            #expect(third.status == 201 && third.id != first.id && third["quantity"] == 2)
        }
    }

    @Test func theRulesAreThoseOfAChange() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let euros = try await shop.price(of: "Team", 4900, currency: "eur")
            let same = try await shop.create(order(made, ["priceId": .string(shop.monthly)]))
            #expect(same.status == 409 && same.code == "already_subscribed", "\(same.text)")
            #expect(same["error"]?["details"]?["subscriptionId"]?.string == made.id)
            let mismatch = try await shop.create(order(made, ["priceId": .string(euros)]))
            #expect(mismatch.status == 409 && mismatch.code == "currency_mismatch")
            for (more, param) in [
                ([:], "priceId"), (["priceId": .string("\(shop.prices.oneTime)")], "priceId"),
                (["quantity": 2, "trialDays": 7], "trialDays"), (["quantity": 2, "provider": "paddle"], "provider"),
                (["priceId": .string(shop.monthly), "quantity": 2, "currency": "eur"], "currency"),
                (["amount": 5, "currency": "usd"], "amount"),
            ] as [(JSONValue, String)] {
                let refused = try await shop.create(order(made, more))
                #expect(refused.status == 400 && refused.param == param, "\(refused.text)")
            }
            let other = try shop.merchant.token(for: "u2", shop.services)
            for key in [other, shop.stranger.key, shop.merchant.liveKey] {
                let refused = try await shop.create(order(made, ["quantity": 2]), key: key)
                #expect(refused.code == "subscription_not_found" && refused.param == "existingSubscriptionId")
            }
            _ = try await shop.post("\(made.path)/cancel", ["atPeriodEnd": false], key: shop.merchant.key)
            let over = try await shop.create(order(made, ["quantity": 2]))
            #expect(over.status == 409 && over.code == "subscription_not_payable")
        }
    }

    /// Nobody bills it, so that it is paid for as if it began with the new plan.
    @Test func whatCostsNothingIsUpgradedByPayingForIt() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1", shop.prices.free)
            let token = try shop.merchant.token(for: "u1", shop.services)
            let session = try await shop.create(order(made, ["priceId": .string(shop.monthly)]), key: token)
            #expect(session.status == 201 && session["checkoutMode"] == "standard", "\(session.text)")
            #expect(session["totalAmount"] == 1900 && session["proration"] == nil)
            let full = try await shop.get("/v1/checkout/\(session.id)", key: shop.merchant.key)
            // A change of its notes leaves the checkout as it is.
            _ = try await shop.post(made.path, ["metadata": ["a": "b"]], key: shop.merchant.key)
            let paid = try await shop.confirm(full)
            #expect(paid["success"] == true && paid["subscriptionId"]?.string == made.id, "\(paid.text)")
            await shop.services.flow.drained()
            let shown = try await shop.get(made.path, key: shop.merchant.key)
            #expect(shown["priceId"]?.string == shop.monthly && shown["unitAmount"] == 1900)
            #expect(shown["status"] == "active" && shop.bank.chargeCount == 1)
            // It is billed now, and changes like any other.
            let more = try await shop.create(order(made, ["quantity": 2]))
            #expect(more["checkoutMode"] == "change", "\(more.text)")
            #expect(try await shop.get("/v1/subscriptions", key: shop.merchant.key)["data"]?.array?.count == 1)
        }
    }

    @Test func aCardThatCannotPayIsAskedAgain() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let team = try await shop.price(of: "Team", 4900)
            let session = try await shop.create(order(made, ["priceId": .string(team)]))
            shop.bank.add(Fault(.declineInvoices))
            let declined = try await shop.confirm(session, nil)
            #expect(declined.status == 402 && declined.code == "card_declined", "\(declined.text)")
            #expect(declined["error"]?["details"]?["session"]?["status"] == "failed")
            #expect(try await shop.get(made.path, key: shop.merchant.key)["priceId"]?.string == shop.monthly)
            shop.bank.clearFaults()
            #expect(try await shop.confirm(session, nil)["success"] == true)
        }
    }

    @Test func whatIsNotKnownYetIsToldLater() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let team = try await shop.price(of: "Team", 4900)
            let session = try await shop.create(order(made, ["priceId": .string(team)]))
            shop.bank.add(Fault(.timeoutAfterActing, route: "subscriptions", count: 50))
            let unknown = try await shop.confirm(session, nil, idempotencyKey: "k")
            #expect(unknown.status == 504 && unknown.code == "provider_timeout", "\(unknown.text)")
            #expect(try await shop.status(session.id)["status"] == "processing")
            shop.bank.clearFaults()
            shop.clock.advance(by: .seconds(600))
            let subscription = try #require(SubscriptionID(made.id))
            try await shop.loop.run { try await shop.services.flow.subscriptions.cameDue(subscription) }
            await shop.services.flow.drained()
            #expect(try await shop.status(session.id)["status"] == "completed")
            let found = try await shop.confirm(session, nil, idempotencyKey: "k")
            #expect(
                found["subscription"]?["priceId"]?.string == team || found.code == "session_completed", "\(found.text)")
        }
    }

    @Test func whatChangedMeanwhileIsPricedAnew() async throws {
        try await Shop.with { shop in
            let made = try await shop.subscribe("u1")
            let (team, solo) = (try await shop.price(of: "Team", 4900), try await shop.price(of: "Solo", 900))
            let session = try await shop.create(order(made, ["priceId": .string(team)]))
            let id = try #require(SubscriptionID(made.id))
            let plan = try await shop.plan(solo, of: id)
            try await shop.loop.run { _ = try await shop.services.flow.subscriptions.change(id, to: plan) }
            let refused = try await shop.confirm(session, nil)
            #expect(refused.status == 409 && refused.code == "subscription_changed", "\(refused.text)")
            #expect(refused["error"]?["details"]?["subscriptionId"]?.string == made.id)
            #expect(try await shop.get(made.path, key: shop.merchant.key)["priceId"]?.string == solo)
        }
    }
}

extension Shop {
    fileprivate func plan(_ price: String, of id: SubscriptionID) async throws -> SubscriptionPlan {
        let price = try #require(PriceID(price))
        let offer = try #require(
            try await services.catalog.offer(price, of: merchant.organization.id, livemode: false))
        return try #require(SubscriptionPlan(offer.price.price, quantity: 1))
    }
}
