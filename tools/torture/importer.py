"""Files that are imported meanwhile: each is uploaded under a key, and a worker records it."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random

from tools.torture.client import Answer, Person, Sent
from tools.torture.operations import Body, Request, a_day
from tools.torture.reading import read_list

ROWS_MAX = 40
"""How many rows a file has: a worker has it for a good while, and kills fall into that."""
FIRST_AMOUNT = 1_000
"""More than any other transaction comes to, so that no row is taken for one of those."""
LOOK_SECONDS = 0.2
"""How often is looked whether a worker has done with it."""
UNDO_CHANCE = 0.3
"""How often an import is undone afterwards."""
IMPORT_SECONDS_MAX = 240
"""How long an import may take: a cluster may be gone for a while, and a killed worker's import is
taken up by another one within a minute."""
DONE = ("committed", "failed")


@dataclass
class Imported:
    """A file, and what became of it."""

    person: Person
    upload: Request
    stated: list[Body]
    """What its rows say, as the API would show them."""
    answer: Answer
    state: str = ""
    change: int = 0
    rows: dict[int, Body] = field(default_factory=dict)
    """What was stated of the transactions that the import made, by id."""

    @property
    def id(self) -> int:
        return int(self.answer.data["id"])


@dataclass
class Importer:
    """Uploads one file after the other into an account of its own, and waits for each."""

    person: Person
    dice: Random
    sent: list[Sent]
    """Where the requests of a whole run stand; undoing an import is one of them."""
    done: list[Imported] = field(default_factory=list)

    def run(
        self, enough: threading.Event, turn: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """Import until it is `enough`, each file in a turn of its own."""
        key = f"p{self.person.user_id}i"
        opened = Sent(opening(key), self.person)
        self.sent.append(opened)
        account = self.person.pursue(opened).data["id"]
        number = 0
        while not enough.is_set():
            number += 1
            with turn():
                one = self.import_one(f"{key}{number}", account)
                if one.change and self.dice.random() < UNDO_CHANCE:
                    undo = Request(f"{key}{number}u", "POST", f"history/{one.change}/undo/")
                    asked = Sent(undo, self.person)
                    self.sent.append(asked)
                    self.person.pursue(asked)

    def import_one(self, key: str, account: int) -> Imported:
        stated = [
            {
                "payee": f"{key}r{n}",
                "amount": f"{FIRST_AMOUNT + len(self.done)}.{n + 1:02}",
                "date": a_day(self.dice),
                "account": account,
            }
            for n in range(self.dice.randint(1, ROWS_MAX))
        ]
        lines = [f"{row['date']},-{row['amount']},{row['payee']}" for row in stated]
        text = "\n".join(["Date,Amount,Payee", *lines, ""])
        fields = {"account": account, "suggest": "false"}
        upload = Request(key, "POST", "imports/?commit=auto", fields, file=text)
        answer = self.person.ask(upload)
        if answer.status != 202:
            raise RuntimeError(f"an upload was refused: {answer}")
        one = Imported(self.person, upload, stated, answer)
        self.done.append(one)
        self.wait_for(one)
        if one.change:
            made = read_list(self.person, f"transactions?account={account}")
            by_payee = {row["payee"]: row_id for row_id, row in made.items()}
            one.rows = {by_payee[row["payee"]]: row for row in stated if row["payee"] in by_payee}
        return one

    def wait_for(self, one: Imported) -> None:
        """Wait until it is committed or failed; a plan that others overtook is made anew."""
        deadline = time.monotonic() + IMPORT_SECONDS_MAX
        while time.monotonic() < deadline:
            shown = self.person.ask(Request("", "GET", f"imports/{one.id}/")).data
            one.state, one.change = shown["state"], int(shown["change"] or 0)
            if one.state in DONE:
                return
            if one.state == "planned":
                commit = self.person.ask(Request("", "POST", f"imports/{one.id}/commit/"))
                if commit.data.get("code") == "outdated":
                    self.person.ask(Request("", "POST", f"imports/{one.id}/plan/"))
            time.sleep(LOOK_SECONDS)
        raise RuntimeError(f"an import did not end: {shown}")


def opening(key: str) -> Request:
    """The request that opens the account of an importer."""
    body = {"name": key, "currency": "EUR", "opening_date": "1999-01-01"}
    return Request(key, "POST", "accounts/", body)
