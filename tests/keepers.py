"""People who keep a book twice: the real one, behind the API, and a naive one beside it."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from tests import naive
from tests.cast import Caller
from tests.digest import contents
from tests.naive import Account, Category


@dataclass
class Keeper:
    """Somebody with a book: the real one, behind the API, and the naive one."""

    caller: Caller
    book: naive.Book
    book_id: int
    beginning: dict
    """All that the real book said when it was opened."""
    made: int = field(default=0)
    """How many things have been made that need a name of their own."""

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

    def keep(self, key, entry):
        """Keep `entry` in the naive book, with the ids that its postings were given."""
        shown = self.get(f"transactions/{key}/?expand=postings")
        for part, posting in zip(entry.parts, shown["postings"], strict=True):
            part.id = posting["id"]
        self.book.record(key, entry)

    def set_default(self, key, account, *, default):
        """Keep `account`; where it is the default, no other is."""
        if default:
            for other in self.book.accounts.values():
                other.default = False
        self.book.accounts[key] = replace(account, default=default)

    def flat_entries(self):
        """Those that a client may change by their flat fields."""
        return [
            key
            for key, entry in self.book.entries.items()
            if len(entry.parts) == 1
            and (entry.parts[0].kind, entry.parts[0].description) == (entry.type, "")
        ]

    def splits(self):
        """Those whose postings a client may change one by one."""
        flat = self.flat_entries()
        return [
            key
            for key, entry in self.book.entries.items()
            if entry.type != "transfer" and key not in flat
        ]

    def label_id(self, kind, key):
        rows = self.get(f"{kind}/?limit=200")["results"]
        return next(row["id"] for row in rows if row["name"].lower() == key)


def newcomer(name):
    caller = Caller()
    fields = {"username": name, "email": f"{name}@example.com", "password": "Dark-Blue-Teapot-7"}
    response = caller.post("register/", fields)
    assert response.status_code == 201, response.content
    caller.credentials(HTTP_AUTHORIZATION=f"Token {response.json()['token']}")
    shown = caller.get("book/").json()
    keeper = Keeper(caller, naive.Book(shown["home_currency"]), shown["id"], contents(shown["id"]))
    for row in keeper.get("categories/?limit=200")["results"]:
        keeper.book.categories[row["id"]] = Category(row["name"], row["type"], row["parent"])
    for currency in ("USD", "KWD"):
        body = {"name": currency, "currency": currency, "opening_date": "2024-01-01"}
        keeper.answer("post", "accounts/", body, wanted=201)
    for row in keeper.get("accounts/")["results"]:
        uow = date.fromisoformat(row["opening_date"])
        keeper.book.accounts[row["id"]] = Account(
            row["name"], row["currency"], Decimal(row["opening_balance"]), uow, row["default"]
        )
    return keeper
