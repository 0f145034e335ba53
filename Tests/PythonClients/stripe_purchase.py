"""Stripe's own Python package against the simulator: whatever it is told has to be what it expects.

Usage: stripe_purchase.py http://127.0.0.1:PORT
Ends with 0 when everything held, else with a traceback.
"""

import queue
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe

from simulator import raises, steer

stripe.api_key = "sk_test_official"
stripe.api_base = sys.argv[1]
stripe.max_network_retries = 0
CARD = {"payment_method_types": ["card"], "amount": 2000, "currency": "usd"}


def payments():
    intent = stripe.PaymentIntent.create(**CARD, metadata={"session": "cs_1"})
    assert intent.status == "requires_payment_method", intent
    assert intent.client_secret.startswith(intent.id)
    paid = stripe.PaymentIntent.confirm(intent.id, payment_method="pm_card_visa", expand=["latest_charge"])
    assert paid.status == "succeeded" and paid.amount_received == 2000
    assert paid.latest_charge.paid and paid.latest_charge.metadata["session"] == "cs_1"
    error = raises(stripe.InvalidRequestError, lambda: stripe.PaymentIntent.confirm(intent.id))
    assert error.code == "payment_intent_unexpected_state" and error.http_status == 400
    canceled = stripe.PaymentIntent.create(**CARD).cancel(cancellation_reason="abandoned")
    assert canceled.status == "canceled"
    method = stripe.PaymentMethod.create(
        type="card", card={"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    )
    assert method.card.last4 == "4242"
    newest = stripe.PaymentIntent.list(limit=1)
    assert newest.has_more and newest.data[0].id == canceled.id
    assert len(list(stripe.PaymentIntent.list(limit=1).auto_paging_iter())) >= 2


def declines():
    error = raises(
        stripe.CardError,
        lambda: stripe.PaymentIntent.create(
            **CARD, payment_method="pm_card_visa_chargeDeclinedInsufficientFunds", confirm=True
        ),
    )
    assert error.http_status == 402 and error.code == "card_declined"
    assert error.error.decline_code == "insufficient_funds"
    assert error.error.payment_intent.status == "requires_payment_method"
    paid = stripe.PaymentIntent.confirm(error.error.payment_intent.id, payment_method="pm_card_mastercard")
    assert paid.status == "succeeded"
    error = raises(stripe.AuthenticationError, lambda: stripe.Customer.list(api_key="nonsense"))
    assert error.http_status == 401
    raises(stripe.InvalidRequestError, lambda: stripe.PaymentIntent.create(amount=5, currency="usd", colour="red"))


def authentication():
    for outcome, status in (("approve", "succeeded"), ("refuse", "requires_payment_method")):
        intent = stripe.PaymentIntent.create(
            **CARD,
            payment_method="pm_card_authenticationRequired",
            confirm=True,
            return_url="https://shop.example/back",
        )
        assert intent.status == "requires_action"
        assert intent.next_action.redirect_to_url.url.endswith(f"/_sim/3ds/{intent.id}")
        steer("POST", f"/_sim/3ds/{intent.id}", {"outcome": outcome})
        assert stripe.PaymentIntent.retrieve(intent.id).status == status


def idempotency():
    first = stripe.PaymentIntent.create(**CARD, idempotency_key="official-1")
    again = stripe.PaymentIntent.create(**CARD, idempotency_key="official-1")
    assert first.id == again.id and again.last_response.headers["Idempotent-Replayed"] == "true"
    raises(
        stripe.IdempotencyError,
        lambda: stripe.PaymentIntent.create(**{**CARD, "amount": 2001}, idempotency_key="official-1"),
    )
    steer("POST", "/_sim/faults", {"kind": "status_429", "count": 1})
    assert raises(stripe.RateLimitError, lambda: stripe.Customer.list()).http_status == 429
    # The package retries by itself what may be retried; the key makes it one payment.
    before = len(steer("GET", "/_sim/ledger")["charges"])
    steer("POST", "/_sim/faults", {"kind": "timeout_after_acting", "count": 1, "milliseconds": 50})
    client = stripe.StripeClient(
        "sk_test_official", base_addresses={"api": sys.argv[1]}, max_network_retries=2
    )
    intent = client.v1.payment_intents.create({**CARD, "payment_method": "pm_card_visa", "confirm": True})
    assert intent.status == "succeeded"
    assert len(steer("GET", "/_sim/ledger")["charges"]) == before + 1


def customers_and_refunds():
    customer = stripe.Customer.create(email="ada@shop.example", name="Ada", metadata={"user": "7"})
    setup = stripe.SetupIntent.create(
        customer=customer.id, payment_method="pm_card_visa", confirm=True, payment_method_types=["card"]
    )
    assert setup.status == "succeeded"
    intent = stripe.PaymentIntent.create(
        **CARD, customer=customer.id, payment_method=setup.payment_method, off_session=True, confirm=True
    )
    part = stripe.Refund.create(payment_intent=intent.id, amount=500)
    rest = stripe.Refund.create(payment_intent=intent.id)
    assert (part.status, rest.amount) == ("succeeded", 1500)
    raises(stripe.InvalidRequestError, lambda: stripe.Refund.create(payment_intent=intent.id))
    assert stripe.Charge.retrieve(intent.latest_charge).refunded
    assert [event.type for event in stripe.Event.list(types=["charge.refunded"]).data] == ["charge.refunded"] * 2
    assert stripe.Customer.delete(customer.id).deleted


def webhooks():
    received = queue.Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.put((body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    endpoint = stripe.WebhookEndpoint.create(
        url=f"http://127.0.0.1:{server.server_port}/", enabled_events=["payment_intent.succeeded"]
    )

    def pay():
        return stripe.PaymentIntent.create(**CARD, payment_method="pm_card_visa", confirm=True)

    intent = pay()
    body, signature = received.get(timeout=30)
    event = stripe.Webhook.construct_event(body, signature, endpoint.secret)
    assert event.type == "payment_intent.succeeded" and event.data.object.id == intent.id
    raises(
        stripe.SignatureVerificationError,
        lambda: stripe.Webhook.construct_event(body.replace(b"2000", b"2001"), signature, endpoint.secret),
    )
    steer("POST", "/_sim/faults", {"kind": "bad_signature"})
    pay()
    body, signature = received.get(timeout=30)
    steer("DELETE", "/_sim/faults")
    raises(
        stripe.SignatureVerificationError,
        lambda: stripe.Webhook.construct_event(body, signature, endpoint.secret),
    )
    stripe.WebhookEndpoint.delete(endpoint.id)
    server.shutdown()


for check in (payments, declines, authentication, idempotency, customers_and_refunds, webhooks):
    check()
    print(f"{check.__name__}: held")
