"""What is measured of writes to rows that are there, and of their history, undo and feed."""

import base64
import json
from collections.abc import Iterator
from functools import partial
from itertools import count
from urllib.parse import urlencode

from benchmarks.calls import WsgiClient
from benchmarks.contenders import OURS, STOCK, Call, Key, Tasks
from benchmarks.timing import Prepared, Work
from books.models import Book
from transactions.models import Transaction

EDIT, DELETE = "edit one", "delete one"
BULK = 1_000
FEED_PAGE = 1_000
TRANSACTIONS, ENTRIES = "/api/v1/transactions/", "/stock/entries/"


class HistoryTasks:
    """The calls to be measured on one book, after those of `tasks`, which takes away their rows."""

    def __init__(self, tasks: Tasks) -> None:
        self.book = tasks.loaded.book
        self.size = tasks.loaded.size
        self.ours, self.stock = tasks.ours, tasks.stock
        self.body, self.stock_body = tasks.bodies()
        self.cents = count(1_000)
        """Every edit is of another amount: one that is stated already would change nothing."""
        self.bulk_ids: list[int] = []

    def calls(self) -> Iterator[tuple[Key, Call]]:
        """Yield every call with the cell that it fills."""
        for task, contenders in (
            (EDIT, self._edit()),
            (DELETE, self._delete()),
            ("undo of one edit", {OURS: Prepared(self._undo_of_edit)}),
            ("page of the history", {OURS: partial(self.ours.get, "/api/v1/history/")}),
            (f"undo of a bulk edit of {BULK:,}", {OURS: Prepared(self._undo_of_bulk)}),
            (f"feed page of {FEED_PAGE:,}", {OURS: self._feed_page()}),
        ):
            for contender, call in contenders.items():
                yield Key(task, self.size, contender), call

    def _edit(self) -> dict[str, Call]:
        row, entry = self._new_row(), self._new_entry()
        return {
            OURS: lambda: self._patch(self.ours, row),
            STOCK: lambda: self._patch(self.stock, entry),
        }

    def _delete(self) -> dict[str, Call]:
        def work(client: WsgiClient, address: str) -> Work:
            return lambda: client.send("DELETE", address, b"", "204")

        return {
            OURS: Prepared(lambda: work(self.ours, self._new_row())),
            STOCK: Prepared(lambda: work(self.stock, self._new_entry())),
        }

    def _undo_of_edit(self) -> Work:
        self._patch(self.ours, self._new_row())
        return self._undo()

    def _undo_of_bulk(self) -> Work:
        """Edit BULK transactions in one call, for its undo; the first time, record them."""
        if not self.bulk_ids:
            made = self._bulk({"create": [json.loads(self.body)] * BULK})
            self.bulk_ids = [row["id"] for row in made["create"]]
        amount = self._amount()
        self._bulk({"update": [{"id": row_id, "amount": amount} for row_id in self.bulk_ids]})
        return self._undo()

    def _undo(self) -> Work:
        """Return the undo of the newest change."""
        number = Book.objects.values_list("last_change", flat=True).get(pk=self.book.pk)
        return lambda: self.ours.send("POST", f"/api/v1/history/{number}/undo/", b"", "200")

    def _feed_page(self) -> Work:
        """The page that begins with the change which recorded the middle of the book."""
        rows = Transaction.objects.for_book(self.book).order_by("id")
        middle = rows.values_list("created_in", flat=True)[self.size // 2]
        query = urlencode({"since": self._cursor(middle), "limit": FEED_PAGE})
        return partial(self.ours.get, f"/api/v1/changes/?{query}")

    def _cursor(self, number: int) -> str:
        """Return the cursor of a follower who has come to change `number`."""
        given = self.ours.get("/api/v1/changes/?limit=1")["cursor"]
        position = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        text = json.dumps([position[0], number, 0, 0, position[-1]])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _new_row(self) -> str:
        """Record a transaction and return its address."""
        made = json.loads(self.ours.send("POST", TRANSACTIONS, self.body, "201"))
        return f"{TRANSACTIONS}{made['id']}/"

    def _new_entry(self) -> str:
        """Make an entry of the stock implementation and return its address."""
        made = json.loads(self.stock.send("POST", ENTRIES, self.stock_body, "201"))
        return f"{ENTRIES}{made['id']}/"

    def _patch(self, client: WsgiClient, address: str) -> None:
        client.send("PATCH", address, json.dumps({"amount": self._amount()}).encode(), "200")

    def _bulk(self, body: dict[str, object]) -> dict[str, list[dict[str, int]]]:
        answer = self.ours.send("POST", f"{TRANSACTIONS}bulk/", json.dumps(body).encode(), "200")
        made: dict[str, list[dict[str, int]]] = json.loads(answer)
        return made

    def _amount(self) -> str:
        cents = next(self.cents)
        return f"{cents // 100}.{cents % 100:02}"
