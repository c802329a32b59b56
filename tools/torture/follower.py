"""A program that keeps a copy of a book by the feed of changes, while the book is written to."""

import threading
from dataclasses import dataclass, field
from typing import Any

from tools.torture.client import Person
from tools.torture.naive import KINDS
from tools.torture.operations import Request
from tools.torture.reading import read_rows

KIND_NAMES = {"categories": "category", "accounts": "account", "payees": "payee", "tags": "tag"}
KIND_NAMES |= {"rates": "rate", "transactions": "transaction"}
"""What the feed calls a row of each list."""
LIMIT = 50
"""How many rows a page has: few, so that a round takes several requests, and kills fall between."""
REST_SECONDS = 0.2
"""How long it waits between two rounds, as a program does that shows a book to somebody."""


@dataclass
class Follower:
    """The copy of one person's book."""

    person: Person
    rows: dict[tuple[str, int], Any] = field(default_factory=dict)
    cursor: str = ""
    refusals: list[str] = field(default_factory=list)
    """Answers that a follower cannot go on after."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def follow(self, enough: threading.Event) -> None:
        """Catch up again and again."""
        while not enough.wait(REST_SECONDS):
            self.catch_up()

    def catch_up(self) -> None:
        """Take over all that has changed."""
        with self._lock:
            self._catch_up()

    def _catch_up(self) -> None:
        more = True
        while more:
            since = f"&since={self.cursor}" if self.cursor else ""
            answer = self.person.ask(Request("", "GET", f"changes/?limit={LIMIT}{since}"))
            if answer.status != 200:
                self.refusals.append(f"the feed refused a cursor of its own: {answer}")
                self.rows, self.cursor = {}, ""
                continue
            for item in answer.data["results"]:
                place = item["kind"], item["id"]
                if item["deleted"]:
                    self.rows.pop(place, None)
                else:
                    self.rows[place] = item["object"]
            self.cursor, more = answer.data["cursor"], answer.data["has_more"]

    def differences(self) -> list[str]:
        """How the copy differs from a full read, while nobody writes."""
        self.catch_up()
        fresh = Follower(self.person)
        fresh.catch_up()
        found = [
            f"the feed's copy of {kind} {row_id} is {self.rows.get((kind, row_id))}, "
            f"a full read has {fresh.rows.get((kind, row_id))}"
            for kind, row_id in sorted(self.rows.keys() | fresh.rows.keys())
            if self.rows.get((kind, row_id)) != fresh.rows.get((kind, row_id))
        ]
        listed = read_rows(self.person)
        for kind in KINDS:
            followed = {row_id for name, row_id in self.rows if name == KIND_NAMES[kind]}
            if followed != listed[kind].keys():
                apart = followed ^ listed[kind].keys()
                found.append(f"the feed's copy and the list of {kind} differ in {sorted(apart)}")
        return found
