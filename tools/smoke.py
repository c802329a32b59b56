"""Try a server from outside: sign up and in, record, report, import a file, open a page.

    python3 -m tools.smoke http://127.0.0.1:8000

It is for what has just been built or installed, with its worker: it adds a user `smoke-…`. It needs
no more than Python.
"""

import json
import re
import secrets
import sys
import time
import urllib.request
from typing import Any

SECONDS = 60
"""How long the server may take to come up, and for an answer, on a slow machine."""
BOUNDARY = secrets.token_hex(16)
FILE = "date,amount,payee\n2024-01-16,-4.20,Bakery\n2024-01-17,-5.30,Kiosk\n"


class Client:
    """Somebody who asks the server at `address`, first as nobody."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.headers: dict[str, str] = {}

    def ask(self, path: str, body: bytes | None = None, kind: str = "application/json") -> str:
        """Return the text of an answer; raises HTTPError for a status of 400 and above."""
        headers = {**self.headers, **({"Content-Type": kind} if body else {})}
        request = urllib.request.Request(self.address + path, body, headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            text: str = answer.read().decode()
            return text

    def get(self, path: str) -> Any:
        return json.loads(self.ask(f"/api/v1/{path}"))

    def post(self, path: str, values: dict[str, Any]) -> Any:
        return json.loads(self.ask(f"/api/v1/{path}", json.dumps(values).encode()))


def main(address: str) -> None:
    """Do it all; raises AssertionError or URLError at the first fault."""
    await_server(Client(address))
    person = Client(address)
    sign_in(person)
    account = person.post("accounts/", {"name": "Bank", "type": "checking", "currency": "EUR"})
    record(person, account["id"])
    bring_in(person, account["id"])
    report = person.get("reports/monthly/?year=2024&month=1")
    assert report["expense"] == "85.00", report
    look_at_page(Client(address))
    print(f"{address}: signed in, recorded, imported, reported; a page has its stylesheet.")


def await_server(stranger: Client) -> None:
    """Wait until the server answers; raises URLError where it does not within SECONDS."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            stranger.ask("/livez")
        except OSError:  # which URLError is
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)
        else:
            return


def sign_in(person: Client) -> None:
    name, password = f"smoke-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    said = {"username": name, "email": f"{name}@example.org", "password": password}
    person.post("register/", {**said, "home_currency": "EUR"})
    token = person.post("login/", {"username": name, "password": password})["token"]
    person.headers["Authorization"] = f"Token {token}"


def record(person: Client, account: int) -> None:
    category = person.post("categories/", {"name": "Bicycles", "type": "expense"})["id"]
    spent = {"type": "expense", "amount": "75.50", "date": "2024-01-15"}
    person.post("transactions/", {**spent, "account": account, "category": category})


def bring_in(person: Client, account: int) -> None:
    """Import a file; the answer comes when the worker has recorded it."""
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="account"\r\n\r\n{account}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bank.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{FILE}\r\n--{BOUNDARY}--\r\n"
    )
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    answer = json.loads(person.ask("/api/v1/imports/?commit=auto&wait=30", parts.encode(), kind))
    assert answer["state"] == "committed", answer


def look_at_page(stranger: Client) -> None:
    page = stranger.ask("/account/login/")
    (style,) = re.findall(r'href="(/static/[^"]*\.css)"', page)
    assert re.search(r"\.[0-9a-f]{12}\.css$", style), "the name of a stylesheet holds its content"
    assert "{" in stranger.ask(style)
    assert stranger.ask("/api/schema/").startswith("openapi: ")


if __name__ == "__main__":
    main(sys.argv[1])
