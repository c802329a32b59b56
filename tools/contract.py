"""Hold a running server against its own OpenAPI document with schemathesis.

    .venv/bin/python -m tools.contract

Requests are made up from the document, valid and invalid ones, the same ones in every run.
"""

import json
import secrets
import sys
import urllib.request
from pathlib import Path

from tools.live_server import live_server
from tools.process import run, stop_on_terminate

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
EXAMPLES_PER_OPERATION = 25
SEED = 20240101


def register(address: str) -> str:
    """Register somebody, and return the token."""
    person = {
        "username": "contract",
        "email": "contract@example.org",
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


def main() -> int:
    stop_on_terminate()
    with live_server() as address:
        return run(
            [
                *(str(SCHEMATHESIS), "run", f"{address}/api/schema/"),
                *("--header", f"Authorization: Token {register(address)}"),
                *("--checks", "all", "--exclude-checks", "positive_data_acceptance"),
                *("--phases", "examples,coverage,fuzzing,stateful"),
                *("--max-examples", str(EXAMPLES_PER_OPERATION), "--seed", str(SEED)),
                *("--generation-deterministic", "--no-color"),
            ]
        )


if __name__ == "__main__":
    sys.exit(main())
