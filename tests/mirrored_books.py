"""Books with a naive mirror: what a caller writes by the API is recorded in plain Python too."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tests.cast import Caller, signed_up
from tests.naive import Account, Book, Category
from tests.taking_back import lasting_contents


@dataclass
class MirroredBook:
    """A caller's real book, behind the API, and the naive book that mirrors it."""

    caller: Caller
    naive: Book
    book_id: int
    beginning: dict
    """All that the real book said when it was opened."""
    made: int = field(default=0)
    """How many rows with a name of their own have been made."""

    def get(self, path):
        return self.answer("get", path, wanted=200)

    def answer(self, method, path, body=None, *, wanted):
        arguments = [] if body is None else [body]
        response = getattr(self.caller, method)(path, *arguments)
        assert response.status_code == wanted, (method, path, body, response.content)
        return response.json() if response.content else None

    def name(self):
        self.made += 1
        return f"Name {self.made}"

    def record(self, key, entry):
        """Record `entry` in the naive book, with the ids of its postings in the real one."""
        shown = self.get(f"transactions/{key}/?expand=postings")
        for part, posting in zip(entry.parts, shown["postings"], strict=True):
            part.id = posting["id"]
        self.naive.record(key, entry)

    def set_default(self, key, account, *, default):
        """Record `account` in the naive book; where it is the default, no other is."""
        if default:
            for other in self.naive.accounts.values():
                other.default = False
        self.naive.accounts[key] = replace(account, default=default)

    def flat_entries(self):
        """Those that a client may change by their flat fields."""
        return [
            key
            for key in self.naive.free
            if len((entry := self.naive.entries[key]).parts) == 1
            and (entry.parts[0].kind, entry.parts[0].description) == (entry.type, "")
        ]

    def splits(self):
        """Those whose postings a client may change one by one."""
        flat = self.flat_entries()
        return [
            key
            for key in self.naive.free
            if self.naive.entries[key].type != "transfer" and key not in flat
        ]

    def label_id(self, kind, key):
        rows = self.get(f"{kind}/?limit=200")["results"]
        return next(row["id"] for row in rows if row["name"].lower() == key)


def register_mirrored(name):
    """Register somebody as `name`, and mirror their new book."""
    caller = signed_up(name)
    shown = caller.get("book/").json()
    mirror = MirroredBook(
        caller, Book(shown["home_currency"]), shown["id"], lasting_contents(shown["id"])
    )
    for row in mirror.get("categories/?limit=200")["results"]:
        mirror.naive.categories[row["id"]] = Category(row["name"], row["type"], row["parent"])
    for currency in ("USD", "KWD"):
        body = {"name": currency, "currency": currency, "opening_date": "2024-01-01"}
        mirror.answer("post", "accounts/", body, wanted=201)
    for row in mirror.get("accounts/")["results"]:
        since = date.fromisoformat(row["opening_date"])
        mirror.naive.accounts[row["id"]] = Account(
            row["name"], row["currency"], Decimal(row["opening_balance"]), since, row["default"]
        )
    return mirror
