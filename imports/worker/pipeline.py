"""Taking an import further: from a file to a plan, and from a plan into the book.

Whoever does this can be killed at any point. A plan is begun anew by the next worker, and a commit
is one change of the book: it is there whole, or not at all, and is not made twice.
"""

import gc
import json
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic

from django.db import InterfaceError, OperationalError, transaction

from accounts.models import Account
from books.models import NOTE_LENGTH_MAX, Book, Cause, Role
from books.unit_of_work import Actor, change, retrying
from common.errors import DomainError, Invalid
from common.faults import is_no_room
from common.jobs import this_worker
from imports import services
from imports.keeping import keep_corrections
from imports.models import Decision, FilePart, Import, PlanPart, State
from imports.plan.corrections import corrections_in
from imports.plan.counting import decisions_on
from imports.plan.decisions import Decided
from imports.plan.parameters import ImportParameters
from imports.plan.problems import NO_ROOM, NOT_READ
from imports.plan.rows import Planned, load_rows
from imports.plan.storage import parts_of_plan
from imports.plan.summary import PlanSummary
from imports.planning.planner import Planner
from imports.planning.proving import proved_by
from imports.planning.remembered import Recall, remember, remember_names, shape_of
from imports.recording.recorder import Recorder
from imports.worker import claims
from imports.worker.claims import Claim
from readers.bounds import Expansion, bounded
from readers.detection import files_in, format_named
from readers.format import Format
from readers.source import Source
from readers.statement import (
    ACCOUNT,
    CORRECTIONS,
    PROVED,
    RECALL,
    Candidates,
    Item,
    Options,
    Unreadable,
)

PLANS_MAX = 5
"""How often a plan that is to be committed at once is made anew when the book overtakes it."""
PATIENT_ATTEMPTS_MAX = 1_000
"""How often a worker tries to write what another writer keeps it from. It bounds refusals that come
at once; where each takes a while, PATIENT_SECONDS_MAX ends it."""
PATIENT_SECONDS_MAX = 600
"""How long it tries: ten times what a whole import of a million rows takes, which holds the book
while it commits."""
_BROKEN_TEXT = "Some characters of the file are damaged and appear as �; all others were read."
SIGN_OF_LIFE_SECONDS = 1.0
"""How often a worker says how far it has come, at most, between two parts of a plan."""

_log = logging.getLogger(__name__)


class _Nothing(Exception):
    """There is nothing to add to the book, so the import makes no change of it."""


class _Overtaken(Exception):
    """The book has been changed since the plan was made."""


def take_further(import_id: int, tell: Callable[[int], None] = lambda percent: None) -> None:
    """Plan an import that waits for it, or commit its plan where that was asked, in this process.

    Does nothing for an import that waits for a person, is done or gone, or is another worker's.
    """
    claimed = retrying(
        partial(claims.claim, import_id, this_worker()),
        attempts_max=PATIENT_ATTEMPTS_MAX,
        seconds_max=PATIENT_SECONDS_MAX,
    )
    if claimed:
        carry_on(claimed, tell)


def carry_on(claim: Claim, tell: Callable[[int], None] = lambda percent: None) -> None:
    """Do what is to be done for an import that a worker has.

    `tell` receives the percentage of the file that has been read.
    """
    try:
        with _without_collector():
            _carry_on(claim, tell)
    except (Import.DoesNotExist, services.Superseded):
        _log.info("Import %s is gone, or another worker has it.", claim.import_id)


def _carry_on(claim: Claim, tell: Callable[[int], None]) -> None:
    imported = Import.objects.get(pk=claim.import_id, run=claim.run)
    for _ in range(PLANS_MAX):
        if imported.state == State.READING:
            plan(imported, tell)
        if imported.state != State.COMMITTING or commit(imported):
            return
    _hold(imported, "outdated", "Other requests keep changing the book. Record the import again.")


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave reference cycles alone for a while: rows hold none, and looking takes a fifth of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def plan(imported: Import, tell: Callable[[int], None]) -> None:
    """Read the file of an import and plan what becomes of its rows; or say why that cannot be.

    A fault of the database is raised, and so is MemoryError.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="expenses-import-") as folder:
            reading = _Reading(imported, Path(folder), tell)
            reading.run()
    except Unreadable as unreadable:
        said = {"code": unreadable.code, "detail": unreadable.detail, "option": unreadable.option}
        _patiently(partial(services.fail, imported, said, reading.summary))
    except (DomainError, services.Superseded, OperationalError, InterfaceError, MemoryError):
        raise
    except Exception as error:
        if is_no_room(error):
            _log.warning("Import %s has no room for temporary files: %s", imported.pk, error)
            problem = NO_ROOM
        else:
            # The parsers are fuzzed, and still: a file that one of them cannot take ends its
            # import with a sentence.
            _log.exception("Import %s could not be read", imported.pk)
            problem = NOT_READ
        _patiently(partial(services.fail, imported, problem))


def _patiently(write: Callable[[], object]) -> None:
    """Run `write` until the database has a moment for it: nobody waits here for an answer."""
    retrying(write, attempts_max=PATIENT_ATTEMPTS_MAX, seconds_max=PATIENT_SECONDS_MAX)


class _Reading:
    """One run through the file of an import."""

    def __init__(self, imported: Import, folder: Path, tell: Callable[[int], None]) -> None:
        self._import = imported
        self._tell = tell
        self._folder = folder
        self._parameters = ImportParameters.load(imported.parameters)
        self._done = 0
        self.summary = PlanSummary()
        """What was found so far."""
        self._source: Source | None = None
        self._reported_at = monotonic()

    def run(self) -> None:
        upload = self._folder / "upload"
        with upload.open("wb") as file:
            for part in parts_of(self._import):
                file.write(part)
        self._bytes = upload.stat().st_size
        wanted = format_named(self._parameters.format)
        inside = self._folder / "inside"
        inside.mkdir()
        self._files, self._left_out = files_in(upload, inside, wanted)
        self._import.bytes_in_all = sum(source.size for source, _ in self._files)
        self._book = Book.objects.get(pk=self._import.book_id)
        self._recall = Recall(self._book)
        # Nobody decides before there has been a plan.
        decided = decisions_on(self._import) if self._import.run > 1 else {}
        self._corrections = corrections_in(decided.values())
        _patiently(partial(services.recognise, self._import, self._files[0][1].name))
        self._finish(self._planned_right())

    def _planned_right(self) -> Planner:
        """Plan the files, by another reading where only that one fits the balances they state."""
        try:
            planner = self._planned({})
        except Unreadable as asked:
            proved = self._proved(asked.candidates)
            if proved is None:
                raise
        else:
            if planner.summary.hold is not False:
                return planner
            proved = self._proved(planner.candidates)
            if proved is None:
                return planner
        _patiently(partial(services.restart_plan, self._import))
        return self._planned(proved)

    def _proved(self, candidates: Candidates) -> Options | None:
        """Return what the balances of a single file prove of it; None where they prove nothing."""
        if len(self._files) > 1 or not candidates:
            return None
        ((source, known),) = self._files

        def read(candidate: Options) -> Iterator[Item]:
            self._expansion = Expansion(source.size)
            return self._watched(known.read(source, self._options(source, known, candidate)))

        _type, currency = self._account()
        return proved_by(read, candidates, currency)

    def _planned(self, proved: Options) -> Planner:
        self._expansion = Expansion(self._bytes)
        self._done = 0
        self._corrected: dict[tuple[str, int], tuple[int, frozenset[str]]] = {}
        self._planner = planner = Planner(
            self._book,
            self._parameters,
            self._files[0][1].name,
            self._flush,
            several_files=len(self._files) > 1,
            recall=self._recall,
        )
        self.summary = planner.summary
        for source, known in self._files:
            self._source = source
            items = known.read(source, self._options(source, known, proved))
            planner.take(self._watched(items), source.name, known.name)
            self._done += source.size
            if source.is_mended:
                planner.summary.warnings.append(["broken_text", _BROKEN_TEXT])
        planner.summary.warnings += [list(warning) for warning in self._left_out]
        planner.finish()
        return planner

    def _finish(self, planner: Planner) -> None:
        self._patch(planner.late())
        planner.summary.verdicts = self._counted()
        if self._corrections:
            _patiently(partial(keep_corrections, self._import, self._corrected))
        names = planner.summary.layout.get("names", ())
        finish = partial(services.finish_plan, self._import, planner.summary, shape_of(names))
        _patiently(finish)
        _patiently(partial(remember, self._book, names, self._parameters))

    def _options(self, source: Source, known: Format, proved: Options) -> dict[str, object]:
        stated = {k: v for k, v in self._parameters.options.items() if k in known.options}
        found: dict[str, object] = {
            RECALL: self._recall,
            ACCOUNT: self._account,
            PROVED: proved,
            CORRECTIONS: self._corrections.get(source.name),
        }
        return {**stated, **{name: value for name, value in found.items() if value}}

    def _account(self) -> tuple[str, str]:
        """Return the type and the currency of the account that the rows go to.

        Where it is not known yet, a new one will be in the currency of the book.
        """
        known = self._parameters.account or self._recall.account
        accounts = Account.objects.for_book(self._book).filter(pk=known or 0)
        found = accounts.values_list("type", "currency").first()
        return found or ("", self._book.home_currency)

    def _watched(self, items: Iterator[Item]) -> Iterator[Item]:
        """Yield `items`, giving signs of life where nothing is planned for a while."""
        for count, item in enumerate(items):
            # Not at each item, since a thousand are read in a fraction of a second.
            if not count % 1_000 and monotonic() - self._reported_at > SIGN_OF_LIFE_SECONDS:
                _patiently(partial(services.report_progress, self._import, **self._progress()))
                self._reported_at = monotonic()
            yield bounded(item, self._expansion)

    def _progress(self) -> dict[str, int]:
        read = self._done + (self._source.position if self._source else 0)
        in_all = self._import.bytes_in_all
        self._tell(100 * min(read, in_all) // max(1, in_all))
        return {
            "rows_read": self._planner.rows_read,
            "bytes_read": min(read, in_all),
            "bytes_in_all": in_all,
        }

    def _flush(self, rows: list[Planned]) -> None:
        if self._corrections:
            for number, row in enumerate(rows, self._import.rows_planned + 1):
                if fields := frozenset(row.corrections):
                    self._corrected[row.source, row.line] = (number, fields)
        _patiently(partial(services.add_to_plan, self._import, rows, **self._progress()))
        self._reported_at = monotonic()

    def _patch(self, late: dict[int, Planned]) -> None:
        """Write rows into the plan again that turned out to be others at the end of the file."""
        if not late:
            return
        for part in parts_of_plan(self._import):
            rows = load_rows(part.rows)
            changed = [n for n in range(len(rows)) if part.first_row + n in late]
            for place in changed:
                rows[place] = late[part.first_row + place]
            if changed:
                _patiently(partial(services.rewrite, part, rows))

    def _counted(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        parts = PlanPart.objects.filter(plan_of=self._import)
        for text in parts.values_list("verdicts", flat=True):
            for verdict, count in json.loads(text).items():
                counts[verdict] = counts.get(verdict, 0) + count
        return counts


def commit(imported: Import) -> bool:
    """Record the plan of an import as one change; False where it has to be planned anew first."""
    try:
        _patiently(partial(_commit_once, imported))
    except _Nothing:
        _patiently(partial(_finish_without_change, imported))
    except _Overtaken:
        if imported.auto_commit:
            _patiently(partial(services.read_again, imported))
            return False
        detail = "The book was changed since the plan. Plan again, and check the new plan."
        _hold(imported, "outdated", detail)
    except Invalid as invalid:
        first = invalid.problems[0]
        _hold(imported, first.code, first.detail)
    except DomainError as error:
        _hold(imported, error.code, error.detail)
    return True


def _hold(imported: Import, code: str, detail: str) -> None:
    _patiently(partial(services.hold, imported, {"code": code, "detail": detail}))


def _commit_once(imported: Import) -> None:
    book = Book.objects.get(pk=imported.book_id)
    by = Actor(
        user_id=imported.user_id,
        cause=Cause.IMPORT,
        token=imported.token,
        needs=Role.EDITOR if imported.user_id else None,
    )
    with change(book, by=by) as uow:
        # Read again under the lock: another worker may have been faster.
        imported = _still_own(imported)
        if uow.number != imported.as_of + 1:
            raise _Overtaken
        decisions = Decision.objects.filter(decision_of=imported).values_list("row", "content")
        work = Recorder(uow, imported)
        work.run({row: Decided.load(text) for row, text in decisions})
        if not work.wrote:
            raise _Nothing
        remember_names(book, work.summary.targets, imported.shape)
        uow.note = f"Imported {imported.file_name}"[:NOTE_LENGTH_MAX]
        services.finish_commit(
            imported, number=uow.number, recorded=work.recorded, summary=work.summary
        )


def _still_own(imported: Import) -> Import:
    """Return the row anew; raises Superseded where another worker has it, or it is committed."""
    found = Import.objects.filter(pk=imported.pk, run=imported.run, state=State.COMMITTING).first()
    if found is None:
        raise services.Superseded
    return found


@transaction.atomic
def _finish_without_change(imported: Import) -> None:
    summary = PlanSummary.load(imported.summary)
    services.finish_commit(imported, number=0, recorded=0, summary=summary)


def parts_of(imported: Import) -> Iterator[bytes]:
    """Yield the file of an import in parts."""
    rows = FilePart.objects.filter(file_of=imported).order_by("number")
    for number in rows.values_list("number", flat=True):
        yield bytes(rows.get(number=number).content)
