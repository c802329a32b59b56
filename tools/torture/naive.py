"""A book as plain Python keeps it: the acknowledged requests, applied in the order of the changes.

It holds only what requests have stated, so a row of the server may have more fields, never other
values. Payees and tags are labels: one object wherever they are used, so a new name is one write.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from tools.torture.client import Answer
from tools.torture.operations import Body, Request

KINDS = ("accounts", "categories", "payees", "tags", "rates", "transactions")
MADE_BY_NAME = {"payees": "payee", "tags": "tags"}
"""Rows that a transaction makes by naming them, and the field in which it does."""
NUMBERS = {"amount", "opening_balance", "rate"}
ABSENT = object()


class Label(dict[str, Any]):
    """The name of a payee or a tag, as `{"text": …}`."""


class NaiveBook:
    """What the rows of one book have to say."""

    def __init__(self, rows: dict[str, dict[int, Body]]) -> None:
        self.rows = rows
        self.book: Body = {}
        self.labels: dict[str, dict[str, Label]] = {kind: {} for kind in MADE_BY_NAME}
        """Payees and tags by their present names, those that nobody made by themselves as well."""
        self._journal: dict[int, list[tuple[dict[Any, Any], Any, Any]]] = defaultdict(list)
        """What each change overwrote: where, under which key, and what was there."""
        self._number = 0

    def apply(self, number: int, request: Request, answer: Answer) -> None:
        """Do what `request` asked and `answer` said was done, as change `number`."""
        self._number = number
        body = request.body or {}
        match request.path.strip("/").split("/"):
            case ["book"]:
                self._amend(self.book, body)
            case ["transactions", "bulk"]:
                self._bulk(body, answer.data)
            case ["history", undone, "undo"]:
                self._undo(int(undone))
            case [kind, row_id, "merge"]:
                self._replace(kind, int(row_id), body["into"])
            case [kind]:
                self._put(kind, answer.data["id"], body)
            case [kind, row_id]:
                self._write(request.method, kind, int(row_id), body)
            case _:
                raise ValueError(f"What {request} does to a book is not known here.")

    def apply_import(self, number: int, rows: dict[int, Body]) -> None:
        """Record the transactions of an import, as change `number`."""
        self._number = number
        for row_id, body in rows.items():
            self._put("transactions", row_id, body)

    def _write(self, method: str, kind: str, row_id: int, body: Body) -> None:
        if method == "PUT":
            self._put(kind, row_id, body)
        elif method == "PATCH":
            self._patch(kind, row_id, body)
        else:
            self._replace(kind, row_id, None)

    def _set(self, place: dict[Any, Any], key: Any, value: Any) -> None:
        """The one way to write, so that each write can be taken back."""
        self._journal[self._number].append((place, key, place.get(key, ABSENT)))
        if value is ABSENT:
            place.pop(key, None)
        else:
            place[key] = value

    def _undo(self, number: int) -> None:
        for place, key, old in reversed(self._journal[number]):
            if old is not ABSENT or not self._stays(key, place.get(key)):
                self._set(place, key, old)

    def _stays(self, key: Any, made: Any) -> bool:
        """Whether what was made is a payee or a tag that transactions have by now."""
        label = made if isinstance(made, Label) else isinstance(made, dict) and made.get("name")
        if label is made and label["text"] != key:
            return False  # the name alone was given, and goes
        return isinstance(label, Label) and any(
            label is used
            for user in self.rows["transactions"].values()
            for used in [user.get("payee"), *user.get("tags", [])]
        )

    def _amend(self, row: Body, values: Body) -> None:
        for name, value in values.items():
            self._set(row, name, value)

    def _bulk(self, asked: Body, done: Any) -> None:
        for item, result in zip(asked["create"], done["create"], strict=True):
            self._put("transactions", result["id"], item)
        for item in asked["update"]:
            self._patch("transactions", item["id"], {k: v for k, v in item.items() if k != "id"})
        for row_id in asked["delete"]:
            self._replace("transactions", row_id, None)

    def _put(self, kind: str, row_id: int, body: Body) -> None:
        stated = dict(body)
        if parts := stated.pop("postings", None):
            stated["amount"] = str(-sum(Decimal(part["amount"]) for part in parts))
        if kind in MADE_BY_NAME:
            stated["name"] = self._label(kind, stated["name"])
        if "payee" in stated:
            stated["payee"] = self._label("payees", stated["payee"])
        if "tags" in stated:
            stated["tags"] = [self._label("tags", name) for name in stated["tags"]]
        self._set(self.rows[kind], row_id, stated)

    def _label(self, kind: str, name: str) -> Label:
        if name not in self.labels[kind]:
            self._set(self.labels[kind], name, Label(text=name))
        return self.labels[kind][name]

    def _patch(self, kind: str, row_id: int, body: Body) -> None:
        row = self.rows[kind][row_id]
        if kind not in MADE_BY_NAME:
            self._amend(row, body)
            return
        label = row["name"]
        self._set(self.labels[kind], label["text"], ABSENT)
        self._set(self.labels[kind], body["name"], label)
        self._set(label, "text", body["name"])

    def _replace(self, kind: str, row_id: int, into: int | None) -> None:
        """Take a row away; `into` has its place wherever it was used."""
        gone = self.rows[kind][row_id]
        self._set(self.rows[kind], row_id, ABSENT)
        if kind == "categories":
            for field, users in (("category", "transactions"), ("parent", "categories")):
                for user in self.rows[users].values():
                    if user.get(field) == row_id:
                        self._set(user, field, into)
        elif kind in MADE_BY_NAME:
            self._set(self.labels[kind], gone["name"]["text"], ABSENT)
            heir = None if into is None else self.rows[kind][into]["name"]
            for user in self.rows["transactions"].values():
                self._exchange(user, MADE_BY_NAME[kind], gone["name"], heir)

    def _exchange(self, user: Body, field: str, old: Label, new: Label | None) -> None:
        if field == "payee" and user.get(field) is old:
            self._set(user, field, new or "")
        elif field == "tags" and any(tag is old for tag in user.get(field, [])):
            rest = [tag for tag in user[field] if tag is not old]
            self._set(user, field, rest + ([new] if new is not None else []))


def contradictions(stated: Body, shown: Body) -> list[str]:
    """The fields in which a row that the server shows is not what was stated."""
    return [
        f"{name} is {shown.get(name)!r}, not {value!r}"
        for name, value in stated.items()
        if name != "postings" and plain(name, shown.get(name)) != plain(name, value)
    ]


def plain(name: str, value: Any) -> Any:
    """A value in a form in which equal ones are equal."""
    if isinstance(value, Label):
        return value["text"]
    if isinstance(value, list):
        return {plain(name, item) for item in value}
    return Decimal(value) if name in NUMBERS and value is not None else value
