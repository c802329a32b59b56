"""A book as plain Python keeps it: the acknowledged requests, applied in the order of the changes.

It holds only what requests have stated, so a row of the server may have more fields, never other
values.
"""

import copy
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tools.torture.client import Answer
from tools.torture.operations import Body, Request

KINDS = ("accounts", "categories", "payees", "tags", "rates", "transactions")
MADE_BY_NAME = {"payees": "payee", "tags": "tags"}
"""Rows that a transaction makes by naming them, and the field in which it does."""
NUMBERS = {"amount", "opening_balance", "rate"}


class NaiveBook:
    """What the rows of one book have to say."""

    def __init__(self, rows: dict[str, dict[int, Body]]) -> None:
        self.rows = rows
        self.book: Body = {}
        self.named: dict[str, set[str]] = {kind: set() for kind in MADE_BY_NAME}

    def apply(self, request: Request, answer: Answer) -> None:
        """Do what `request` asked and `answer` said was done."""
        match [request.method, *request.path.strip("/").split("/")]:
            case ["PATCH", "book"]:
                self.book |= request.body or {}
            case ["POST", "transactions", "bulk"]:
                self._bulk(request.body or {}, answer.data)
            case ["POST", kind]:
                self._put(kind, answer.data["id"], request.body or {})
            case ["PUT", kind, row_id]:
                self._put(kind, int(row_id), request.body or {})
            case ["PATCH", kind, row_id]:
                self._amend(kind, int(row_id), request.body or {})
            case ["DELETE", kind, row_id]:
                self._replace(kind, int(row_id), None)
            case ["POST", kind, row_id, "merge"]:
                self._replace(kind, int(row_id), (request.body or {})["into"])
            case _:
                raise NotImplementedError(f"say here what {request} does to a book")

    def _bulk(self, asked: Body, done: Any) -> None:
        for item, result in zip(asked["create"], done["create"], strict=True):
            self._put("transactions", result["id"], item)
        for item in asked["update"]:
            self._amend("transactions", item["id"], {k: v for k, v in item.items() if k != "id"})
        for row_id in asked["delete"]:
            self._replace("transactions", row_id, None)

    def _put(self, kind: str, row_id: int, body: Body) -> None:
        stated = copy.deepcopy(body)
        if parts := stated.pop("postings", None):
            stated["amount"] = str(-sum(Decimal(part["amount"]) for part in parts))
        if kind == "transactions":
            self.named["payees"] |= {stated["payee"]} if "payee" in stated else set()
            self.named["tags"] |= set(stated.get("tags", []))
        self.rows[kind][row_id] = stated

    def _amend(self, kind: str, row_id: int, body: Body) -> None:
        row = self.rows[kind][row_id]
        if kind in MADE_BY_NAME:
            self._rename(kind, row["name"], body["name"])
        row |= body

    def _replace(self, kind: str, row_id: int, into: int | None) -> None:
        """Take a row away; `into` has its place wherever it was used."""
        gone = self.rows[kind].pop(row_id)
        if kind == "categories":
            for field, user in self._users_of_category():
                if user.get(field) == row_id:
                    user[field] = into
        elif kind in MADE_BY_NAME:
            name = None if into is None else self.rows[kind][into]["name"]
            self._rename(kind, gone["name"], name)

    def _users_of_category(self) -> Iterator[tuple[str, Body]]:
        yield from (("category", row) for row in self.rows["transactions"].values())
        yield from (("parent", row) for row in self.rows["categories"].values())

    def _rename(self, kind: str, old: str, new: str | None) -> None:
        field = MADE_BY_NAME[kind]
        for row in self.rows["transactions"].values():
            if field == "payee" and row.get(field) == old:
                row[field] = new or ""
            elif field == "tags" and old in row.get(field, []):
                row[field] = [tag for tag in row[field] if tag != old] + ([new] if new else [])


def contradictions(stated: Body, shown: Body) -> list[str]:
    """The fields in which a row that the server shows is not what was stated."""
    return [
        f"{name} is {shown.get(name)!r}, not {value!r}"
        for name, value in stated.items()
        if name != "postings" and plain(name, shown.get(name)) != plain(name, value)
    ]


def plain(name: str, value: Any) -> Any:
    """A value in a form in which equal ones are equal."""
    if name in NUMBERS and value is not None:
        return Decimal(value)
    return set(value) if isinstance(value, list) else value
