"""Holds a running `till dev` to openapi.yaml with schemathesis: whatever is sent, the answer is one that is documented.

    python contract_fuzz.py <dev.json> [option of `schemathesis run`...]

Prepares a few objects, so that most requests reach more than a 404, and leaves the rest to schemathesis; contract_hooks.py
puts those objects into its requests.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

# Deterministic for a version of schemathesis; more of them for a longer look.
EXAMPLES = "30"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,negative_data_rejection,unsupported_method,"
    "allow_header_conformance,ignored_auth"
)


class Merchant:
    def __init__(self, description):
        self.url = description["url"]
        self.key = description["secretKey"]
        self.prices = description["prices"]

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def order(self, price="oneTime"):
        return self.call("POST", "/v1/checkout/create", {"priceId": self.prices[price]})

    def confirm(self, session, method=None):
        body = {"paymentMethodId": method} if method else {}
        return self.call("POST", f"/v1/checkout/{session['clientSecret']}/confirm", body)


def prepare(merchant):
    """Objects in the states that matter, by the name of the path parameter that they fill."""
    opened = [merchant.order(price) for price in ["oneTime", "monthly", "free"] * 4]
    ended = [merchant.order("free"), merchant.order("oneTime"), merchant.order("oneTime")]
    merchant.confirm(ended[0])
    merchant.confirm(ended[1], "pm_card_visa")
    merchant.call("POST", f"/v1/checkout/{ended[2]['id']}/cancel")
    product = merchant.call("POST", "/v1/products", {"name": "Fuzzed"})
    price = {"productId": product["id"], "type": "one_time", "currency": "eur", "unitAmount": 100}
    price = merchant.call("POST", "/v1/prices", price)
    customer = merchant.call("POST", "/v1/customers", {"externalId": "fuzzed"})
    order = {"priceId": merchant.prices["monthly"], "customer": {"externalId": "fuzzed"}}
    subscribed = merchant.confirm(merchant.call("POST", "/v1/checkout/create", order), "pm_card_visa")
    order = {"externalId": "linked", "priceId": merchant.prices["monthly"]}
    linked = merchant.call("POST", "/v1/subscriptions", order)
    token = merchant.call("POST", "/v1/session-tokens", {"externalUserId": "fuzzed"})
    return {
        "sessionId": [session["id"] for session in opened + ended],
        "endedSessionId": [session["id"] for session in ended],
        "clientSecret": [session["clientSecret"] for session in opened + ended],
        "customerId": [customer["id"]],
        "subscriptionId": [subscribed["subscription"]["id"], linked["id"]],
        "productId": [product["id"]],
        "priceId": [price["id"]],
        "soldPriceId": list(merchant.prices.values()),
        "tokenId": [token["tokenId"]],
    }


def main():
    description = json.loads(pathlib.Path(sys.argv[1]).read_text())
    merchant = Merchant(description)
    here = pathlib.Path(__file__).resolve().parent
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "contract_hooks",
        "PYTHONPATH": str(here),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TILL_OBJECTS": json.dumps(prepare(merchant)),
    }
    command = [
        str(pathlib.Path(sys.executable).parent / "schemathesis"),
        "run",
        str(here.parent.parent / "openapi.yaml"),
        *("--url", merchant.url, "--header", f"Authorization: Bearer {merchant.key}"),
        *("--checks", CHECKS, "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", EXAMPLES, "--generation-deterministic"),
        *("--suppress-health-check", "all", "--no-shrink", "--max-redirects", "0", "--request-timeout", "30"),
        *("--warnings", "off", "--no-color"),
        *sys.argv[2:],
    ]
    # It leaves notes for its next run, which would make that one another.
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(command, env=environment, cwd=folder, check=False).returncode


sys.exit(main())
