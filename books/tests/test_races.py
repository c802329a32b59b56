"""Callers at the same moment: under one entity tag one wins, under one key there is one effect.

The writes are found in the URL map. A resource that is not named here is made by the example in its
documentation, and changed in the first of its texts; anything else fails here until it is named.
"""

import re
import time
from datetime import timedelta
from functools import partial

import pytest

from tests.by_example import text_fields
from tests.cast import made
from tests.concurrency import at_once
from tests.endpoints import (
    BODIES,
    BY_EXAMPLE,
    ENDPOINTS,
    TODAY,
    line_of_a_budget,
    occurrence_of_a_schedule,
    statement_of_a_bank,
    suggestion_of,
)

CALLERS = 4
WRITING = ("post", "put", "patch", "delete")
DAY = "2024-01-15"

# How to make a row of each kind, and what a caller of a number wants to make of it.
NEW = {
    "accounts": {"name": "One"},
    "categories": {"name": "One", "type": "income"},
    "payees": {"name": "One"},
    "tags": {"name": "One"},
    "budget-lines": BODIES["budget-lines"],
    "occurrences": BODIES["occurrences"],
    "statements": BODIES["statements"],
    "rates": {"date": DAY, "base": "USD", "quote": "EUR", "rate": "1"},
    "transactions": {"type": "expense", "amount": "1", "date": DAY},
}
CHANGED = {
    "history": lambda number: {},
    "trash": lambda number: {},
    "accounts": lambda number: {"name": f"Two {number}"},
    "book": lambda number: {"name": f"Two {number}"},
    "categories": lambda number: {"name": f"Two {number}"},
    "payees": lambda number: {"name": f"Two {number}"},
    "tags": lambda number: {"name": f"Two {number}"},
    "budget-lines": lambda number: {"opening": f"{number}"},
    "occurrences": lambda number: {"amount": f"{number + 1}"},
    "statements": lambda number: {"balance": f"{number}"},
    "rates": lambda number: {"rate": str(number + 2)},
    "transactions": lambda number: {"description": f"Two {number}"},
}
# What is said in the same words by every caller.
SAID = {
    "settle": {"settle_until": DAY},
    "close": {"correction": {}},
    "hold": {"period_start": "2026-02-01", "amount": "0"},
    "periods": {"starts": "2026-02-01", "unit": "week", "amounts": "scale"},
}


def with_another_text(view):
    """What changes the first text of a row."""
    name = text_fields(view)[0]
    return lambda number: {name: f"Two {number}"}


NEW |= {kind: BODIES[kind] for kind in BY_EXAMPLE}
CHANGED |= {kind: with_another_text(view) for kind, view in BY_EXAMPLE.items()}
# What is not a row of a book, so that neither tags nor keys are promised for it.
OUTSIDE = {"register", "login", "logout", "me", "tokens"}
# Who has access to a book has races of its own: households/tests/test_races.py.
OUTSIDE |= {"books", "members", "invitations", "invited"}
# An import is beside the book until it is committed: imports/tests/test_races.py.
OUTSIDE |= {"imports", "import-layouts", "transfer-suggestions"}

# An export writes nothing; a restore of an archive races in archives/tests/test_races.py.
OUTSIDE |= {"exports", "restore"}
# Refusals are beside the book: schedules/tests/test_refusals.py.
BESIDE = {"post schedules/suggestions/refuse/", "post schedules/suggestions/take-back/"}


def kind_of(endpoint):
    return endpoint.split(" ", 1)[1].split("/", 1)[0]


# One takes a closed statement, of which nothing else can be changed, the other one a schedule with
# payments at another price: schedules/tests/test_repricing.py.
ALONE = {"post statements/{pk}/reopen/", "post schedules/{pk}/expect-price/"}
WRITES = [
    e
    for e in ENDPOINTS
    if e.startswith(WRITING) and kind_of(e) not in OUTSIDE and e not in ALONE | BESIDE
]
OF_ONE_THING = [e for e in WRITES if "{" in e or e == "patch book/"]
KINDS = sorted(CHANGED)
TAGGED = sorted({*NEW, "book"})


@pytest.mark.parametrize("endpoint", WRITES)
def test_it_is_known_how_to_race_at_every_write(endpoint):
    assert kind_of(endpoint) in KINDS, f"say in {__name__} what {endpoint} is to be raced with"


class Racer:
    """Alice at one kind of row: rows to race for, and the requests to race with."""

    def __init__(self, alice, kind):
        self.alice = alice
        self.kind = kind
        self.into = 0
        self.lines = []
        self.new = NEW.get(kind, {})
        if kind == "budget-lines":
            self.new = line_of_a_budget(alice)
        if kind == "occurrences":
            self.new = occurrence_of_a_schedule(alice)
        if kind == "schedules":
            payments = [
                {"type": "expense", "payee": "Films", "amount": "9", "date": f"{day}"}
                for day in (TODAY - timedelta(weeks=weeks) for weeks in range(3))
            ]
            made(alice.post("transactions/bulk/", {"create": payments}))
            self.suggestion = suggestion_of(alice)
        if f"post {kind}/{{pk}}/merge/" in WRITES:
            self.into = alice.add(f"{kind}/", **{**NEW[kind], "name": "Into"})["id"]

    def row(self):
        """The address and the tag of a new row or of the book; or of what has no tag."""
        if self.kind == "history":
            self.alice.add("payees/", **NEW["payees"])
            return f"history/{self.changes()}/", ""
        if self.kind == "trash":
            self.alice.delete(f"payees/{self.alice.add('payees/', **NEW['payees'])['id']}/")
            return f"trash/{self.alice.get('trash/').json()['results'][0]['id']}/", ""
        if self.kind == "book":
            return "book/", self.alice.get("book/")["ETag"]
        if self.kind == "statements":
            # One that is closed stays, and keeps another one from saying the same.
            self.new = statement_of_a_bank(self.alice)
        response = self.alice.post(f"{self.kind}/", self.new)
        made(response, 201)
        if self.kind == "budgets":
            response = self.with_lines(response)
        return response["Location"], response["ETag"]

    def with_lines(self, response):
        """Add two lines to a new budget, an amount on the first, and return it as it is then."""
        address = response["Location"].removeprefix("/api/v1/")
        for _ in range(2):
            said = {**line_of_a_budget(self.alice), "budget": response.json()["id"]}
            self.lines.append(self.alice.add("budget-lines/", **said)["id"])
        amount = {"line": self.lines[-2], "period_start": "2026-02-01", "amount": "1000"}
        made(self.alice.put(f"{address}amounts/", [amount]))
        now = self.alice.get(address)
        now["Location"] = response["Location"]
        return now

    def body(self, endpoint, number):
        if endpoint.endswith("merge/"):
            return {"into": self.into}
        if endpoint.endswith("accept/"):
            return self.suggestion
        if endpoint.endswith("bulk/"):
            return {"create": [NEW[self.kind]]}
        if endpoint.endswith("amounts/"):
            line = {"line": self.lines[-2], "period_start": "2026-02-01"}
            return [{**line, "amount": f"{number + 1}"}]
        if (what := endpoint.rstrip("/").rpartition("/")[2]) in SAID:
            return SAID[what]
        if endpoint.endswith("move/"):
            ends = {"from_line": self.lines[-2], "to_line": self.lines[-1]}
            return {"period_start": "2026-02-01", **ends, "amount": f"{number + 1}"}
        return {**self.new, **CHANGED[self.kind](number)}

    def send(self, endpoint, path, number, headers):
        """Send the request of a caller: `endpoint` with the row's `path` in its place."""
        method, address = endpoint.split(" ", 1)
        _, row, rest = re.fullmatch(r"([\w-]+/)(\{\w+\}/)?(.*)", address).groups()
        target = path + rest if row else address
        body = None if method == "delete" else self.body(endpoint, number)
        return getattr(self.alice, method)(target, body, headers=headers)

    def send_until_answered(self, endpoint, path):
        """Send one request under one key until the answer is another than to come again."""
        while True:
            answer = self.send(endpoint, path, 7, {"Idempotency-Key": endpoint})
            if answer.status_code != 409:
                return answer
            assert (answer.json()["code"], answer["Retry-After"]) == ("busy", "1")
            time.sleep(0.01)

    def clear(self, path):
        if self.kind in NEW:
            self.alice.delete(path)

    def changes(self):
        return self.alice.get("book/").json()["last_change"]


@pytest.fixture(params=KINDS)
def racer(request, alice):
    return Racer(alice, request.param)


@pytest.mark.parametrize("racer", TAGGED, indirect=True)
@pytest.mark.django_db(transaction=True)
def test_of_several_writers_with_the_same_tag_exactly_one_wins(racer):
    ways = [endpoint for endpoint in OF_ONE_THING if kind_of(endpoint) == racer.kind]
    for callers in [*([way] * CALLERS for way in ways), ways * 2]:
        path, tag = racer.row()
        before = racer.changes()
        sends = [
            partial(racer.send, way, path, number, {"If-Match": tag})
            for number, way in enumerate(callers)
        ]
        answers = at_once(*sends)
        (won,) = [n for n, answer in enumerate(answers) if answer.status_code < 300]
        others = {answer.status_code for answer in answers if answer is not answers[won]}
        # All other posts, such as a merge, put another thing in its place.
        stays = callers[won].endswith(("close/", "move/", "periods/", "settle/"))
        gone = callers[won].startswith(("delete", "post")) and not stays
        assert others == {404 if gone else 412}, callers
        assert racer.changes() == before + 1
        if not gone:
            shown = answers[won].json()
            assert racer.alice.get(path).json() == shown.get("statement", shown)
        racer.clear(path)


@pytest.mark.django_db(transaction=True)
def test_of_one_request_sent_by_several_at_once_under_one_key_there_is_one_effect(racer):
    for way in [endpoint for endpoint in WRITES if kind_of(endpoint) == racer.kind]:
        path = racer.row()[0] if way in OF_ONE_THING else ""
        before = racer.changes()

        answers = at_once(*[partial(racer.send_until_answered, way, path)] * CALLERS)
        assert answers[0].status_code < 300, answers[0].content
        said = {(a.status_code, a.content, a.get("Location"), a.get("ETag")) for a in answers}
        assert len(said) == 1, way
        assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
        assert racer.changes() == before + 1
        racer.clear(path or answers[0].get("Location", ""))


@pytest.mark.parametrize("racer", ["history", "trash"], indirect=True)
@pytest.mark.django_db(transaction=True)
def test_of_several_who_take_back_the_same_thing_exactly_one_does(racer):
    (way,) = [endpoint for endpoint in WRITES if kind_of(endpoint) == racer.kind]
    path, _ = racer.row()
    before = racer.changes()
    answers = at_once(*[partial(racer.send, way, path, 1, {})] * CALLERS)
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200, *[409 if racer.kind == "history" else 404] * (CALLERS - 1)]
    assert racer.changes() == before + 1
