"""What is measured: each task as the tracker, the stock implementation and bare SQL do it."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode

from api.pagination import Cursor
from benchmarks import bare
from benchmarks.books import Loaded
from benchmarks.calls import WsgiClient, project, stock_project
from benchmarks.household import LAST_DAY
from benchmarks.stock.models import Entry
from benchmarks.timing import Prepared, Work
from books.models import Cause
from books.unit_of_work import Actor, change
from common.periods import Month
from transactions.models import Payee, Transaction
from transactions.services import delete_transactions

DEPTH = 100_000
PAGE = 50
MONTH = Month(2024, 5)
TREND_MONTHS = 12
CREATE = "create one"
FIRST_PAGE, DEEP_PAGE = "first page", f"page at depth {DEPTH:,}"
ACCOUNTS, CATEGORIES = "accounts with balances", "categories"
TEXT = "Made by the benchmark"

OURS, BARE, STOCK, CURSOR = "ours", "bare SQL", "stock", "stock, cursor pages"

Call = Work | Prepared


class Key(NamedTuple):
    """One cell of the table."""

    task: str
    size: int
    contender: str


class Tasks:
    """The calls to be measured on one book."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.book_id = loaded.book.pk
        self.ours = WsgiClient(project(), loaded.token)
        self.stock = WsgiClient(stock_project(), loaded.stock_token)
        self.account, self.category = loaded.chart.accounts[0], loaded.chart.expense[0]
        self.payee = Payee.objects.for_book(loaded.book).earliest("id")

    def calls(self) -> Iterator[tuple[Key, Call]]:
        """Yield every call with the cell that it fills."""
        for task, contenders in (
            (CREATE, self._create()),
            (FIRST_PAGE, self._first_page()),
            (DEEP_PAGE, self._deep_page()),
            (ACCOUNTS, self._list("accounts")),
            (CATEGORIES, self._list("categories")),
            ("monthly report", self._monthly()),
            ("twelve-month trend", self._trend()),
        ):
            for contender, call in contenders.items():
                yield Key(task, self.loaded.size, contender), call

    def clean_up(self) -> None:
        """Take away what measuring has created."""
        made = Transaction.objects.for_book(self.loaded.book).filter(description=TEXT)
        with change(self.loaded.book, by=Actor(user_id=None, cause=Cause.COMMAND)) as uow:
            delete_transactions(uow, list(made.values_list("id", flat=True)))
        Entry.objects.filter(user=self.loaded.user, description=TEXT).delete()

    def bodies(self) -> tuple[bytes, bytes]:
        """Return an expense of 12.50 as ours and as the stock endpoint take it."""
        flat = {
            "type": "expense",
            "date": LAST_DAY.isoformat(),
            "amount": "12.50",
            "account": self.account,
            "category": self.category,
            "description": TEXT,
        }
        ours = json.dumps({**flat, "payee": self.payee.name})
        return ours.encode(), json.dumps({**flat, "payee": self.payee.pk}).encode()

    def _create(self) -> dict[str, Call]:
        body, stock_body = self.bodies()
        row = (self.book_id, self.account, self.category, self.payee.pk, LAST_DAY, TEXT)
        return {
            OURS: lambda: self.ours.send("POST", "/api/v1/transactions/", body, "201"),
            BARE: partial(bare.create, *row),
            STOCK: lambda: self.stock.send("POST", "/stock/entries/", stock_body, "201"),
        }

    def _first_page(self) -> dict[str, Call]:
        return {
            OURS: partial(self.ours.get, "/api/v1/transactions/"),
            BARE: partial(bare.first_page, self.book_id, PAGE),
            STOCK: partial(self.stock.get, "/stock/entries/"),
            CURSOR: partial(self.stock.get, "/stock/cursor-entries/"),
        }

    def _deep_page(self) -> dict[str, Call]:
        """The page after DEPTH transactions, or the last full one of a smaller book."""
        depth = min(DEPTH, self.loaded.size - PAGE)
        rows = Transaction.objects.for_book(self.loaded.book).order_by("-date", "-id")
        day, row_id = rows.values_list("date", "id")[depth - 1]
        ours = urlencode({"cursor": Cursor(back=False, key=(day.isoformat(), row_id)).encode()})
        position = urlencode({"p": (day + timedelta(days=1)).isoformat()})
        stock = urlencode({"cursor": base64.b64encode(position.encode())})
        return {
            OURS: partial(self.ours.get, f"/api/v1/transactions/?{ours}"),
            BARE: partial(
                bare.page_after, self.book_id, PAGE, (day, day - timedelta(days=366), row_id)
            ),
            STOCK: partial(self.stock.get, f"/stock/entries/?offset={depth}"),
            CURSOR: partial(self.stock.get, f"/stock/cursor-entries/?{stock}"),
        }

    def _list(self, name: str) -> dict[str, Call]:
        return {
            OURS: partial(self.ours.get, f"/api/v1/{name}/"),
            STOCK: partial(self.stock.get, f"/stock/{name}/"),
        }

    def _monthly(self) -> dict[str, Call]:
        asked = urlencode({"year": MONTH.year, "month": MONTH.month})
        before = MONTH.shifted(-1)
        return {
            OURS: partial(self.ours.get, f"/api/v1/reports/monthly/?{asked}"),
            BARE: partial(bare.monthly, self.book_id, MONTH.first, before.first),
            STOCK: partial(self.stock.get, f"/stock/monthly/?{asked}"),
        }

    def _trend(self) -> dict[str, Call]:
        asked = urlencode({"months": TREND_MONTHS, "end_date": MONTH.last})
        first = MONTH.shifted(1 - TREND_MONTHS)
        return {
            OURS: partial(self.ours.get, f"/api/v1/reports/trend/?{asked}"),
            BARE: partial(bare.trend, self.book_id, first.first, MONTH.first),
            STOCK: partial(self.stock.get, f"/stock/trend/?{asked}"),
        }
