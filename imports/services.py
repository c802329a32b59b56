"""Every write to imports: their files, plans and decisions, which are not yet part of the book.

What is written here has no number and no history; what an import adds to its book goes through
the door of `books`, in `imports.recording.recorder`.
"""

import json
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from books.models import Book
from books.rows import upsert_rows
from common.errors import Conflict
from imports.models import (
    UNFINISHED,
    Decision,
    FilePart,
    Import,
    NamedAccount,
    PlanPart,
    RefusedPair,
    State,
    TableLayout,
)
from imports.plan.parameters import ImportParameters
from imports.plan.problems import UNPROVED, Problem
from imports.plan.rows import Planned, dump_rows
from imports.plan.summary import PlanSummary

PART_BYTES = 512 * 1024
"""The size of a part of a file: well below the largest packet of any database."""
IMPORTS_KEPT_MAX = 1_000
"""How many imports of a book are remembered; the oldest that are done are forgotten first."""
PLANNED_ROWS_KEPT_MAX = 200_000
"""Of how many rows, over all committed imports of a book, the plan can still be looked at."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that arrives, and who sends it."""

    name: str
    size: int
    digest: str
    parts: Iterable[bytes]
    user_id: int | None
    token: str = ""


class Superseded(Exception):
    """Another worker has begun the same work since, or the import is gone: stop."""


@transaction.atomic
def create_import(
    book: Book,
    upload: Upload,
    parameters: ImportParameters,
    *,
    format_name: str,
    auto_commit: bool,
    accept_unproved: bool = False,
    key: str = "",
    fingerprint: str = "",
) -> Import:
    """Keep a file that is to be imported; a worker takes it from there."""
    made = Import.objects.create(
        book=book,
        user_id=upload.user_id,
        token=upload.token,
        uploaded_at=timezone.now(),
        file_name=upload.name,
        file_bytes=upload.size,
        file_digest=upload.digest,
        format=format_name,
        parameters=parameters.dump(),
        auto_commit=auto_commit,
        accept_unproved=accept_unproved,
        state=State.WAITING,
        queued_at=timezone.now(),
        idempotency_key=key or uuid.uuid4().hex,
        fingerprint=fingerprint,
    )
    for number, content in enumerate(upload.parts):
        FilePart.objects.create(book=book, file_of=made, number=number, content=content)
    _forget_oldest(book)
    return made


@transaction.atomic
def plan_anew(imported: Import, parameters: ImportParameters) -> Import:
    """Have the file planned again, by `parameters`; raises Conflict once it is committed."""
    _check_open(imported)
    queue(imported, State.WAITING, parameters=parameters.dump(), problem="", auto_commit=False)
    return imported


@transaction.atomic
def decide(imported: Import, decisions: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep what was decided about rows, by their numbers; what is not mentioned stays.

    Where cells are corrected, the file is planned anew: the rows get their verdicts then.
    """
    _check_planned(imported)
    stored = {
        decision.row: decision
        for decision in Decision.objects.filter(decision_of=imported, row__in=list(decisions))
    }
    new = []
    for row, values in decisions.items():
        if known := stored.get(row):
            known.content = json.dumps({**json.loads(known.content), **values})
        else:
            content = json.dumps(dict(values))
            book_id = imported.book_id
            new.append(Decision(book_id=book_id, decision_of=imported, row=row, content=content))
    Decision.objects.bulk_create(new)
    Decision.objects.bulk_update(stored.values(), ["content"])
    if any("corrections" in values for values in decisions.values()):
        queue(imported, State.WAITING, problem="", auto_commit=False)
    else:
        _write(imported)


@transaction.atomic
def ask_to_commit(imported: Import, book: Book) -> Import:
    """Have a plan committed; raises Conflict where there is none, or it is outdated."""
    if imported.state in (State.COMMITTING, State.COMMITTED):
        return imported
    _check_planned(imported)
    if imported.as_of != book.last_change:
        raise Conflict(
            "The book was changed since the plan. Plan again, and check the new plan.",
            code="outdated",
        )
    queue(imported, State.COMMITTING, problem="")
    return imported


@transaction.atomic
def discard(imported: Import) -> None:
    """Throw an import away with its file; what it has added to the book stays."""
    if imported.state == State.COMMITTING:
        raise Conflict("The import is being committed at the moment.", code="committing")
    Import.objects.filter(pk=imported.pk).delete()


def queue(imported: Import, state: State, *, tries: int = 0, **values: Any) -> None:
    """Have a worker take an import in `state`, WAITING or COMMITTING."""
    taken = {"state": state, "worker": "", "queued_at": timezone.now(), "tries": tries}
    _write(imported, **taken, **values)


def take(imported: Import, **values: Any) -> None:
    """Write that a worker has an import from now on; an earlier worker is superseded."""
    _write(imported, run=F("run") + 1, worked_at=timezone.now(), **values)


def beat(worker: str, ids: Collection[int]) -> None:
    """Say that `worker` lives, on the imports that it has."""
    Import.objects.filter(pk__in=ids, worker=worker).update(worked_at=timezone.now())


def drop(imported: Import) -> None:
    """Delete an import whose worker was asked to stop; raises Superseded."""
    if not Import.objects.filter(pk=imported.pk, run=imported.run).exclude(worker="").delete()[0]:
        raise Superseded


@transaction.atomic
def begin_reading(imported: Import, **values: Any) -> None:
    """Begin the plan of an import, as of the book's newest change; an earlier plan is dropped."""
    take(
        imported,
        state=State.READING,
        as_of=Book.objects.values_list("last_change", flat=True).get(pk=imported.book_id),
        bytes_read=0,
        rows_read=0,
        rows_planned=0,
        summary="",
        **values,
    )
    PlanPart.objects.filter(plan_of=imported).delete()


def add_to_plan(
    imported: Import, rows: Sequence[Planned], *, rows_read: int, bytes_read: int, bytes_in_all: int
) -> None:
    """Write the next rows of a plan, and how far it has come; raises Superseded."""
    before = imported.rows_planned
    with transaction.atomic():
        _tell(
            imported,
            rows_read=rows_read,
            rows_planned=before + len(rows),
            bytes_read=bytes_read,
            bytes_in_all=bytes_in_all,
        )
        PlanPart.objects.create(
            book_id=imported.book_id,
            plan_of=imported,
            first_row=before + 1,
            verdicts=_verdicts(rows),
            rows=dump_rows(rows),
        )
    # Not before it is committed: it may be written once more.
    imported.rows_planned = before + len(rows)


@transaction.atomic
def restart_plan(imported: Import) -> None:
    """Drop the rows of a plan that is being made, since the file is read in another way."""
    report_progress(imported, rows_read=0, rows_planned=0, bytes_read=0)
    PlanPart.objects.filter(plan_of=imported).delete()


def recognise(imported: Import, format_name: str) -> None:
    """Say of which format the file is, or the first of its files."""
    report_progress(imported, format=format_name)


def report_progress(imported: Import, **values: Any) -> None:
    """Say how far a worker has come; raises Superseded where it is another's by now."""
    _tell(imported, **values)
    for name, value in values.items():
        setattr(imported, name, value)


@transaction.atomic
def finish_plan(imported: Import, summary: PlanSummary, shape: str) -> None:
    """Say that the plan is whole. Where a commit was asked for, the worker goes on with that.

    But not where balances of the file show that the plan is wrong, unless that is accepted.
    """
    done = {"bytes_read": imported.bytes_in_all, "summary": summary.dump(), "shape": shape}
    report_progress(imported, **done)
    if imported.auto_commit and summary.hold is False and not imported.accept_unproved:
        held = {"problem": _said(UNPROVED), "auto_commit": False}
        _end(imported, [State.READING], state=State.PLANNED, **held)
    elif imported.auto_commit:
        _write_own(imported, [State.READING], state=State.COMMITTING, tries=1)
    else:
        _end(imported, [State.READING], state=State.PLANNED)


def rewrite(part: PlanPart, rows: Sequence[Planned]) -> None:
    """Write the rows of one part of a plan again."""
    part.rows = dump_rows(rows)
    part.verdicts = _verdicts(rows)
    part.save(update_fields=["rows", "verdicts"])


def fail(imported: Import, problem: Problem, summary: PlanSummary | None = None) -> None:
    """Say why the file could not be read or planned, and what was found all the same."""
    said = (summary or PlanSummary()).dump()
    _end(imported, [State.READING], state=State.FAILED, problem=_said(problem), summary=said)


def give_up(imported: Import, problem: Problem) -> None:
    """Say why no worker will try an import again; what is known of its file stays."""
    _end(imported, UNFINISHED, state=State.FAILED, problem=_said(problem))


def hold(imported: Import, problem: Problem) -> None:
    """Say why a plan was not committed, and leave it to be looked at."""
    held = {"state": State.PLANNED, "problem": _said(problem), "auto_commit": False}
    _end(imported, [State.COMMITTING], **held)


def read_again(imported: Import) -> None:
    """Have the worker make a plan anew that was outdated before it was committed."""
    with transaction.atomic():
        _check_own(imported, [State.COMMITTING])
        begin_reading(imported, tries=1)


def finish_commit(imported: Import, *, number: int, recorded: int, summary: PlanSummary) -> None:
    """Say that the plan is in the book, and let go of the file."""
    _end(
        imported,
        [State.COMMITTING],
        state=State.COMMITTED,
        change_number=number,
        recorded=recorded,
        summary=summary.dump(),
        problem="",
    )
    FilePart.objects.filter(file_of=imported).delete()
    _forget_plans(imported.book_id)


def keep_layout(
    book: Book, shape: str, columns: Sequence[str], options: Mapping[str, Any], account: int | None
) -> None:
    """Remember how files of one shape are read, for the next one."""
    TableLayout.objects.update_or_create(
        book=book,
        shape=shape,
        defaults={
            "columns": json.dumps(list(columns)),
            "options": json.dumps(dict(options)),
            **({"account_key": account} if account else {}),
        },
    )


def keep_names(book: Book, accounts: Mapping[str, int]) -> None:
    """Remember which accounts files call how, by digests of the names."""
    rows = [(book.pk, key, account) for key, account in accounts.items()]
    upsert_rows(NamedAccount, ["book_id", "name_key"], ["account_key"], rows)


def forget_layout(layout: TableLayout) -> None:
    """Forget how files of one shape are read."""
    layout.delete()


def refuse_pair(book: Book, out_key: int, in_key: int) -> None:
    """Remember that two transactions are not a transfer."""
    RefusedPair.objects.get_or_create(book=book, out_key=out_key, in_key=in_key)


def _tell(imported: Import, **values: Any) -> None:
    mine = Import.objects.filter(pk=imported.pk, run=imported.run, state=State.READING)
    if not mine.update(worked_at=timezone.now(), **values):
        raise Superseded


def _end(imported: Import, within: Collection[State], **values: Any) -> None:
    """Write that a worker has ended its work; raises Superseded as `_write_own` does."""
    _write_own(imported, within, worker="", queued_at=None, tries=0, **values)


def _write_own(imported: Import, within: Collection[State], **values: Any) -> None:
    """Write `values` for the worker that has an import.

    Raises Superseded beyond `within`, and where another worker has taken the import since.
    """
    mine = Import.objects.filter(pk=imported.pk, run=imported.run, state__in=within)
    if not mine.update(version=F("version") + 1, **values):
        raise Superseded
    imported.refresh_from_db()


def _check_own(imported: Import, within: Collection[State]) -> None:
    mine = Import.objects.filter(pk=imported.pk, run=imported.run, state__in=within)
    if not mine.select_for_update().exists():
        raise Superseded


def _write(imported: Import, **values: Any) -> None:
    """Write `values`, and count that something was done; raises Superseded where it is gone."""
    if not Import.objects.filter(pk=imported.pk).update(version=F("version") + 1, **values):
        raise Superseded
    imported.refresh_from_db()


def _said(problem: Problem) -> str:
    return json.dumps({"option": "", **problem})


def _check_open(imported: Import) -> None:
    if imported.state in (State.COMMITTING, State.COMMITTED):
        raise Conflict("The import was committed; undo that change to undo it.", code="committed")


def _check_planned(imported: Import) -> None:
    if imported.state != State.PLANNED:
        raise Conflict(f"The import has no plan: it is {imported.state}.", code="no_plan")


def _verdicts(rows: Sequence[Planned]) -> str:
    return json.dumps(Counter(row.verdict for row in rows))


def _forget_plans(book_id: int) -> None:
    """Forget the oldest plans that are committed, as far as there are too many rows of them."""
    done = Import.objects.filter(book_id=book_id, state=State.COMMITTED)
    newest = done.order_by("-change_number", "-uploaded_at", "-id")
    kept = 0
    for row_id, rows in newest.values_list("pk", "rows_planned"):
        kept += rows
        if kept > PLANNED_ROWS_KEPT_MAX:
            PlanPart.objects.filter(plan_of=row_id).delete()


def _forget_oldest(book: Book) -> None:
    """Forget imports beyond IMPORTS_KEPT_MAX; what they had seen stays known."""
    newest = Import.objects.for_book(book).order_by("-uploaded_at", "-id")
    beyond = list(newest.values_list("pk", flat=True)[IMPORTS_KEPT_MAX:])
    if beyond:
        done = Import.objects.filter(pk__in=beyond).exclude(state__in=UNFINISHED)
        done.delete()
