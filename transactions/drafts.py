"""A transaction as somebody states it.

A draft is made by the API, a page, an import or a command alike.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from common.money import to_minor
from transactions.chart_of_accounts import ChartAccount, ChartOfAccounts
from transactions.models import PostingKind, Status


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One posting as stated: an amount into (+) or out of (-) an account."""

    amount: Decimal
    account: int | None = None
    """Id of the account; None is the transaction's, and then the book's default."""
    kind: str | None = None
    """None is the category's type or, without a category, the transaction's."""
    category: int | None = None
    description: str = ""
    id: int | None = None
    """The stored posting that this one is, in an amended transaction."""
    pointer: str = ""
    amount_pointer: str = "/amount"


@dataclass(frozen=True, slots=True)
class TransactionDraft:
    """A transaction as stated. With `lines` it is a split; without, the flat fields say it all."""

    type: str | None
    """None is the category's."""
    date: date
    amount: Decimal | None = None
    """Above zero; type and refund give the direction. In a split it may be left out."""
    account: int | None = None
    category: int | None = None
    to_account: int | None = None
    to_amount: Decimal | None = None
    refund: bool = False
    payee: str = ""
    description: str = ""
    notes: str = ""
    tags: tuple[str, ...] = ()
    status: str = Status.CLEARED
    lines: tuple[LineDraft, ...] | None = None
    kept_accounts: frozenset[int] = field(default=frozenset())
    """Accounts that the stored transaction uses: it may go on doing so once they are archived."""
    kept_categories: frozenset[int] = field(default=frozenset())

    def categories(self) -> set[int]:
        """Return the ids of the categories that it names."""
        named = {self.category, *(line.category for line in self.lines or ())}
        return {category_id for category_id in named if category_id is not None}


@dataclass(slots=True)
class Line:
    """A posting whose account is known, with its amount still as it was stated."""

    stated: LineDraft
    account: ChartAccount
    kind: str
    _minor: int | None = None

    def minor(self) -> int:
        """The amount in minor units of the account's currency; raises AmountError."""
        if self._minor is None:
            self._minor = to_minor(self.stated.amount, self.account.currency)
        return self._minor


def lines_of(draft: TransactionDraft, chart: ChartOfAccounts) -> list[Line]:
    """Return the postings that `draft` means, leaving out those whose account is not known."""
    found = []
    for stated in stated_lines(draft):
        account = chart.accounts.get(stated.account or draft.account or chart.default_account or 0)
        if account is not None:
            found.append(Line(stated, account, kind_of(stated, draft, chart)))
    return found


def stated_lines(draft: TransactionDraft) -> tuple[LineDraft, ...]:
    """Return the postings as stated, those of a flat draft spelled out."""
    if draft.lines is not None:
        return draft.lines
    amount = draft.amount or Decimal(0)
    if draft.type == PostingKind.TRANSFER:
        received = amount if draft.to_amount is None else draft.to_amount
        pointer = "/amount" if draft.to_amount is None else "/to_amount"
        return (
            LineDraft(-amount, draft.account, PostingKind.TRANSFER),
            LineDraft(received, draft.to_account, PostingKind.TRANSFER, amount_pointer=pointer),
        )
    outward = (draft.type == PostingKind.EXPENSE) is not draft.refund
    return (
        LineDraft(-amount if outward else amount, draft.account, str(draft.type), draft.category),
    )


def kind_of(stated: LineDraft, draft: TransactionDraft, chart: ChartOfAccounts) -> str:
    """Return the kind of a posting: as stated, or else that of its category or the transaction."""
    if stated.kind is not None:
        return stated.kind
    category = chart.categories.get(stated.category or 0)
    return category.type if category else str(draft.type)


def typed(draft: TransactionDraft, chart: ChartOfAccounts) -> TransactionDraft:
    """Return `draft` with the type of its category, where it states a category and no type."""
    category = chart.categories.get(draft.category or 0)
    if draft.type is not None or category is None:
        return draft
    return replace(draft, type=category.type)


def with_pointers(lines: tuple[LineDraft, ...]) -> tuple[LineDraft, ...]:
    """Return `lines` with the pointers that they have as the `postings` of a request."""
    return tuple(replace(line, pointer=f"/postings/{index}") for index, line in enumerate(lines))
