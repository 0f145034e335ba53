"""What the scripts that drive the simulator share: steering it, and expecting errors of it."""

import json
import sys
import urllib.request


def raises(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def steer(method, path, body=None):
    request = urllib.request.Request(
        sys.argv[1] + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)
