"""One client that asks one thing after the other, each over a connection of its own."""

import http.client
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5.0
READS_PER_WRITE = 3
EXPENSE = {"type": "expense", "amount": "12.50", "date": "2024-01-15", "description": "Lunch"}


@dataclass
class Times:
    """The seconds of each answered request, and how many were not answered as they should be."""

    get: list[float] = field(default_factory=list)
    post: list[float] = field(default_factory=list)
    failed: int = 0


class Client:
    """Reads categories and creates transactions."""

    def __init__(self, address: str, token: str) -> None:
        self.address = address
        self.place = urlsplit(address).netloc
        self.headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}

    def ask(self, found: Times, seconds: float) -> None:
        """Ask for so many seconds, and add to `found` how long each answer took."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for _ in range(READS_PER_WRITE):
                self._timed(found, found.get, "GET", "/api/v1/categories/", None)
            self._timed(found, found.post, "POST", "/api/v1/transactions/", json.dumps(EXPENSE))

    def _timed(
        self, found: Times, times: list[float], method: str, path: str, body: str | None
    ) -> None:
        started = time.perf_counter()
        connection = http.client.HTTPConnection(self.place, timeout=TIMEOUT_SECONDS)
        try:
            connection.request(method, path, body, self.headers)
            response = connection.getresponse()
            response.read()
        except OSError:
            found.failed += 1
            return
        finally:
            connection.close()
        if response.status >= 400:
            found.failed += 1
        else:
            times.append(time.perf_counter() - started)
