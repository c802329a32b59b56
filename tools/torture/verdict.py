"""The examination afterwards: every request held against what the server and its tables say."""

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tools.live_server import Server
from tools.process import ROOT
from tools.torture.client import Person, Sent, Unanswered
from tools.torture.importer import Imported
from tools.torture.naive import MADE_BY_NAME, NaiveBook, contradictions
from tools.torture.operations import Body, Request
from tools.torture.reading import read_rows
from tools.torture.records import (
    IMPORT,
    REGISTRATION,
    ChangeRecord,
    integrity_faults,
    key_digest,
    read_changes,
    read_last_changes,
)

READERS = 4
"""How many requests are repeated at once: as many as a process of the server has threads."""


@dataclass
class Verdict:
    """What is wrong, as sentences; three empty lists are the proof."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    with_effect: int = 0

    @property
    def faults(self) -> list[str]:
        return [*self.lost, *self.twice, *self.other]


@dataclass(frozen=True)
class Baseline:
    """A person and the rows of their book before the torture."""

    person: Person
    book_id: int
    before: dict[str, dict[int, Body]]

    @property
    def names(self) -> dict[str, dict[int, Body]]:
        """What of the rows before stays as it was until a request says otherwise."""
        return {
            kind: {row_id: {"name": row["name"]} for row_id, row in rows.items()}
            for kind, rows in self.before.items()
        }


def examine(
    baselines: list[Baseline],
    sent: list[Sent],
    server: Server,
    imported: Sequence[Imported] = (),
) -> Verdict:
    """Hold what was sent and imported against what there is."""
    verdict = Verdict()
    url = server.settings["DATABASE_URL"]
    changes = read_changes(url)
    numbers = {(change.book_id, change.digest): change.number for change in changes}
    for baseline in baselines:
        own = [one for one in sent if one.person == baseline.person]
        files = [one for one in imported if one.person == baseline.person]
        effects = with_effects(baseline, own, numbers, verdict)
        check_numbers(baseline, own, changes, read_last_changes(url), verdict)
        with ThreadPoolExecutor(READERS) as readers:
            verdict.other += filter(None, readers.map(repeat, [one for _, one in effects]))
        check_imports(baseline, files, changes, verdict)
        check_rows(baseline, effects, verdict, files)
        verdict.with_effect += len(effects)
    if read_changes(url) != changes:
        verdict.twice.append("repeating the requests has made further changes")
    verdict.other += [f"SQLite: {text}" for text in integrity_faults(url)]
    verdict.other += check_books(server)
    return verdict


def with_effects(
    baseline: Baseline, sent: list[Sent], numbers: dict[tuple[int, str], int], verdict: Verdict
) -> list[tuple[int, Sent]]:
    """Return a person's requests that changed the book, in the order of their changes."""
    effects = []
    for one in sent:
        digest = key_digest(baseline.person.user_id, one.request.key)
        number = numbers.get((baseline.book_id, digest))
        if number is not None:
            effects.append((number, one))
        if one.answer is None:
            continue
        if one.answer.acknowledges and number is None:
            verdict.lost.append(f"acknowledged, and there is no change of it: {summary_of(one)}")
        elif not one.answer.acknowledges and number is not None:
            verdict.other.append(f"refused, and change {number} did it: {summary_of(one)}")
    return sorted(effects, key=lambda effect: effect[0])


def check_numbers(
    baseline: Baseline,
    sent: list[Sent],
    changes: list[ChangeRecord],
    last_changes: dict[int, int],
    verdict: Verdict,
) -> None:
    """The changes of a book count from 1 without a gap, and each is of one request."""
    own = [change for change in changes if change.book_id == baseline.book_id]
    last = last_changes[baseline.book_id]
    if [change.number for change in own] != list(range(1, last + 1)):
        verdict.other.append(f"book {baseline.book_id}: its changes are not 1 to {last}")
    digests = {key_digest(baseline.person.user_id, one.request.key) for one in sent}
    verdict.twice += [
        f"change {change.number} of book {change.book_id} is of no request that was sent"
        for change in own
        if change.cause not in (REGISTRATION, IMPORT) and change.digest not in digests
    ]
    for digest, count in Counter(change.digest for change in own).items():
        if count > 1:
            verdict.twice.append(f"{count} changes of book {baseline.book_id} have key {digest}")


def repeat(one: Sent) -> str:
    """Send a request once more under its key; what is wrong with the answer, or nothing.

    One that was given up before it was answered gets its answer now.
    """
    try:
        answer = one.person.ask(one.request)
    except Unanswered as unanswered:
        return f"repeating it brought no answer ({unanswered}): {summary_of(one)}"
    if not answer.replayed:
        return f"repeating it brought no repetition but {answer}: {summary_of(one)}"
    first = one.answer or answer
    if not first.same_as(answer):
        return f"repeating it brought {answer}: {summary_of(one)}"
    one.answer = first
    return ""


def check_imports(
    baseline: Baseline, files: Sequence[Imported], changes: list[ChangeRecord], verdict: Verdict
) -> None:
    """Each file that was committed is one change, with each of its rows once."""
    made = {
        change.number
        for change in changes
        if change.book_id == baseline.book_id and change.cause == IMPORT
    }
    for one in files:
        what = f"import {one.id} of {len(one.stated)} rows, which is {one.state}"
        if one.change and one.change not in made:
            verdict.lost.append(f"there is no change of {what}")
        if one.change and len(one.rows) != len(one.stated):
            verdict.lost.append(f"it made {len(one.rows)} transactions: {what}")
        again = one.person.ask(one.upload)
        if again.status != one.answer.status or again.data["id"] != one.id:
            verdict.twice.append(f"sending it again brought {again}: {what}")
    for number in made - {one.change for one in files}:
        verdict.twice.append(f"change {number} is of no file that was uploaded")


def check_rows(
    baseline: Baseline,
    effects: list[tuple[int, Sent]],
    verdict: Verdict,
    files: Sequence[Imported] = (),
) -> None:
    """The rows are those that the requests add up to in the order of their changes."""
    naive = NaiveBook(baseline.names)
    done: list[tuple[int, Sent | Imported]] = [*effects]
    done += [(one.change, one) for one in files if one.change]
    for number, one in sorted(done, key=lambda effect: effect[0]):
        if isinstance(one, Imported):
            naive.apply_import(number, one.rows)
            continue
        if one.answer is None or not one.answer.acknowledges:
            return  # which has been found already
        check_answer(one, verdict)
        try:
            naive.apply(number, one.request, one.answer)
        except KeyError as missing:
            verdict.other.append(f"change {number} is about what was not there ({missing!r})")
    shown_book = baseline.person.ask(Request("", "GET", "book/")).data
    verdict.lost += [f"the book: {text}" for text in contradictions(naive.book, shown_book)]
    for kind, shown in read_rows(baseline.person).items():
        compare(kind, naive, shown, verdict)


def check_answer(one: Sent, verdict: Verdict) -> None:
    """An answer that shows a row shows what was asked for; one that says no, meant no."""
    if one.answer and one.answer.replayed and not one.in_doubt:
        verdict.other.append(f"answered that nothing was changed, and it was: {summary_of(one)}")
    wanted, shown = one.request.body or {}, one.answer and one.answer.data
    if not isinstance(shown, dict) or {"create", "into"} & wanted.keys():
        return
    if found := contradictions(wanted, shown):
        verdict.other.append(f"the answer says otherwise ({'; '.join(found)}): {summary_of(one)}")


def compare(kind: str, naive: NaiveBook, shown: dict[int, Body], verdict: Verdict) -> None:
    """Hold the rows of one kind against what has to be there."""
    expected = naive.rows[kind]
    verdict.lost += [f"{kind} {row_id} is not there" for row_id in expected.keys() - shown.keys()]
    for row_id in sorted(shown.keys() - expected.keys()):
        if kind not in MADE_BY_NAME or shown[row_id]["name"] not in naive.labels[kind]:
            verdict.twice.append(f"{kind} {row_id} is of no request: {shown[row_id]}")
    for row_id in sorted(shown.keys() & expected.keys()):
        if found := contradictions(expected[row_id], shown[row_id]):
            verdict.lost.append(f"{kind} {row_id}: {'; '.join(found)}")


def check_books(server: Server) -> list[str]:
    """What `manage.py check_books` finds, as one sentence."""
    done = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check_books"],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return [f"check_books: {done.stdout}{done.stderr}"] if done.returncode else []


def summary_of(one: Sent) -> str:
    """Return a request and its answer, for people."""
    return f"{one.request} after {one.attempts} attempts, answered with {one.answer}"
