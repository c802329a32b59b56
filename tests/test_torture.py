"""Exactly once: a server that is killed at random moments loses no answered write, doubles none.

`make torture` does the same for longer.
"""

import json
import os
import secrets
from dataclasses import dataclass, field, replace

import pytest

from tools.torture.client import Answer, Person, Sent
from tools.torture.cluster import longest_silence
from tools.torture.follower import Follower
from tools.torture.importer import Imported
from tools.torture.naive import KINDS, NaiveBook
from tools.torture.operations import Request
from tools.torture.records import IMPORT, REGISTRATION, ChangeRecord, key_digest
from tools.torture.run import Plan, torture
from tools.torture.verdict import (
    Baseline,
    Verdict,
    check_answer,
    check_imports,
    check_numbers,
    compare,
    with_effects,
)

REQUESTS = 200
KILLS = 4
PERSON = Person("http://nowhere", "token", user_id=5)
BASELINE = Baseline(PERSON, 9, {})


@pytest.mark.slow
@pytest.mark.database
def test_a_server_killed_at_random_moments_loses_no_write_and_does_none_twice():
    seed = secrets.randbits(32)
    url = os.environ.get("DATABASE_URL", "")
    outcome = torture(Plan(seed=seed, requests=REQUESTS, kills=KILLS), url=url)
    assert outcome.faults == [], f"SEED={seed} {outcome.counts}"
    # Which makes sure that there was something to lose.
    assert outcome.counts["acknowledged"] > REQUESTS * 0.7, f"SEED={seed} {outcome.counts}"
    assert outcome.counts["retried"] >= KILLS, f"SEED={seed} {outcome.counts}"


# The verdict: each way in which a server can fail is found.


def sent(key="a", status=201, body=None, data=None):
    """A request to record a transaction, and its answer; none for status 0."""
    request = Request(key, "POST", "transactions/", body or {"description": key})
    content = json.dumps({"id": 1, **request.body, **(data or {})}).encode()
    answer = Answer(status, content, {}, replayed=False) if status else None
    return Sent(request, PERSON, attempts=1, answer=answer)


def change(number, key="", cause="api"):
    digest = key_digest(PERSON.user_id, key) if key else f"random{number}"
    return ChangeRecord(BASELINE.book_id, number, digest, cause)


def found(verdict):
    return len(verdict.lost), len(verdict.twice), len(verdict.other)


@pytest.mark.parametrize(
    ("status", "changed", "faults"),
    [
        (201, True, (0, 0, 0)),
        (201, False, (1, 0, 0)),
        (400, False, (0, 0, 0)),
        (400, True, (0, 0, 1)),
        (0, True, (0, 0, 0)),
        (0, False, (0, 0, 0)),
    ],
)
def test_what_was_acknowledged_has_a_change_and_what_was_refused_has_none(status, changed, faults):
    verdict, one = Verdict(), sent(status=status)
    numbers = {(BASELINE.book_id, key_digest(PERSON.user_id, "a")): 2} if changed else {}
    effects = with_effects(BASELINE, [one], numbers, verdict)
    assert effects == ([(2, one)] if changed else [])
    assert found(verdict) == faults


FIRST = change(1, cause=REGISTRATION)


@pytest.mark.parametrize(
    ("changes", "last", "faults"),
    [
        ([FIRST, change(2, "a"), change(3, "b")], 3, (0, 0, 0)),
        ([FIRST, change(2, "a"), change(4, "b")], 4, (0, 0, 1)),
        ([FIRST, change(2, "a"), change(3, "b")], 4, (0, 0, 1)),
        ([FIRST, change(2, "a"), change(2, "b")], 2, (0, 0, 1)),
        ([FIRST, change(2, "a"), change(3)], 3, (0, 1, 0)),
        ([FIRST, change(2, "a"), change(3, "a")], 3, (0, 1, 0)),
    ],
)
def test_gaps_and_changes_that_nobody_asked_for_are_found(changes, last, faults):
    verdict = Verdict()
    check_numbers(BASELINE, [sent("a"), sent("b")], changes, {BASELINE.book_id: last}, verdict)
    assert found(verdict) == faults


@pytest.mark.parametrize(
    ("shown", "faults"),
    [
        ({1: {"description": "a", "amount": "5.00"}}, (0, 0, 0)),
        ({}, (1, 0, 0)),
        ({1: {"description": "a", "amount": "6.00"}}, (1, 0, 0)),
        ({n: {"description": "a", "amount": "5.00"} for n in (1, 2)}, (0, 1, 0)),
    ],
)
def test_rows_that_are_missing_different_or_too_many_are_found(shown, faults):
    naive, verdict = NaiveBook({kind: {} for kind in KINDS}), Verdict()
    one = sent(body={"description": "a", "amount": "5"})
    naive.apply(2, one.request, one.answer)
    compare("transactions", naive, shown, verdict)
    assert found(verdict) == faults


@pytest.mark.parametrize(("data", "faults"), [({}, (0, 0, 0)), ({"amount": "6.00"}, (0, 0, 1))])
def test_an_answer_that_shows_something_else_than_was_asked_for_is_found(data, faults):
    verdict = Verdict()
    check_answer(sent(body={"amount": "5"}, data=data), verdict)
    assert found(verdict) == faults


@pytest.mark.parametrize(("in_doubt", "faults"), [(True, (0, 0, 0)), (False, (0, 0, 1))])
def test_a_change_behind_an_answer_that_denied_it_is_found(in_doubt, faults):
    verdict, one = Verdict(), sent()
    one.answer, one.in_doubt = replace(one.answer, replayed=True), in_doubt
    check_answer(one, verdict)
    assert found(verdict) == faults


# What a run against a cluster has beside: imports, followers, and how long nothing was written.


@dataclass(frozen=True)
class Answering(Person):
    """A person whose server gives one answer to each address."""

    says: dict[str, object] = field(default_factory=dict)

    def ask(self, request):
        status = 202 if request.file else 200
        return Answer(status, json.dumps(self.says[request.path]).encode(), {}, replayed=False)


UPLOAD = Request("f", "POST", "imports/?commit=auto", {}, file="Date,Amount,Payee")
STATED = [{"payee": "one"}, {"payee": "two"}]


@pytest.mark.parametrize(
    ("state", "change_number", "rows", "changes", "again", "faults"),
    [
        ("committed", 3, 2, [3], 7, (0, 0, 0)),
        ("failed", 0, 0, [], 7, (0, 0, 0)),
        ("committed", 3, 2, [], 7, (1, 0, 0)),
        ("committed", 3, 1, [3], 7, (1, 0, 0)),
        ("committed", 3, 2, [3, 4], 7, (0, 1, 0)),
        ("failed", 0, 0, [3], 7, (0, 1, 0)),
        ("committed", 3, 2, [3], 8, (0, 1, 0)),
    ],
)
def test_files_that_were_lost_halved_or_imported_twice_are_found(
    state, change_number, rows, changes, again, faults
):
    person = Answering("http://nowhere", "token", 5, says={UPLOAD.path: {"id": again}})
    answer = Answer(202, b'{"id": 7}', {}, replayed=False)
    one = Imported(person, UPLOAD, STATED, answer, state, change_number)
    one.rows = {n: STATED[n] for n in range(rows)}
    verdict = Verdict()
    made = [change(number, cause=IMPORT) for number in changes]
    check_imports(BASELINE, [one], made, verdict)
    assert found(verdict) == faults


@pytest.mark.parametrize(
    ("copy", "faults"), [({("tag", 1): {"id": 1}}, 0), ({}, 1), ({("tag", 2): {"id": 2}}, 2)]
)
def test_a_copy_by_the_feed_that_differs_from_a_full_read_is_found(copy, faults):
    lists = {f"{kind}/?limit=200": {"results": [], "next": None} for kind in KINDS}
    lists["tags/?limit=200"] = {"results": [{"id": 1}], "next": None}
    row = {"kind": "tag", "id": 1, "deleted": False, "object": {"id": 1}}
    whole = {"results": [row], "cursor": "end", "has_more": False}
    nothing = {"results": [], "cursor": "end", "has_more": False}
    says = {**lists, "changes/?limit=50": whole, "changes/?limit=50&since=end": nothing}
    follower = Follower(Answering("http://nowhere", "token", 5, says=says), dict(copy), "end")
    differences = [text for text in follower.differences() if "list of" not in text]
    assert len(differences) == faults


def test_the_longest_silence_is_that_between_two_acknowledgements_from_then_on():
    acknowledged = [(0, 1.0), (1, 9.0), (9, 10.0), (10, 14.5), (14, 15.0)]
    assert longest_silence(acknowledged, 9.5) == 4.5
    assert longest_silence(acknowledged, 2.0) == 7.0
