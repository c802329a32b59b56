"""The rules of a statement, as functions over a draft and what it is to join."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import Account
from books.row_rules import RowRule, currency_is_known
from common.errors import Problem
from common.money import AmountError, format_amount, to_minor
from statements.models import StatementType
from statements.stored import StoredStatement, newest_before, newest_closed_since

STATEMENTS_MAX = 10_000
"""How many statements a book has at the most: eighty years of ten accounts with one a month."""


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """A statement as it is to be; `id` is None for one that is new."""

    account: Account
    date: datetime.date
    balance: Decimal
    type: str
    id: int | None = None

    @property
    def minor(self) -> int:
        """The balance in minor units of the account's currency; raises AmountError."""
        return to_minor(self.balance, self.account.money)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules need to know beside a draft."""

    today: datetime.date
    statements: Sequence[StoredStatement]
    """Those of the account, from the oldest on."""
    in_book: int
    """How many statements the book has."""

    def others(self, draft: StatementDraft) -> list[StoredStatement]:
        """Return the account's statements of the same type, without the draft itself."""
        return [one for one in self.statements if one.type == draft.type and one.id != draft.id]


def previous_of(draft: StatementDraft, place: Surroundings) -> StoredStatement | None:
    """Return the statement that `draft` follows."""
    if draft.type == StatementType.ASSERTION:
        return None
    return newest_before(draft.date, place.others(draft))


def _balance_is_an_amount_and_new(draft: StatementDraft, place: Surroundings) -> Iterator[Problem]:
    try:
        minor = draft.minor
    except AmountError as error:
        yield Problem("/balance", error.code, str(error))
        return
    if any((one.date, one.balance) == (draft.date, minor) for one in place.others(draft)):
        money = draft.account.money
        amount = f"{format_amount(minor, money)} {money.code}"
        detail = f"A balance of {amount} on {draft.date} is stated already."
        yield Problem("/balance", "stated_already", detail)


def _day_is_over_or_today(draft: StatementDraft, place: Surroundings) -> Iterator[Problem]:
    if draft.date > place.today:
        yield Problem("/date", "in_the_future", "State today, or a day before it.")


def _account_is_open_by_then(draft: StatementDraft, place: Surroundings) -> Iterator[Problem]:
    if draft.date < draft.account.opening_date:
        detail = f"The account opened on {draft.account.opening_date}; state a day from then on."
        yield Problem("/date", "before_opening", detail)


def _later_ones_are_open(draft: StatementDraft, place: Surroundings) -> Iterator[Problem]:
    if draft.type == StatementType.ASSERTION:
        return
    later = newest_closed_since(draft.date, place.others(draft))
    if later:
        detail = (
            f"The statement of {later.date} is closed. State a day after it, reopen it, or state "
            "an assertion."
        )
        yield Problem("/date", "later_closed", detail)


def _book_has_room(draft: StatementDraft, place: Surroundings) -> Iterator[Problem]:
    if draft.id is None and place.in_book >= STATEMENTS_MAX:
        yield Problem("", "too_many", f"A book has at most {STATEMENTS_MAX:,} statements.")


ROW_RULES: tuple[RowRule, ...] = (currency_is_known,)
RULES: tuple[Callable[[StatementDraft, Surroundings], Iterator[Problem]], ...] = (
    _balance_is_an_amount_and_new,
    _day_is_over_or_today,
    _account_is_open_by_then,
    _later_ones_are_open,
    _book_has_room,
)


def problems(draft: StatementDraft, place: Surroundings) -> list[Problem]:
    """Return every rule that `draft` breaks."""
    return [problem for rule in RULES for problem in rule(draft, place)]
