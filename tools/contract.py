"""Hold a running server against its own OpenAPI document with schemathesis.

    .venv/bin/python -m tools.contract

Requests are made up from the document, valid and invalid ones, the same ones in every run. Their
texts are what UTF-8 can hold; tests/test_text_faults.py sends what it cannot.
"""

import json
import os
import secrets
import sys
import urllib.request
from pathlib import Path

from tools.live_server import live_server
from tools.process import run, stop_on_terminate

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CONFIG = Path(__file__).with_name("schemathesis.toml")
EXAMPLES_PER_OPERATION = 5
"""How many random requests each operation gets in a phase. The same come in every run, so that more
of them would mostly cost time."""
# One makes up requests while the server answers the other's: both cores have work.
WORKERS = 2
# Signing out would end the token of all that come after it, so it is called by somebody else.
PARTS = {
    "contract": ("--exclude-operation-id", "logout"),
    "leaver": ("--include-operation-id", "logout"),
}
# With the limits in force, most answers would only say that there were too many requests.
WITHOUT_LIMITS = {
    f"THROTTLE_{name}": "1000000/h"
    for name in (
        *("REGISTER", "LOGIN", "LOGIN_FAILURES", "LOGIN_FAILURES_ACCOUNT", "PASSWORD"),
        *("INVITATIONS", "INVITATIONS_ADDRESS", "INVITATION_LOOKUPS"),
    )
}


def register(address: str, username: str) -> str:
    """Register somebody, and return the token."""
    person = {
        "username": username,
        "email": f"{username}@example.org",
        "password": secrets.token_urlsafe(16),
    }
    request = urllib.request.Request(
        f"{address}/api/v1/register/",
        data=json.dumps(person).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        token: str = json.load(response)["token"]
        return token


def own_book(address: str, token: str) -> int:
    """Return the id of the book that was opened for the person with `token`."""
    headers = {"Authorization": f"Token {token}"}
    request = urllib.request.Request(f"{address}/api/v1/book/", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as response:
        book_id: int = json.load(response)["id"]
        return book_id


def hold(address: str, username: str, choice: tuple[str, ...]) -> int:
    """Try the operations of `choice` as `username`; the exit code says whether they held."""
    token = register(address, username)
    return run(
        [
            *(str(SCHEMATHESIS), "--config-file", str(CONFIG), "run"),
            *(f"{address}/api/schema/", *choice),
            *("--header", f"Authorization: Token {token}"),
            # Any other number is that of a book which is not there, and every answer would say so.
            *("--header", f"Book: {own_book(address, token)}"),
            # What meets the document may still break a rule: an id that there is not, for one.
            *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
            *("--phases", "examples,coverage,fuzzing,stateful"),
            *("--max-examples", str(EXAMPLES_PER_OPERATION), "--workers", str(WORKERS)),
            *("--generation-deterministic", "--no-color"),
            # Warnings are about what could not be tried, such as `me/` without its password.
            *("--warnings", "off"),
        ]
    )


def main() -> int:
    stop_on_terminate()
    os.environ.update(WITHOUT_LIMITS)
    with live_server() as address:
        return max(hold(address, username, choice) for username, choice in PARTS.items())


if __name__ == "__main__":
    sys.exit(main())
