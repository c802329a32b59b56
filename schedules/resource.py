"""What schedules and their occurrences are to the rest of the program."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db.models import Count, F

from accounts.models import Account
from books.archived_tables import ArchivedTable
from books.models import Book
from books.resources import DerivedTables, OtherTable, Provides, Resource
from books.tracked_models import Ids, Part, folded
from books.unit_of_work import UnitOfWork
from common.errors import Conflict
from schedules import drafts, wakes
from schedules.choices import AmountRule
from schedules.descriptions import describe_occurrence, describe_schedule
from schedules.models import (
    Occurrence,
    RefusedSeries,
    Schedule,
    SchedulePhase,
    ScheduleRecording,
    ScheduleTag,
    ScheduleWake,
    SplitLine,
)
from schedules.presenters import present_occurrences, present_schedules
from schedules.settling import on_transactions_deleted, on_transactions_recorded
from transactions.models import PostingKind
from transactions.registry import deletion_watchers, recording_watchers


def phases_fit_their_accounts(book: Book) -> Iterator[str]:
    """Each phase is in the currency of its account, and of the kind of its schedule."""
    accounts = dict(Account.objects.for_book(book).values_list("id", "currency"))
    phases = SchedulePhase.objects.filter(book_id=book.pk).select_related("schedule", "category")
    for phase in phases.order_by("pk"):
        place = f"phase {phase.pk} of schedule {phase.schedule_id}"
        kind = phase.schedule.type
        if phase.currency != accounts.get(phase.account_id, phase.currency):
            yield f"{place} is in {phase.currency}, its account in another currency"
        if phase.category and phase.category.type != kind:
            yield f"{place} is for {kind}, its category for {phase.category.type}"
        if (kind == PostingKind.TRANSFER) != (phase.to_account_id is not None):
            yield f"{place} is for {kind}, which its accounts do not fit"
        if phase.amount_rule == AmountRule.OWED and kind != PostingKind.TRANSFER:
            yield f"{place} is for {kind}, which does not pay what an account owes"
        if phase.to_account_id is not None:
            crosses = accounts.get(phase.to_account_id, phase.currency) != phase.currency
            if crosses != (phase.to_amount is not None):
                yield f"{place} has an amount that arrives where none is, or lacks it"


def splits_fit_their_phases(book: Book) -> Iterator[str]:
    """The lines of a split add up to the amount of its phase, which has no category."""
    splits: dict[tuple[int, date], list[SplitLine]] = defaultdict(list)
    for line in SplitLine.objects.filter(book_id=book.pk):
        splits[line.schedule_id, line.starts].append(line)
    phases = SchedulePhase.objects.filter(book_id=book.pk)
    whole = {(one.schedule_id, one.starts): one for one in phases} if splits else {}
    for (schedule_id, starts), lines in sorted(splits.items()):
        place = f"the split of schedule {schedule_id} from {starts}"
        phase = whole.get((schedule_id, starts))
        if phase is None or sum(line.amount for line in lines) != phase.amount or phase.category_id:
            yield f"{place} does not add up to a phase without a category"


def transactions_settle_once(book: Book) -> Iterator[str]:
    """A transaction settles one occurrence at the most, of a schedule of its type."""
    settled = Occurrence.objects.for_book(book).filter(transaction__isnull=False)
    repeated = settled.values("transaction").annotate(times=Count("pk")).filter(times__gt=1)
    for transaction_id in repeated.order_by("transaction").values_list("transaction", flat=True):
        yield f"transaction {transaction_id} settles several occurrences"


@contextmanager
def on_undo_of_schedules(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
    """Have the worker look at schedules that come back or go.

    Raises Conflict where accounts or categories do not fit them any more.
    """
    yield
    wakes.wake(uow, ids)
    if any((*phases_fit_their_accounts(uow.book), *splits_fit_their_phases(uow.book))):
        raise Conflict("An account or a category that the schedule uses has changed since.")


@contextmanager
def on_undo_of_occurrences(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
    """Have the worker look at the schedules of occurrences that come back or go.

    Raises Conflict where a transaction would settle two of them.
    """
    before = _schedules_of(uow, ids)
    yield
    wakes.wake(uow, before | _schedules_of(uow, ids))
    if any(transactions_settle_once(uow.book)):
        raise Conflict("The transaction has settled another occurrence since.")


def _schedules_of(uow: UnitOfWork, ids: Ids) -> set[int]:
    rows = Occurrence.objects.with_ids(uow.book, ids)
    return set(rows.values_list(F("schedule_id"), flat=True))


SCHEDULE = Resource(
    name="schedule",
    plural="schedules",
    model=Schedule,
    parts=(
        Part("phases", SchedulePhase, "schedule_id"),
        Part("split_lines", SplitLine, "schedule_id"),
        Part("tag_links", ScheduleTag, "schedule_id"),
    ),
    limit=drafts.SCHEDULES_MAX,
    derived={"name_key": folded("name")},
    row_rules=drafts.ROW_RULES,
    describe=describe_schedule,
    present=present_schedules,
    on_undo=on_undo_of_schedules,
    checks=(phases_fit_their_accounts, splits_fit_their_phases),
    derived_tables=DerivedTables(
        (wakes.recording_schedules_are_woken,), rebuild=wakes.rebuild, fill=wakes.rebuild
    ),
)
OCCURRENCE = Resource(
    name="occurrence",
    plural="occurrences",
    model=Occurrence,
    describe=describe_occurrence,
    present=present_occurrences,
    on_undo=on_undo_of_occurrences,
    checks=(transactions_settle_once,),
    provides=(
        Provides(recording_watchers, on_transactions_recorded),
        Provides(deletion_watchers, on_transactions_deleted),
    ),
)

DECLARATIONS = (
    SCHEDULE,
    OCCURRENCE,
    ArchivedTable(
        name="schedule_recordings",
        model=ScheduleRecording,
        pointers={"schedule_key": "schedule"},
    ),
    ArchivedTable(
        name="refused_series",
        model=RefusedSeries,
        pointers={"account_key": "account", "payee_key": "payee"},
    ),
    OtherTable(ScheduleWake),
)
