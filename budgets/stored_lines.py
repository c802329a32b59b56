"""Lines with what is stated of them, in two statements however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import BooleanField, CharField, QuerySet, Value
from django.db.models.functions import Coalesce

from budgets.models import BudgetLine, Carry, LineAmount, LinePolicy
from budgets.periods import BudgetPeriods
from budgets.reckoning import LineTerms, Policy, Standing
from categories.models import CategoryType
from common.statements import Row, Statement
from transactions.models import PostingKind

NAME = Coalesce("category__name", "account__name")
TYPE = Coalesce("category__type", Value(CategoryType.EXPENSE.value))
"""What a line is called, and what it is for."""


class StoredPolicy(NamedTuple):
    """What is carried over from the period that is stored as `starts` on."""

    starts: date
    carry: str
    cap: int | None


class StoredAmount(NamedTuple):
    """What is budgeted for, or from, the period that is stored as `period`."""

    period: date
    standing: bool
    amount: int


@dataclass(slots=True)
class StoredLine:
    """A line as it is stored; policies and amounts are in the order of their periods."""

    pk: int
    budget_id: int
    category_id: int | None
    name: str
    """That of the category, or of the account."""
    category_type: str
    """What is put on an account is an expense of the budget."""
    currency: str
    starts: date
    ends: date | None
    opening: int
    account_id: int | None = None
    policies: list[StoredPolicy] = field(default_factory=list)
    amounts: list[StoredAmount] = field(default_factory=list)

    @property
    def counts(self) -> tuple[str, int]:
        """The kind of postings that it counts, and the id of what they are of."""
        if self.account_id is not None:
            return PostingKind.TRANSFER.value, self.account_id
        return self.category_type, self.category_id or 0

    def terms(self, periods: BudgetPeriods, *, envelope: bool = False) -> LineTerms:
        """Return what is stated, by the numbers of its periods.

        What is left in an `envelope` stays there unless a policy says otherwise.
        """
        return LineTerms(
            unless_stated=Carry.UNDER if envelope else Carry.NONE,
            first=periods.number(self.starts),
            end=None if self.ends is None else periods.number(self.ends),
            opening=self.opening,
            policies=[Policy(periods.number(p.starts), p.carry, p.cap) for p in self.policies],
            standing=[
                Standing(periods.number(one.period), one.amount)
                for one in self.amounts
                if one.standing
            ],
            own={
                periods.number(one.period): one.amount for one in self.amounts if not one.standing
            },
        )


def lines_of_book(book_id: int) -> list[StoredLine]:
    """Return the lines of all budgets of a book in the order in which they were made."""
    return _read(_OF_BOOK.rows(book=book_id))


def lines_of_budget(book_id: int, budget_id: int) -> list[StoredLine]:
    """Return the lines of a budget in the order in which they were made."""
    return _read(_OF_BUDGET.rows(book=book_id, budget=budget_id))


def lines_with_ids(book_id: int, ids: Iterable[int]) -> list[StoredLine]:
    """Return the lines of a book with these `ids`."""
    return _read(_WITH_IDS.rows(book=book_id, ids=sorted(ids)))


def _read(rows: Iterable[Row]) -> list[StoredLine]:
    lines = [StoredLine(*row) for row in rows]
    return _with_terms(lines, _TERMS.rows(ids=[line.pk for line in lines]))


def _with_terms(lines: Iterable[StoredLine], terms: Iterable[Row]) -> list[StoredLine]:
    found = {line.pk: line for line in lines}
    for line_id, period, carry, standing, amount in terms:
        if carry:
            found[line_id].policies.append(StoredPolicy(period, carry, amount))
        else:
            found[line_id].amounts.append(StoredAmount(period, bool(standing), amount))
    for line in found.values():
        line.policies.sort()
        line.amounts.sort()
    return list(found.values())


def _columns(lines: QuerySet[Any]) -> QuerySet[Any, Any]:
    return lines.order_by("id").values_list(
        "id", "budget_id", "category_id", NAME, TYPE, "currency",
        "starts", "ends", "opening", "account_id",
    )  # fmt: skip


_OF_BOOK = Statement(lambda *, book: _columns(BudgetLine.objects.filter(book_id=book)))
_OF_BUDGET = Statement(
    lambda *, book, budget: _columns(BudgetLine.objects.filter(book_id=book, budget_id=budget))
)
_WITH_IDS = Statement(
    lambda *, book, ids: _columns(BudgetLine.objects.filter(book_id=book, id__in=ids))
)
_TERMS = Statement(
    lambda *, ids: [
        LinePolicy.objects.filter(line__id__in=ids)
        .order_by()
        .values_list("line_id", "starts", "carry", _flag(), "cap"),
        LineAmount.objects.filter(line__id__in=ids)
        .order_by()
        .values_list("line_id", "period", _no_carry(), "standing", "amount"),
    ]
)


def _flag() -> Value:
    return Value(False, output_field=BooleanField())  # noqa: FBT003  # a value of SQL


def _no_carry() -> Value:
    return Value("", output_field=CharField())
