"""A merchant and as many of its checkout sessions as a measurement needs, put into the tables at once.

Session number n has the UUID whose digits are n, which pgbench can make without work for the server. Rows lie in random
order, as those with random keys do.
"""

import base64
import hashlib
import hmac
import os
import time
import uuid

from typeid import typeid

ORGANIZATION = uuid.UUID("0a000000-0000-4000-8000-000000000001")
PRODUCT = uuid.UUID("0a000000-0000-4000-8000-000000000002")
FREE_PRICE = uuid.UUID("0a000000-0000-4000-8000-000000000003")
PAID_PRICE = uuid.UUID("0a000000-0000-4000-8000-000000000004")

SECRET_KEY = "sk_test_" + "benchmark".ljust(43, "0")
TILL_SECRET = "the benchmarks have no secrets worth keeping"

MERCHANT = f"""
INSERT INTO organizations (id, name, slug, created_at) VALUES ('{ORGANIZATION}', 'Benchmarks', 'benchmarks', now());
INSERT INTO api_keys (id, organization_id, livemode, key_hash, hint, created_at) VALUES
    ('{ORGANIZATION}', '{ORGANIZATION}', false, '\\x{hashlib.sha256(SECRET_KEY.encode()).hexdigest()}', 'sk_test_…', now());
INSERT INTO products (id, organization_id, livemode, name, description, created_at, updated_at) VALUES
    ('{PRODUCT}', '{ORGANIZATION}', false, 'Community', 'For trying it out', now(), now());
INSERT INTO product_features (product_id, position, key, title) VALUES
    ('{PRODUCT}', 0, 'projects', 'Three projects'), ('{PRODUCT}', 1, 'support', 'Mail support');
INSERT INTO prices (id, organization_id, livemode, product_id, kind, currency, unit_amount, created_at, updated_at) VALUES
    ('{FREE_PRICE}', '{ORGANIZATION}', false, '{PRODUCT}', 'free', 'usd', 0, now(), now()),
    ('{PAID_PRICE}', '{ORGANIZATION}', false, '{PRODUCT}', 'one_time', 'usd', 4900, now(), now());
CREATE TABLE bench_stock (number bigint, id uuid, wire_id text, secret_hash bytea);
"""


def add_merchant(cluster):
    cluster.sql(MERCHANT)


def session_uuid(number):
    return uuid.UUID(str(number).zfill(32))


def session_id(number):
    return typeid("cs", session_uuid(number))


def client_secret(number):
    """As the service derives it from the operator's secret."""
    def code(key, text):
        return hmac.new(key, text.encode(), hashlib.sha256).digest()

    key = code(code(TILL_SECRET.encode(), "till client secrets"), session_id(number))
    text = base64.urlsafe_b64encode(key).decode().rstrip("=")
    return f"{session_id(number)}_secret_{text}"


def peer_client_secret(number):
    """Names the session in the peer's own way."""
    return f"{session_uuid(number)}_secret_benchmark"


def intent_id(number):
    return f"pi_bench_{number}"


def add_free_sessions(cluster, numbers, secret=client_secret):
    """Sessions that nobody has confirmed yet."""
    add(cluster, "free_sessions.sql", numbers, secret)


def add_paying_sessions(cluster, numbers):
    """Sessions whose payment is under way: the buyer confirmed, and the provider has not said how it went."""
    add(cluster, "paying_sessions.sql", numbers, lambda number: "")


def add(cluster, script, numbers, secret):
    path = os.path.join(cluster.folder, "stock.csv")
    with open(path, "w") as file:
        for number in numbers:
            digest = hashlib.sha256(secret(number).encode()).hexdigest()
            file.write(f"{number},{session_uuid(number)},{session_id(number)},\\x{digest}\n")
    cluster.sql("TRUNCATE bench_stock")
    cluster.sql(f"\\copy bench_stock from '{path}' csv")
    os.remove(path)
    cluster.script(f"Benchmarks/suite/sql/{script}", {
        "organization": ORGANIZATION, "product": PRODUCT, "free_price": FREE_PRICE, "paid_price": PAID_PRICE,
        "body": body_template()})


def body_template():
    """A public session body with {ID} in place of the id."""
    with open("Benchmarks/suite/session_body.json") as file:
        return file.read().strip()


def completed_count(cluster):
    return settled(cluster, "SELECT count(*) FROM checkout_sessions WHERE status = 'completed'")


def session_count(cluster):
    return settled(cluster, "SELECT count(*) FROM checkout_sessions")


def settled(cluster, query):
    """The number once it stays the same: servers still work on requests whose client has gone."""
    count, before = int(cluster.sql(query)), None
    while count != before:
        time.sleep(0.2)
        before, count = count, int(cluster.sql(query))
    return count
