"""Keeping MonthlyTotal and MonthlyFlow in step with the postings, inside the same change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from accounts.models import Account
from books.models import Book
from books.unit_of_work import UnitOfWork
from common.statements import Statement
from transactions.models import UNCATEGORISED, MonthlyFlow, MonthlyTotal, Posting
from transactions.stored import StoredPosting

SUMS = ("postings", "amount", "home_amount", "unconverted", "unconverted_postings")
FLOW_KEY = ("month", "kind", "account_id")
TOTAL_KEY = (*FLOW_KEY, "category_key")


CELLS_AT_ONCE = 2
"""Of how many cells each is changed by a statement of its own: reading all and writing them takes
two."""


class TotalKey(NamedTuple):
    """Which total a posting belongs to."""

    month: date
    kind: str
    account_id: int
    category_key: int = UNCATEGORISED


class TotalValues(NamedTuple):
    """What a cell holds, in the order of SUMS."""

    postings: int
    amount: int
    home_amount: int
    unconverted: int
    unconverted_postings: int

    def plus(self, other: "TotalValues") -> "TotalValues":
        return TotalValues(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def only_add(self) -> bool:
        """Whether a cell that grows by this cannot empty, and might begin with it."""
        return self.postings > 0 and 0 <= self.unconverted_postings <= self.postings


@dataclass(slots=True)
class TotalsDelta:
    """What a change adds to the totals, and takes from them."""

    cells: dict[TotalKey, list[int]] = field(default_factory=dict)

    def count(
        self,
        day: date,
        kind: str,
        account_id: int,
        category_id: int | None,
        amount: int,
        home_amount: int | None,
        sign: int = 1,
    ) -> None:
        """Add one posting (take it away, where `sign` is -1)."""
        cell = TotalKey(day.replace(day=1), kind, account_id, category_id or UNCATEGORISED)
        sums = self.cells.get(cell)
        if sums is None:
            sums = self.cells[cell] = [0, 0, 0, 0, 0]
        sums[0] += sign
        sums[1] += sign * amount
        if home_amount is None:
            sums[3] += sign * amount
            sums[4] += sign
        else:
            sums[2] += sign * home_amount

    def count_rows(self, postings: Iterable[Posting | StoredPosting], sign: int) -> None:
        """Add stored postings, or take them away."""
        for row in postings:
            self.count(
                row.date, row.kind, row.account_id, row.category_id, row.amount,
                row.home_amount, sign,
            )  # fmt: skip

    def apply(self, uow: UnitOfWork) -> None:
        """Bring the stored totals up to date."""
        self.write(uow)
        # Where no sum has moved, a day may have: a balance up to that day is another one then.
        moved = {cell.account_id for cell in self.cells}
        uow.stamp(Account, "moved_in", moved)

    def write(self, uow: UnitOfWork) -> None:
        """Update the stored totals; no account is stamped as moved."""
        changed = {c: TotalValues(*sums) for c, sums in self.cells.items() if any(sums)}
        _write(uow, MonthlyTotal, TOTAL_KEY, changed)
        flows = flows_of(changed)
        _write(uow, MonthlyFlow, FLOW_KEY, {c: f for c, f in flows.items() if any(f)})


def flows_of(totals: Mapping[TotalKey, TotalValues]) -> dict[TotalKey, TotalValues]:
    """Return the cells of MonthlyFlow that cells of MonthlyTotal add up to."""
    flows: dict[TotalKey, TotalValues] = {}
    for cell, figures in totals.items():
        flow = cell._replace(category_key=UNCATEGORISED)
        flows[flow] = flows[flow].plus(figures) if flow in flows else figures
    return flows


def move_category(uow: UnitOfWork, category_id: int, other_id: int) -> None:
    """Make the totals of one category part of another's; its postings have moved."""
    delta = TotalsDelta()
    for row in MonthlyTotal.objects.for_book(uow.book).filter(category_key=category_id):
        figures = TotalValues(*(getattr(row, name) for name in SUMS))
        for key, sign in ((category_id, -1), (other_id, 1)):
            cell = TotalKey(row.month, row.kind, row.account_id, key)
            delta.cells[cell] = [sign * figure for figure in figures]
    delta.apply(uow)


def _write(
    uow: UnitOfWork,
    model: type[MonthlyTotal | MonthlyFlow],
    key: Sequence[str],
    moved: dict[TotalKey, TotalValues],
) -> None:
    grown = [(*cell[: len(key)], *f) for cell, f in moved.items() if f.only_add()]
    uow.put_many(model, key, SUMS, grown, adding=True)
    others = {cell: figures for cell, figures in moved.items() if not figures.only_add()}
    if len(others) <= CELLS_AT_ONCE:
        others = {c: f for c, f in others.items() if not _added(uow, model, key, c, f)}
    if others:
        _write_others(uow, model, key, others)


def _added(
    uow: UnitOfWork,
    model: type[MonthlyTotal | MonthlyFlow],
    key: Sequence[str],
    cell: TotalKey,
    figures: TotalValues,
) -> bool:
    """Add to a cell that stays; returns False, having done nothing, where it empties."""
    place = dict(zip(key, cell, strict=False))  # of a flow, the category is not part of the key
    return uow.add_to(model, place, figures._asdict(), "postings")


def _write_others(
    uow: UnitOfWork,
    model: type[MonthlyTotal | MonthlyFlow],
    key: Sequence[str],
    moved: dict[TotalKey, TotalValues],
) -> None:
    """Write cells that may empty. No constraint lets their movement in as a row of its own."""
    # The book's row is locked, so what is read here is still so when it is written.
    stored = _stored(uow.book, model, key, moved)
    fresh, emptied = [], []
    for cell, figures in moved.items():
        row_id, before = stored.get(cell, (None, None))
        after = figures if before is None else before.plus(figures)
        if after.postings:
            fresh.append((*cell[: len(key)], *after))
        elif row_id is not None:
            emptied.append(row_id)
    uow.remove_ids(model, emptied)
    uow.put_many(model, key, SUMS, fresh)


def _stored(
    book: Book,
    model: type[MonthlyTotal | MonthlyFlow],
    key: Sequence[str],
    moved: Iterable[TotalKey],
) -> dict[TotalKey, tuple[int, TotalValues]]:
    wanted = {name: list({getattr(cell, name) for cell in moved}) for name in key}
    return {
        TotalKey(*found[: len(key)]): (row_id, TotalValues(*found[len(key) :]))
        for row_id, *found in _STORED.rows(model, book=book.pk, **wanted)
    }


_STORED = Statement(
    lambda model, /, *, book, account_id, **key: model.objects.filter(
        book_id=book, account__id__in=account_id, **{f"{name}__in": key[name] for name in key}
    ).values_list("id", *(FLOW_KEY if model is MonthlyFlow else TOTAL_KEY), *SUMS)
)
