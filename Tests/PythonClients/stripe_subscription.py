"""Stripe's own Python package lives through a subscription: bought, billed, changed, unpaid, recovered, canceled.

Usage: stripe_subscription.py http://127.0.0.1:PORT
Ends with 0 when everything held, else with a traceback.
"""

import sys
from datetime import datetime, timezone

import stripe

from simulator import raises, steer

stripe.api_key = "sk_test_official"
stripe.api_base = sys.argv[1]
stripe.max_network_retries = 0
DAY = 86_400


def advance(days):
    moved = steer("POST", "/_sim/clock", {"advanceSeconds": days * DAY})
    assert moved["remainingSeconds"] == 0, moved
    return moved


def now():
    text = steer("GET", "/_sim/clock")["now"].replace("Z", "+00:00")
    return int(datetime.fromisoformat(text).astimezone(timezone.utc).timestamp())


def charges(subscription):
    entries = steer("GET", "/_sim/ledger")["charges"]
    return [entry["amount"] for entry in entries if entry["subscription"] == subscription.id]


def buyer(method="pm_card_visa"):
    customer = stripe.Customer.create(email="ada@shop.example")
    attached = stripe.PaymentMethod.attach(method, customer=customer.id)
    stripe.Customer.modify(customer.id, invoice_settings={"default_payment_method": attached.id})
    return customer


product = stripe.Product.create(name="Pro", metadata={"plan": "pro"})
small, large = (
    stripe.Price.create(product=product.id, currency="usd", unit_amount=amount, recurring={"interval": "month"})
    for amount in (2000, 5000)
)


def catalog():
    assert stripe.Product.retrieve(product.id).metadata["plan"] == "pro"
    assert {price.id for price in stripe.Price.list(product=product.id, active=True)} == {small.id, large.id}
    assert stripe.Price.retrieve(small.id, expand=["product"]).product.name == "Pro"


def a_year():
    subscription = stripe.Subscription.create(
        customer=buyer().id,
        items=[{"price": small.id}],
        metadata={"till_subscription": "sub_1"},
        idempotency_key="life-1",
        expand=["latest_invoice.payments"],
    )
    assert subscription.status == "active" and charges(subscription) == [2000]
    payment = subscription.latest_invoice.payments.data[0].payment
    assert stripe.PaymentIntent.retrieve(payment.payment_intent).amount_received == 2000
    again = stripe.Subscription.create(
        customer=subscription.customer,
        items=[{"price": small.id}],
        metadata={"till_subscription": "sub_1"},
        idempotency_key="life-1",
        expand=["latest_invoice.payments"],
    )
    assert again.id == subscription.id and charges(subscription) == [2000]
    advance(367)
    assert charges(subscription) == [2000] * 13
    bills = list(stripe.Invoice.list(subscription=subscription.id, limit=5).auto_paging_iter())
    assert len(bills) == 13 and all(bill.status == "paid" for bill in bills)
    assert bills[0].parent.subscription_details.subscription == subscription.id
    item = stripe.Subscription.retrieve(subscription.id)["items"].data[0]
    assert item.current_period_start <= now() < item.current_period_end
    change = {"items": [{"id": item.id, "price": large.id}], "proration_behavior": "always_invoice"}
    preview = stripe.Invoice.create_preview(subscription=subscription.id, subscription_details=change)
    changed = stripe.Subscription.modify(subscription.id, **change)
    assert changed["items"].data[0].price.id == large.id
    assert abs(charges(subscription)[-1] - preview.amount_due) <= 1, (charges(subscription), preview.amount_due)
    found = stripe.InvoicePayment.list(payment={"type": "payment_intent", "payment_intent": payment.payment_intent})
    assert found.data[0].invoice == bills[-1].id
    refund = stripe.Refund.create(payment_intent=payment.payment_intent, amount=700)
    assert stripe.Charge.retrieve(refund.charge).amount_refunded == 700
    ending = stripe.Subscription.modify(subscription.id, cancel_at_period_end=True)
    assert ending.cancel_at == ending["items"].data[0].current_period_end
    assert stripe.Subscription.modify(subscription.id, cancel_at_period_end=False).cancel_at is None
    canceled = stripe.Subscription.cancel(subscription.id, prorate=True)
    assert canceled.status == "canceled" and canceled.ended_at
    raises(stripe.InvalidRequestError, lambda: stripe.Subscription.cancel(subscription.id))
    statuses = [one.status for one in stripe.Subscription.list(customer=subscription.customer, status="all")]
    assert statuses == ["canceled"]


def a_trial():
    subscription = stripe.Subscription.create(
        customer=buyer().id, items=[{"price": small.id}], trial_end=now() + 14 * DAY, off_session=True
    )
    assert subscription.status == "trialing" and charges(subscription) == []
    advance(13)
    assert charges(subscription) == []
    advance(2)
    assert charges(subscription) == [2000]
    told = stripe.Event.list(type="customer.subscription.trial_will_end").data
    assert [event.data.object.id for event in told] == [subscription.id]
    stripe.Subscription.cancel(subscription.id)


def an_anchor():
    subscription = stripe.Subscription.create(
        customer=buyer().id,
        items=[{"price": small.id, "quantity": 2}],
        billing_cycle_anchor=now() + 20 * DAY,
        proration_behavior="none",
        off_session=True,
    )
    assert subscription.status == "active" and subscription.latest_invoice is None
    advance(21)
    assert charges(subscription) == [4000]
    stripe.Subscription.cancel(subscription.id)


def failing_and_recovering():
    customer = buyer()
    subscription = stripe.Subscription.create(customer=customer.id, items=[{"price": small.id}])
    bad = stripe.PaymentMethod.attach("pm_card_chargeCustomerFail", customer=customer.id)
    stripe.Subscription.modify(subscription.id, default_payment_method=bad.id)
    advance(32)
    late = stripe.Subscription.retrieve(subscription.id, expand=["latest_invoice"])
    assert late.status == "past_due" and late.latest_invoice.next_payment_attempt > now()
    failed = stripe.Event.list(type="invoice.payment_failed", limit=1).data[0].data.object
    assert failed.parent.subscription_details.subscription == subscription.id
    stripe.Subscription.modify(subscription.id, default_payment_method="")
    advance(8)
    assert stripe.Subscription.retrieve(subscription.id).status == "active"
    assert charges(subscription) == [2000, 2000]
    changes = stripe.Event.list(type="customer.subscription.updated", limit=1).data[0].data
    assert changes.previous_attributes["status"] == "past_due"
    stripe.Subscription.modify(subscription.id, default_payment_method=bad.id)
    advance(60)
    assert stripe.Subscription.retrieve(subscription.id).status == "canceled"
    assert charges(subscription) == [2000, 2000]


def refusals():
    customer = stripe.Customer.create()
    error = raises(
        stripe.InvalidRequestError,
        lambda: stripe.Subscription.create(customer=customer.id, items=[{"price": small.id}]),
    )
    assert error.code == "resource_missing"
    stripe.PaymentMethod.attach("pm_card_chargeCustomerFail", customer=customer.id)
    method = stripe.Customer.list_payment_methods(customer.id).data[0].id
    order = {"customer": customer.id, "items": [{"price": small.id}], "default_payment_method": method}
    raises(stripe.CardError, lambda: stripe.Subscription.create(**order, payment_behavior="error_if_incomplete"))
    assert stripe.Subscription.list(customer=customer.id, status="all").data == []
    assert stripe.Subscription.create(**order).status == "incomplete"


for check in (catalog, a_year, a_trial, an_anchor, failing_and_recovering, refusals):
    check()
    print(f"{check.__name__}: held")
