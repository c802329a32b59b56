"""The rules of a schedule, as functions over a draft and the schedules that it is to join."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from operator import itemgetter

from books.models import Book
from books.row_rules import RowRule, name_is_valid, row_problems
from books.tracked_models import Columns
from common.errors import Problem
from common.money import AmountError, to_minor
from common.periods import DATE_MAX, DATE_MIN
from common.recurrence import Recurrence, normalised
from common.recurrence_problems import recurrence_problems
from common.text import clean, fold
from schedules.choices import OF_LAST_DEFAULT, PERCENT_DEFAULT, AmountRule
from schedules.models import Schedule
from schedules.stored import recurrence_of
from transactions.chart_of_accounts import ChartOfAccounts
from transactions.draft_rules import judge
from transactions.drafts import LineDraft, TransactionDraft, with_pointers
from transactions.models import PostingKind
from transactions.row_rules import TAGS_MAX

SCHEDULES_MAX = 300
"""How many schedules a book has at the most: each recorded transaction is compared with all."""
PHASES_MAX = 50
"""How many phases a schedule has at the most: a change of the rent each year of a working life."""
_POINTERS = {"/start": "/starts", "/date": "/starts"}
"""What the fields of a recurrence, and of a transaction, are called in a phase."""
_ANY_AMOUNT = Decimal(1)
"""Stands where no amount is stated: every account and every currency takes it."""
_NOT_OF_A_PHASE = frozenset({"type", "tags"})
"""The fields of the schedule itself that a fault of its transactions points to."""


@dataclass(frozen=True, slots=True)
class SplitDraft:
    """A line of a split phase as it is to be."""

    amount: Decimal
    """In the currency of the phase; below zero for what goes the other way."""
    category: int | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class PhaseDraft:
    """A phase as it is to be."""

    recurrence: Recurrence
    amount: Decimal | None
    """None of the rule that what is owed is paid, which has no amount of its own."""
    account: int | None = None
    """Id of the account; None is the book's default."""
    to_account: int | None = None
    category: int | None = None
    amount_rule: str = AmountRule.EXACT
    highest: Decimal | None = None
    percent: int = PERCENT_DEFAULT
    of_last: int = OF_LAST_DEFAULT
    to_amount: Decimal | None = None
    split: tuple[SplitDraft, ...] = ()
    """The lines that add up to the amount; none where the category has it all."""

    def categories(self) -> set[int]:
        """Return the ids of the categories that it names."""
        named = {self.category, *(line.category for line in self.split)}
        return {category_id for category_id in named if category_id is not None}

    def transaction(self, kind: str, kept: "Kept", tags: Sequence[str]) -> TransactionDraft:
        """Return a transaction of the phase on its first day."""
        return TransactionDraft(
            type=kind,
            date=self.recurrence.start,
            amount=_ANY_AMOUNT if self.amount is None else self.amount,
            account=self.account,
            category=self.category,
            to_account=self.to_account,
            to_amount=self.to_amount,
            lines=postings_of(kind, self.split) if self.split else None,
            tags=tuple(tags),
            kept_accounts=kept.accounts,
            kept_categories=kept.categories,
        )


def postings_of(kind: str, split: Sequence[SplitDraft]) -> tuple[LineDraft, ...]:
    """Return the postings of a split transaction of a kind; of an expense they change signs."""
    sign = -1 if kind == PostingKind.EXPENSE else 1
    lines = (
        LineDraft(sign * one.amount, None, None, one.category, one.description) for one in split
    )
    return with_pointers(tuple(lines))


@dataclass(frozen=True, slots=True)
class Kept:
    """The ids of what a stored schedule uses: it may go on doing so once that is archived."""

    accounts: frozenset[int] = frozenset()
    categories: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ScheduleDraft:
    """A schedule as it is to be; `id` is None for one that is new."""

    name: str
    type: str
    phases: Sequence[PhaseDraft]
    tags: Sequence[str] = ()
    kept: Kept = Kept()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What the rules need to know of the book."""

    ids_by_name_key: dict[str, int]
    chart: ChartOfAccounts

    @classmethod
    def of(cls, book: Book, draft: ScheduleDraft) -> "Place":
        names = Schedule.objects.for_book(book).values_list("name_key", "id")
        categories = {key for phase in draft.phases for key in phase.categories()}
        return cls(dict(names), ChartOfAccounts.of(book, categories))


def _name_is_free(draft: ScheduleDraft, place: Place) -> Iterator[Problem]:
    if place.ids_by_name_key.get(fold(draft.name), draft.id) != draft.id:
        yield Problem("/name", "name_taken", "There is a schedule of this name already.")


def _book_has_room(draft: ScheduleDraft, place: Place) -> Iterator[Problem]:
    if draft.id is None and len(place.ids_by_name_key) >= SCHEDULES_MAX:
        yield Problem("", "too_many", f"A book has at most {SCHEDULES_MAX} schedules.")


def _phases_are_some(draft: ScheduleDraft, _: Place) -> Iterator[Problem]:
    if not 1 <= len(draft.phases) <= PHASES_MAX:
        detail = f"State from 1 to {PHASES_MAX} phases."
        yield Problem("/phases", "count", detail)


def _phases_follow_each_other(draft: ScheduleDraft, place: Place) -> Iterator[Problem]:
    for index, (earlier, later) in enumerate(pairwise(draft.phases), 1):
        if later.recurrence.start <= earlier.recurrence.start:
            detail = "State each phase with a later day than the one before it."
            yield Problem(f"/phases/{index}/starts", "order", detail)


def _phases_recur(draft: ScheduleDraft, place: Place) -> Iterator[Problem]:
    for index, phase in enumerate(draft.phases):
        for problem in recurrence_problems(phase.recurrence):
            yield _of_phase(problem, index)


def _phases_can_be_recorded(draft: ScheduleDraft, place: Place) -> Iterator[Problem]:
    for index, phase in enumerate(draft.phases):
        _, problems = judge(phase.transaction(draft.type, draft.kept, draft.tags), place.chart)
        for problem in problems:
            yield _of_phase(problem, index)


def _amounts_are_stated_or_owed(draft: ScheduleDraft, _: Place) -> Iterator[Problem]:
    for index, phase in enumerate(draft.phases):
        pointer = f"/phases/{index}"
        if phase.amount_rule != AmountRule.OWED:
            if phase.amount is None:
                yield Problem(f"{pointer}/amount", "required", "State the amount.")
            continue
        if phase.amount is not None:
            detail = "What is owed has no amount of its own; leave it out."
            yield Problem(f"{pointer}/amount", "not_if_owed", detail)
        if draft.type != PostingKind.TRANSFER:
            detail = "Only a transfer pays what the account owes to which it goes."
            yield Problem(f"{pointer}/amount_rule", "only_for_transfers", detail)


def _splits_are_of_money_spent_or_earned(draft: ScheduleDraft, _: Place) -> Iterator[Problem]:
    for index, phase in enumerate(draft.phases):
        pointer = f"/phases/{index}/split"
        if phase.split and draft.type == PostingKind.TRANSFER:
            yield Problem(pointer, "not_for_transfers", "A transfer is not split.")
        if len(phase.split) == 1:
            yield Problem(pointer, "count", "A split has two lines or more.")


def _ranges_are_in_order(draft: ScheduleDraft, place: Place) -> Iterator[Problem]:
    for index, phase in enumerate(draft.phases):
        pointer = f"/phases/{index}/highest"
        if phase.amount_rule != AmountRule.RANGE:
            if phase.highest is not None:
                yield Problem(pointer, "only_for_ranges", "Only a range has a highest amount.")
        elif phase.highest is None:
            yield Problem(pointer, "required", "State the highest amount of the range.")
        elif phase.amount is not None and phase.highest < phase.amount:
            yield Problem(pointer, "order", "State at least the amount, which is the lowest.")
        else:
            yield from _amount_problems(phase, place, pointer)


def _other_currencies_are_exact(draft: ScheduleDraft, place: Place) -> Iterator[Problem]:
    for index, phase in enumerate(draft.phases):
        if phase.to_amount is not None and phase.amount_rule != AmountRule.EXACT:
            detail = "Between two currencies, both amounts are exact."
            yield Problem(f"/phases/{index}/amount_rule", "not_exact", detail)


def _amount_problems(phase: PhaseDraft, place: Place, pointer: str) -> Iterator[Problem]:
    account = place.chart.accounts.get(phase.account or place.chart.default_account or 0)
    if account is None or phase.highest is None:
        return
    try:
        to_minor(phase.highest, account.currency)
    except AmountError as error:
        yield Problem(pointer, error.code, str(error))


def _of_phase(problem: Problem, index: int) -> Problem:
    if problem.pointer.split("/")[1] in _NOT_OF_A_PHASE:
        return problem
    pointer = _POINTERS.get(problem.pointer, problem.pointer)
    pointer = pointer.replace("/postings", "/split", 1)
    return replace(problem, pointer=f"/phases/{index}{pointer}")


RULES: tuple[Callable[[ScheduleDraft, Place], Iterator[Problem]], ...] = (
    _name_is_free,
    _book_has_room,
    _phases_follow_each_other,
    _phases_recur,
    _phases_can_be_recorded,
    _amounts_are_stated_or_owed,
    _splits_are_of_money_spent_or_earned,
    _ranges_are_in_order,
    _other_currencies_are_exact,
)


def problems(draft: ScheduleDraft, place: Place) -> list[Problem]:
    """Return every rule that `draft` breaks; of far too many phases, that they are."""
    if too_many := list(_phases_are_some(draft, place)):
        return too_many
    found = [problem for rule in RULES for problem in rule(draft, place)]
    named = row_problems((name_is_valid,), {"name": clean(draft.name)})
    return list(dict.fromkeys([*named, *found]))


def records_from_problems(day: date | None) -> Iterator[Problem]:
    """Yield a problem where the worker would record from a day that the tracker does not keep."""
    if day is not None and not DATE_MIN <= day <= DATE_MAX:
        detail = f"State a date from {DATE_MIN} to {DATE_MAX}."
        yield Problem("/records_from", "out_of_range", detail)


def _stored_phases_recur(row: Columns) -> Iterator[Problem]:
    if not 1 <= len(row["phases"]) <= PHASES_MAX:
        yield Problem("/phases", "count", f"A schedule has from 1 to {PHASES_MAX} phases.")
    for phase in row["phases"]:
        try:
            recurrence = recurrence_of(phase)
            faults = [*recurrence_problems(recurrence)]
        except ValueError:
            yield Problem("/phases", "recurrence", "A phase has a recurrence that is not known.")
            continue
        if faults or normalised(recurrence) != recurrence:
            yield Problem("/phases", "recurrence", "A phase has a recurrence that is not valid.")


def _stored_ranges_have_ends(row: Columns) -> Iterator[Problem]:
    for phase in row["phases"]:
        if (phase["amount_rule"] == AmountRule.RANGE) != (phase["highest"] is not None):
            yield Problem("/phases", "highest", "A range has a highest amount, and nothing else.")


def _stored_transfers_pay_what_is_owed(row: Columns) -> Iterator[Problem]:
    owed = any(phase["amount_rule"] == AmountRule.OWED for phase in row["phases"])
    if owed and row["type"] != PostingKind.TRANSFER:
        yield Problem("/phases", "owed", "Only a transfer pays what an account owes.")


def _stored_splits_add_up(row: Columns) -> Iterator[Problem]:
    whole = {phase["starts"]: phase for phase in row["phases"]}
    for starts, lines in groupby(row["split_lines"], itemgetter("starts")):
        phase, amounts = whole.get(starts), [line["amount"] for line in lines]
        if phase is None or phase["category_id"] is not None or sum(amounts) != phase["amount"]:
            yield Problem("/split_lines", "split", "A split adds up to the amount of its phase.")
        if len(amounts) == 1 or row["type"] == PostingKind.TRANSFER:
            yield Problem("/split_lines", "split", "A split has two lines or more of one kind.")


def _stored_tags_are_few(row: Columns) -> Iterator[Problem]:
    if len(row["tag_links"]) > TAGS_MAX:
        yield Problem("/tags", "too_many", f"A schedule has at most {TAGS_MAX} tags.")


ROW_RULES: tuple[RowRule, ...] = (
    name_is_valid,
    _stored_phases_recur,
    _stored_ranges_have_ends,
    _stored_transfers_pay_what_is_owed,
    _stored_splits_add_up,
    _stored_tags_are_few,
)
