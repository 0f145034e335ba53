"""What schemathesis cannot know: which objects there are, and which requests are meant to wait."""

import itertools
import json
import os
import re

import schemathesis

OBJECTS = {name: itertools.cycle(values) for name, values in json.loads(os.environ["TILL_OBJECTS"]).items()}
IDS = {
    "sessionId": re.compile(r"cs_[0-7][0-9a-hjkmnp-tv-z]{25}"),
    "clientSecret": re.compile(r"cs_[0-7][0-9a-hjkmnp-tv-z]{25}_secret_[A-Za-z0-9_-]{43}"),
    "tokenId": re.compile(r"tok_[0-7][0-9a-hjkmnp-tv-z]{25}"),
    "customerId": re.compile(r"cus_[0-7][0-9a-hjkmnp-tv-z]{25}"),
    "subscriptionId": re.compile(r"sub_[0-7][0-9a-hjkmnp-tv-z]{25}"),
    "productId": re.compile(r"prod_[0-7][0-9a-hjkmnp-tv-z]{25}"),
    "priceId": re.compile(r"price_[0-7][0-9a-hjkmnp-tv-z]{25}"),
}
COUNTS = {name: itertools.count() for name in IDS}
KEYS = itertools.count()



def real(name, value, only=None):
    """Three in four of the ids that could be one's become one's, or all. What cannot be an id stays as it is."""
    if not isinstance(value, str) or not IDS[name].fullmatch(value):
        return value
    if only:
        return next(OBJECTS[only])
    return value if next(COUNTS[name]) % 4 == 3 else next(OBJECTS[name])


@schemathesis.hook
def before_call(context, case, kwargs):
    path = context.operation.path
    only = None
    if path.endswith("/stream"):
        # That of an open session does not end while anybody reads it.
        only = "endedSessionId"
    elif path.endswith("/archive"):
        # What orders are for stays on sale.
        only = "productId" if "products" in path else "priceId"
    for name in IDS.keys() & (case.path_parameters or {}).keys():
        case.path_parameters[name] = real(name, case.path_parameters[name], only)
    if isinstance(case.body, dict):
        for name, only in [("productId", None), ("priceId", "soldPriceId")]:
            if name in case.body:
                case.body[name] = real(name, case.body[name], only)
    # A key that was used before is only good for a 422.
    key = (case.headers or {}).get("Idempotency-Key")
    if isinstance(key, str) and 0 < len(key) <= 240 and next(KEYS) % 4 != 3:
        case.headers["Idempotency-Key"] = f"{key}-{next(KEYS)}"
    # Nothing changes while it waits.
    if path.endswith("/status") and "wait" in (case.query or {}):
        case.query.pop("after", None)
