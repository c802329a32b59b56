"""The requests that the torture sends: a table of kinds, each with how it is made up."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

Body = dict[str, Any]
FIRST_YEAR = 2000
"""Any would do."""
YEARS = 25
"""Few enough that many transactions fall into one month: they meet in its totals."""
SHOPS = ["corner shop", "market", "bakery"]
MARKS = ["food", "home", "fun"]
IF_MATCH_CHANCE = 0.3
"""How often a request states a tag: often enough for stale ones, and most requests go without."""
NEWEST_CHANGES = 8
"""Of how many changes one is undone: older ones are mostly refused, as later changes depend on
them."""


@dataclass(frozen=True)
class Request:
    """What is asked, and under which Idempotency-Key."""

    key: str
    method: str
    path: str
    body: Body | None = None
    if_match: str = ""
    file: str = ""
    """The text of a file to upload, with `body` as the other fields of the form."""


@dataclass
class Row:
    """What the clients know of a row: its newest tag that they have seen, and what was stated."""

    id: int
    tag: str = ""
    body: Body = field(default_factory=dict)


class Known:
    """The rows of one book that answers have shown to its clients, of which several run."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[int, Row]] = {}
        self._changes: list[int] = []
        self._lock = threading.Lock()

    def pick(self, kind: str, dice: Random) -> Row | None:
        """Any row of `kind`, or None where none is known."""
        with self._lock:
            rows = list(self._rows.get(kind, {}).values())
        return dice.choice(rows) if rows else None

    def pick_two(self, kind: str, dice: Random) -> tuple[Row, Row] | None:
        """Two rows of `kind` that are not the same."""
        with self._lock:
            rows = list(self._rows.get(kind, {}).values())
        if len(rows) < 2:
            return None
        first, second = dice.sample(rows, 2)
        return first, second

    def pick_change(self, dice: Random) -> int | None:
        """The number of one of the newest changes that are known, or None where none is known."""
        with self._lock:
            return dice.choice(self._changes[-NEWEST_CHANGES:]) if self._changes else None

    def learn_change(self, number: int) -> None:
        with self._lock:
            self._changes.append(number)

    def learn(self, kind: str, row: Row) -> None:
        with self._lock:
            self._rows.setdefault(kind, {})[row.id] = row

    def forget(self, kind: str, row_id: int) -> None:
        with self._lock:
            self._rows.get(kind, {}).pop(row_id, None)


Ask = Callable[[Known, Random, str], Request | None]
"""Makes up a request under a key, which is a text that occurs nowhere else; None where the book
has nothing yet that such a request could be about."""


def a_day(dice: Random) -> str:
    year = FIRST_YEAR + dice.randrange(YEARS)
    return f"{year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


def an_expense(known: Known, dice: Random, mark: str) -> Body:
    """The body of a transaction whose description is `mark`."""
    body: Body = {
        "type": "expense",
        "amount": str(dice.randint(1, 900)),
        "date": a_day(dice),
        "description": mark,
    }
    category, account = known.pick("categories", dice), known.pick("accounts", dice)
    if category and dice.random() < 0.6:
        body["category"] = category.id
    if account and dice.random() < 0.5:
        body["account"] = account.id
    if dice.random() < 0.5:
        payee = known.pick("payees", dice)
        body["payee"] = payee.body["name"] if payee and dice.random() < 0.5 else dice.choice(SHOPS)
    if dice.random() < 0.4:
        tag = known.pick("tags", dice)
        body["tags"] = [tag.body["name"] if tag and dice.random() < 0.5 else dice.choice(MARKS)]
    return body


def a_split(mark: str, dice: Random) -> Body:
    amounts = [f"-{dice.randint(1, 90)}" for _ in range(dice.randint(2, 4))]
    return {
        "type": "expense",
        "date": a_day(dice),
        "description": mark,
        "postings": [{"amount": amount} for amount in amounts],
    }


def record(known: Known, dice: Random, key: str) -> Request:
    return Request(key, "POST", "transactions/", an_expense(known, dice, key))


def record_split(_known: Known, dice: Random, key: str) -> Request:
    return Request(key, "POST", "transactions/", a_split(key, dice))


def bulk(known: Known, dice: Random, key: str) -> Request:
    """Some new transactions, some changed ones and some deleted ones, in one call."""
    picked = {row.id: row for _ in range(4) if (row := known.pick("transactions", dice))}
    ids = list(picked)
    return Request(
        key,
        "POST",
        "transactions/bulk/",
        {
            "create": [
                an_expense(known, dice, f"{key}.{n}") for n in range(dice.choice([1, 3, 25]))
            ],
            "update": [{"id": row_id, "description": f"{key}.u{row_id}"} for row_id in ids[:2]],
            "delete": ids[2:],
        },
    )


def open_account(_known: Known, dice: Random, key: str) -> Request:
    body = {
        "name": key,
        "currency": dice.choice(["EUR", "EUR", "USD", "JPY"]),
        "opening_balance": str(dice.randint(0, 500)),
        "opening_date": a_day(dice),
    }
    return Request(key, "POST", "accounts/", body)


def add_category(known: Known, dice: Random, key: str) -> Request:
    body: Body = {"name": key, "type": "expense"}
    above = known.pick("categories", dice)
    if above and dice.random() < 0.3:
        body["parent"] = above.id
    return Request(key, "POST", "categories/", body)


def add_payee(_known: Known, _dice: Random, key: str) -> Request:
    return Request(key, "POST", "payees/", {"name": key})


def add_tag(_known: Known, _dice: Random, key: str) -> Request:
    return Request(key, "POST", "tags/", {"name": key})


def rate_body(dice: Random) -> Body:
    base = dice.choice(["USD", "JPY"])
    return {"date": a_day(dice), "base": base, "quote": "EUR", "rate": f"0.{dice.randint(1, 9999)}"}


def enter_rate(_known: Known, dice: Random, key: str) -> Request:
    return Request(key, "POST", "rates/", rate_body(dice))


def rename_book(_known: Known, _dice: Random, key: str) -> Request:
    return Request(key, "PATCH", "book/", {"name": key})


def change_home_currency(_known: Known, dice: Random, key: str) -> Request:
    return Request(key, "PATCH", "book/", {"home_currency": dice.choice(["EUR", "USD"])})


def of_row(
    method: str, kind: str, body: Callable[[Known, Random, str, Row], Body | None] | None = None
) -> Ask:
    """A request about one row of `kind`, now and then under the tag that the clients have seen."""

    def ask(known: Known, dice: Random, key: str) -> Request | None:
        row = known.pick(kind, dice)
        if row is None:
            return None
        tag = row.tag if dice.random() < IF_MATCH_CHANCE else ""
        sent = body(known, dice, key, row) if body else None
        return Request(key, method, f"{kind}/{row.id}/", sent, tag)

    return ask


def merge(kind: str) -> Ask:
    """Merge one row of `kind` into another."""

    def ask(known: Known, dice: Random, key: str) -> Request | None:
        two = known.pick_two(kind, dice)
        if two is None:
            return None
        source, into = two
        return Request(key, "POST", f"{kind}/{source.id}/merge/", {"into": into.id})

    return ask


def undo(known: Known, dice: Random, key: str) -> Request | None:
    number = known.pick_change(dice)
    return Request(key, "POST", f"history/{number}/undo/") if number else None


def renamed(_known: Known, _dice: Random, key: str, _row: Row) -> Body:
    return {"name": key}


def described(_known: Known, dice: Random, key: str, _row: Row) -> Body:
    return {"description": key, "date": a_day(dice)}


def repriced(_known: Known, dice: Random, key: str, _row: Row) -> Body:
    return {"description": key, "amount": str(dice.randint(1, 900))}


OPERATIONS: list[tuple[int, Ask]] = [
    # how often, and what
    (24, record),
    (4, record_split),
    (6, bulk),
    (12, of_row("PATCH", "transactions", described)),
    (6, of_row("PATCH", "transactions", repriced)),
    (6, of_row("PUT", "transactions", lambda known, dice, key, _: an_expense(known, dice, key))),
    (10, of_row("DELETE", "transactions")),
    (4, open_account),
    (3, of_row("PATCH", "accounts", renamed)),
    (1, of_row("DELETE", "accounts")),
    (6, add_category),
    (3, of_row("PATCH", "categories", renamed)),
    (2, of_row("DELETE", "categories")),
    (3, merge("categories")),
    (4, add_payee),
    (2, of_row("PATCH", "payees", renamed)),
    (1, of_row("DELETE", "payees")),
    (2, merge("payees")),
    (4, add_tag),
    (2, of_row("PATCH", "tags", renamed)),
    (1, of_row("DELETE", "tags")),
    (2, merge("tags")),
    (3, enter_rate),
    (1, of_row("PATCH", "rates", lambda _, dice, __, ___: {"rate": f"1.{dice.randint(1, 9999)}"})),
    (1, of_row("PUT", "rates", lambda _, dice, __, ___: rate_body(dice))),
    (1, of_row("DELETE", "rates")),
    (1, rename_book),
    (1, change_home_currency),
    (10, undo),
]


def random_request(known: Known, dice: Random, key: str) -> Request:
    """Make up a request under `key` by the table."""
    weights = [weight for weight, _ in OPERATIONS]
    asks = [ask for _, ask in OPERATIONS]
    while True:
        (ask,) = dice.choices(asks, weights)
        if request := ask(known, dice, key):
            return request
