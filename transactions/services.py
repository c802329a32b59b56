"""Every write to transactions and their postings; the totals move in the same change."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from books.unit_of_work import UnitOfWork
from common.batches import batched
from common.errors import Problem, raise_problems
from common.text import fold
from transactions.chart_of_accounts import ChartOfAccounts
from transactions.conversion import Converter
from transactions.draft_rules import judge
from transactions.drafts import Line, TransactionDraft, typed
from transactions.labels import StoredLabel, resolve
from transactions.models import Payee, Posting, PostingKind, Tag, Transaction, TransactionTag
from transactions.posting_plan import FRESH_COLUMNS, POSTING_VALUES, PostingPlan, count_values
from transactions.registry import RecordedTransaction, deletion_watchers, recording_watchers
from transactions.settlements import (
    check_open,
    pending_problems,
    settled_sums,
    statements_of,
)
from transactions.stored import (
    StoredPosting,
    StoredTag,
    StoredTransaction,
    postings_of,
    transactions_with_ids,
)
from transactions.strict_accounts import check_strict
from transactions.totals import TotalsDelta

DELETE_BATCH = 1_000
"""How many transactions one statement deletes."""

ENTRY_COLUMNS = (
    "date", "type", "amount", "currency", "refund",
    "payee_id", "description", "notes", "status",
)  # fmt: skip
POSTING_COLUMNS = ("transaction_id", "position", *POSTING_VALUES)


def record_transaction(
    uow: UnitOfWork, draft: TransactionDraft, *, watched: bool = True
) -> StoredTransaction:
    """Record one transaction and return it; raises Invalid with every rule it breaks.

    `watched` is False where the caller knows what it settles.
    """
    entry = _judged(draft, ChartOfAccounts.of(uow.book, draft.categories()))
    raise_problems(entry.problems)
    names = _Names.of(uow, [entry])
    recorded = _record(uow, [entry], names, watched=watched)
    (row_id,) = recorded.ids
    payee = names.payee(entry.draft.payee)
    stamps = (uow.number, uow.number)
    columns = (row_id, uow.book.pk, *stamps, *entry.columns(names), payee.name if payee else None)
    row = StoredTransaction(*columns)
    if recorded.only_posting:
        row.postings = [StoredPosting(recorded.only_posting, uow.book.pk, *recorded.postings[0])]
    else:
        row.postings = postings_of([row_id])[row_id]
    row.tags = [StoredTag(None, tag.pk, tag.name) for tag in names.tags_of(entry.draft)]
    return row


def record_transactions(
    uow: UnitOfWork, drafts: Sequence[TransactionDraft], chart: ChartOfAccounts | None = None
) -> list[int]:
    """Record many at once and return their ids in order: all of them, or none.

    The number of statements does not grow with the number of drafts, but for their batches.
    Raises Invalid with every rule that any of them breaks; pointers begin with "/" and the
    draft's index.
    """
    chart = chart or ChartOfAccounts.of(uow.book)
    entries = [_judged(draft, chart) for draft in drafts]
    raise_problems(
        problem.below(f"/{index}")
        for index, entry in enumerate(entries)
        for problem in entry.problems
    )
    return _record(uow, entries, _Names.of(uow, entries)).ids


def transactions_to_change(uow: UnitOfWork, ids: Collection[int]) -> list[StoredTransaction]:
    """Return those of the transactions `ids` that the book has, which are about to be changed.

    They are read once for that and for the history, which keeps them as they are now.
    """
    rows = transactions_with_ids(uow.book.pk, ids)
    uow.recorder.note_read(Transaction, rows)
    return rows


def amend_transaction(
    uow: UnitOfWork, row: StoredTransaction, draft: TransactionDraft
) -> StoredTransaction:
    """Make the stored `row` what `draft` says, and return it.

    A posting named by its id keeps it; in a flat draft the first stored ones do. Raises Invalid
    with every rule that it breaks.
    """
    entry = _judged(draft, ChartOfAccounts.of(uow.book, draft.categories()))
    raise_problems([*entry.problems, *pending_problems(row, draft)])
    if _amend(uow, [row], [entry]):
        (row,) = transactions_with_ids(uow.book.pk, [row.pk])
    return row


def amend_transactions(
    uow: UnitOfWork,
    amendments: Sequence[tuple[StoredTransaction, TransactionDraft]],
    chart: ChartOfAccounts | None = None,
) -> None:
    """Make each stored transaction what its draft says: all of them, or none.

    Does with each what `amend_transaction` does. Raises Invalid as `record_transactions` does.
    """
    chart = chart or ChartOfAccounts.of(uow.book)
    entries = [_judged(draft, chart) for _, draft in amendments]
    raise_problems(
        problem.below(f"/{index}")
        for index, (entry, (row, draft)) in enumerate(zip(entries, amendments, strict=True))
        for problem in (*entry.problems, *pending_problems(row, draft))
    )
    _amend(uow, [row for row, _ in amendments], entries)


def delete_transactions(uow: UnitOfWork, ids: Collection[int]) -> int:
    """Delete the book's transactions with these `ids`; returns how many there were."""
    ordered = sorted(ids)
    delta = TotalsDelta()
    count = 0
    for batch in batched(ordered, DELETE_BATCH):
        count += _delete(uow, transactions_to_change(uow, batch), delta)
    delta.apply(uow)
    return count


def delete_transaction(uow: UnitOfWork, row: StoredTransaction) -> None:
    """Delete `row`, which was read to be changed."""
    delta = TotalsDelta()
    _delete(uow, [row], delta)
    delta.apply(uow)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A judged draft: what is about to be written, and what speaks against it."""

    draft: TransactionDraft
    lines: list[Line]
    problems: list[Problem]

    def columns(self, names: "_Names") -> tuple[Any, ...]:
        """Return the values of ENTRY_COLUMNS."""
        draft = self.draft
        amount, currency = self._amount()
        return (
            draft.date, draft.type, amount, currency, draft.refund, names.payee_id(draft.payee),
            draft.description, draft.notes, draft.status,
        )  # fmt: skip

    def comes_earlier(self, row: StoredTransaction) -> bool:
        """Whether it brings `row` to an earlier day, or to another account."""
        had = {posting.account_id for posting in row.postings}
        return self.draft.date < row.date or any(line.account.id not in had for line in self.lines)

    def _amount(self) -> tuple[int, str]:
        if self.draft.type != PostingKind.TRANSFER:
            total = sum(line.minor() for line in self.lines)
            return abs(total), self.lines[0].account.currency.code
        out = [
            line for line in self.lines if line.kind == PostingKind.TRANSFER and line.minor() < 0
        ]
        return -sum(line.minor() for line in out), out[0].account.currency.code


@dataclass(frozen=True, slots=True)
class _Names:
    """The payees and tags that some drafts name."""

    payees: dict[str, StoredLabel]
    tags: dict[str, StoredLabel]

    @classmethod
    def of(
        cls, uow: UnitOfWork, entries: Sequence[_Entry], rows: Sequence[StoredTransaction] = ()
    ) -> "_Names":
        """Look up the names, but for those that `rows`, which are to be amended, have already."""
        payees = [entry.draft.payee for entry in entries if entry.draft.payee]
        tags = list(chain.from_iterable(entry.draft.tags for entry in entries))
        return cls(
            payees=_resolved(uow, Payee, payees, {row.payee: row.payee_id for row in rows}),
            tags=_resolved(
                uow, Tag, tags, {tag.name: tag.tag_id for row in rows for tag in row.tags}
            ),
        )

    def payee(self, name: str) -> StoredLabel | None:
        return self.payees.get(fold(name)) if name else None

    def payee_id(self, name: str) -> int | None:
        payee = self.payee(name)
        return payee.pk if payee else None

    def tags_of(self, draft: TransactionDraft) -> list[StoredLabel]:
        """Return the draft's tags in their order, each once."""
        tags = (self.tags.get(fold(name)) for name in draft.tags)
        return list(dict.fromkeys(tag for tag in tags if tag is not None))


@dataclass(frozen=True, slots=True)
class _Recorded:
    """New transactions as they were written."""

    ids: list[int]
    postings: list[tuple[Any, ...]]
    """The values of POSTING_COLUMNS of each."""
    only_posting: int | None
    """The id of a posting that is alone. Those of several would have to be read."""


def _resolved(
    uow: UnitOfWork,
    model: type[Payee] | type[Tag],
    names: Iterable[str],
    had: Mapping[str | None, int | None],
) -> dict[str, StoredLabel]:
    known = {
        key: StoredLabel(key, row_id, name)
        for name, row_id in had.items()
        if name and row_id and (key := fold(name))
    }
    others = [name for name in names if fold(name) not in known]
    return known | resolve(uow, model, others) if others else known


def _delete(uow: UnitOfWork, rows: Sequence[StoredTransaction], delta: TotalsDelta) -> int:
    ids = [row.pk for row in rows]
    for watcher in deletion_watchers:
        watcher(uow, ids)
    settled = settled_sums(chain.from_iterable(row.postings for row in rows))
    check_open(uow, statements_of(settled))
    for row in rows:
        delta.count_rows(row.postings, sign=-1)
    return uow.remove_ids(Transaction, ids)


def _judged(draft: TransactionDraft, chart: ChartOfAccounts) -> _Entry:
    draft = typed(draft, chart)
    return _Entry(draft, *judge(draft, chart))


def _record(
    uow: UnitOfWork, entries: Sequence[_Entry], names: "_Names", *, watched: bool = True
) -> _Recorded:
    converter = _valuer(uow, entries)
    columns = [entry.columns(names) for entry in entries]
    ids = uow.add_numbered(Transaction, ENTRY_COLUMNS, columns)
    delta = TotalsDelta()
    postings: list[tuple[Any, ...]] = []
    links: list[tuple[Any, ...]] = []
    for row_id, entry in zip(ids, entries, strict=True):
        for position, values in enumerate(_posting_values(entry, converter)):
            postings.append((row_id, position, *values))
            count_values(delta, values)
        links.extend((row_id, tag.pk) for tag in names.tags_of(entry.draft))
    only = uow.add_many(Posting, POSTING_COLUMNS, postings)
    uow.add_many(TransactionTag, ("transaction_id", "tag_id"), links)
    delta.apply(uow)
    _check_strict(uow, zip(ids, entries, strict=True))
    if watched:
        _tell_watchers(uow, ids, entries, columns)
    return _Recorded(ids, postings, only)


def _tell_watchers(
    uow: UnitOfWork,
    ids: Sequence[int],
    entries: Sequence[_Entry],
    columns: Sequence[tuple[Any, ...]],
) -> None:
    recorded = []
    for row_id, entry, values in zip(ids, entries, columns, strict=True):
        day, kind, amount, currency, refund, payee_id, *_ = values
        accounts = frozenset(line.account.id for line in entry.lines)
        recorded.append(
            RecordedTransaction(
                *(row_id, day, kind, amount, currency, refund),
                *(payee_id, entry.draft.payee, accounts),
            )
        )
    for watcher in recording_watchers:
        watcher(uow, recorded)


def _amend(uow: UnitOfWork, rows: Sequence[StoredTransaction], entries: Sequence[_Entry]) -> bool:
    """Amend `rows` in the database and in memory.

    Returns whether postings or tags have come, gone or been released, which `rows` do not show.
    """
    names = _Names.of(uow, entries, rows)
    converter = _valuer(uow, entries)
    delta = TotalsDelta()
    plan = PostingPlan()
    _check_strict(
        uow,
        (
            (row.pk, entry)
            for row, entry in zip(rows, entries, strict=True)
            if entry.comes_earlier(row)
        ),
    )
    for row, entry in zip(rows, entries, strict=True):
        for column, value in zip(ENTRY_COLUMNS, entry.columns(names), strict=True):
            setattr(row, column, value)
        payee = names.payee(entry.draft.payee)
        row.payee = payee.name if payee else None
        delta.count_rows(row.postings, sign=-1)
        stated = [line.stated for line in entry.lines]
        flat = entry.draft.lines is None
        plan.add(row, list(_posting_values(entry, converter)), stated, delta, flat=flat)
    check_open(uow, plan.unsettling)
    uow.amend_each(Transaction, rows, ENTRY_COLUMNS)
    if plan.moved:
        uow.amend_many(Posting.objects.filter(pk__in=plan.moved), settled_in=None)
    if plan.gone:
        uow.remove_many(Posting.objects.filter(pk__in=plan.gone))
    uow.amend_each(Posting, plan.kept, POSTING_VALUES)
    uow.add_many(Posting, FRESH_COLUMNS, plan.fresh)
    retagged = _retag(uow, rows, entries, names)
    delta.apply(uow)
    return bool(plan.gone or plan.fresh or plan.moved or retagged)


def _check_strict(uow: UnitOfWork, entries: Iterable[tuple[int, _Entry]]) -> None:
    """Let the end of the change look at those of `entries`, by id, that are on strict accounts."""
    ids = [row_id for row_id, entry in entries if any(one.account.strict for one in entry.lines)]
    if ids:
        uow.at_end.add(check_strict, ids)


def _valuer(uow: UnitOfWork, entries: Iterable[_Entry]) -> Converter:
    needed = (
        (line.account.currency.code, entry.draft.date) for entry in entries for line in entry.lines
    )
    return Converter(uow.book, needed)


def _posting_values(entry: _Entry, converter: Converter) -> Iterator[tuple[Any, ...]]:
    """Yield the values of POSTING_VALUES of each posting."""
    day = entry.draft.date
    for line in entry.lines:
        minor = line.minor()
        currency = line.account.currency
        yield (
            day, line.account.id, line.kind, line.stated.category, minor, currency.code,
            *converter.value(minor, currency, day), line.stated.description,
        )  # fmt: skip


def _retag(
    uow: UnitOfWork, rows: Sequence[StoredTransaction], entries: Sequence[_Entry], names: _Names
) -> list[int]:
    """Put the tags of `entries` on `rows`; returns the ids of those that had others."""
    other: list[int] = []
    fresh: list[tuple[Any, ...]] = []
    for row, entry in zip(rows, entries, strict=True):
        wanted = [tag.pk for tag in names.tags_of(entry.draft)]
        if [tag.tag_id for tag in row.tags] != wanted:
            other.append(row.pk)
            fresh.extend((row.pk, tag_id) for tag_id in wanted)
    if other:
        uow.remove_many(TransactionTag.objects.filter(transaction__in=other))
    uow.add_many(TransactionTag, ("transaction_id", "tag_id"), fresh)
    return other
