"""The rules of a budget, as functions over a draft and the budgets that it is to join."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from accounts.models import Account
from books.models import Book
from books.row_rules import RowRule, currency_is_known, name_is_valid, row_problems
from books.tracked_models import Columns
from budgets.models import NO_KEY, Budget, BudgetLine, Mode
from common.business_days import Adjust
from common.errors import Problem
from common.period_rules import PeriodRule, Unit, rule_problems
from common.text import clean, fold
from transactions.filters import ACCOUNTS_MAX as ACCOUNTS_FILTERED_MAX

ACCOUNTS_MAX = ACCOUNTS_FILTERED_MAX
"""How many accounts a budget is of at the most: as many as a list of transactions is filtered by,
to which its figures lead."""
HOLDS_MAX = 1_200
"""In how many periods a budget holds money back at the most: as many as a line has amounts for.
Every change of a budget keeps all of them as they were."""
TOO_MANY_HOLDS = f"A budget holds money back in at most {HOLDS_MAX:,} periods."
LATER_RULES_MAX = 100
"""How many rules follow the first one of a budget at the most: people are paid on another day every
year or so."""
TOO_MANY_LATER_RULES = f"At most {LATER_RULES_MAX} rules follow the first one of a budget."
BUDGETS_MAX = 50
"""How many budgets a book has at the most: a page offers them all."""


@dataclass(frozen=True, slots=True)
class BudgetDraft:
    """A budget as it is to be; `id` is None for one that is new."""

    name: str
    currency: str
    rule: PeriodRule
    archived: bool = False
    mode: str = Mode.LIMITS
    accounts: Sequence[int] = ()
    """The ids of those that it is of; none for all."""
    id: int | None = None

    @property
    def row(self) -> Columns:
        """The columns of the row, which ROW_RULES look at.

        A draft says neither what is held back nor which rules follow.
        """
        return {
            "name": clean(self.name),
            "mode": self.mode,
            "currency": self.currency,
            "unit": self.rule.unit,
            "every": self.rule.every,
            "anchor": self.rule.anchor,
            "adjust": self.rule.adjust,
            "archived": self.archived,
            "budget_accounts": self.accounts,
            "holds": (),
            "later_rules": (),
        }


@dataclass(frozen=True, slots=True)
class Others:
    """What the rules need to know of the book's budgets."""

    ids_by_name_key: dict[str, int]
    accounts: Collection[int]
    """The ids of those accounts of the draft that the book has."""
    on_lines: Collection[int]
    """The ids of the accounts that lines of it are on."""

    @classmethod
    def of(cls, book: Book, draft: BudgetDraft) -> "Others":
        names = Budget.objects.for_book(book).values_list("name_key", "id")
        found = Account.objects.for_book(book).filter(pk__in=draft.accounts)
        lines = BudgetLine.objects.for_book(book).filter(
            budget_id=draft.id or NO_KEY, account__isnull=False
        )
        return cls(
            dict(names),
            set(found.values_list("id", flat=True)),
            set(lines.values_list("account_id", flat=True)),
        )


def _rule_is_valid(row: Columns) -> Iterator[Problem]:
    unit, adjust = Unit(row["unit"]), Adjust(row["adjust"])
    return rule_problems(PeriodRule(unit, row["every"], row["anchor"], adjust))


def _name_is_free(draft: BudgetDraft, others: Others) -> Iterator[Problem]:
    if others.ids_by_name_key.get(fold(draft.name), draft.id) != draft.id:
        yield Problem("/name", "name_taken", "There is a budget of this name already.")


def _accounts_are_there(draft: BudgetDraft, others: Others) -> Iterator[Problem]:
    for index, account in enumerate(draft.accounts):
        if account not in others.accounts:
            detail = "There is no such account in this book."
            yield Problem(f"/accounts/{index}", "does_not_exist", detail)
        elif account in draft.accounts[:index]:
            yield Problem(f"/accounts/{index}", "repeated", "State each account once.")


def _accounts_are_not_on_lines(draft: BudgetDraft, others: Others) -> Iterator[Problem]:
    if others.on_lines and not draft.accounts:
        detail = (
            "Lines of the budget are on accounts, so it is not of all; state those that it is of."
        )
        yield Problem("/accounts", "on_line", detail)
    for index, account in enumerate(draft.accounts):
        if account in others.on_lines:
            detail = "A line of the budget is on this account; delete the line first."
            yield Problem(f"/accounts/{index}", "on_line", detail)


def _accounts_are_few(row: Columns) -> Iterator[Problem]:
    if len(row["budget_accounts"]) > ACCOUNTS_MAX:
        detail = f"A budget is of at most {ACCOUNTS_MAX} accounts, or of all."
        yield Problem("/accounts", "too_many", detail)


def _holds_are_few(row: Columns) -> Iterator[Problem]:
    if len(row["holds"]) > HOLDS_MAX:
        yield Problem("/holds", "too_many", TOO_MANY_HOLDS)


def _later_rules_are_few(row: Columns) -> Iterator[Problem]:
    if len(row["later_rules"]) > LATER_RULES_MAX:
        yield Problem("/rules", "too_many", TOO_MANY_LATER_RULES)


def _book_has_room(draft: BudgetDraft, others: Others) -> Iterator[Problem]:
    if draft.id is None and len(others.ids_by_name_key) >= BUDGETS_MAX:
        yield Problem("", "too_many", f"A book has at most {BUDGETS_MAX} budgets.")


ROW_RULES: tuple[RowRule, ...] = (
    name_is_valid,
    currency_is_known,
    _rule_is_valid,
    _accounts_are_few,
    _holds_are_few,
    _later_rules_are_few,
)
RULES: tuple[Callable[[BudgetDraft, Others], Iterator[Problem]], ...] = (
    _name_is_free,
    _accounts_are_there,
    _accounts_are_not_on_lines,
    _book_has_room,
)


def problems(draft: BudgetDraft, others: Others) -> list[Problem]:
    """Return every rule that `draft` breaks."""
    found = [problem for rule in RULES for problem in rule(draft, others)]
    return [*row_problems(ROW_RULES, draft.row), *found]
