"""Transactions as a list shows them: texts, amounts and addresses, made once for each row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from transactions.amending import is_flat, own_account
from transactions.models import PostingKind
from transactions.stored import StoredPosting, StoredTransaction
from web.book_names import (
    NO_TONE,
    SPLIT_SYMBOL,
    TRANSFER_SYMBOL,
    UNSORTED_SYMBOL,
    UNSORTED_TONE,
    BookNames,
)
from web.formats import show_short_date
from web.money import Money, Shown
from web.preferences import Preferences


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A transaction, ready for the template of lists."""

    id: int
    version: int
    href: str
    lacks: str
    """What its menu does not offer, in words of the template: a transfer cannot be split."""
    day: str
    symbol: str
    tone: str
    color: str
    who: str
    """The payee, or what else tells one from another."""
    description: str
    what: str
    """Its category, how many it has, or that it is a transfer."""
    is_unsorted: bool
    account: str
    tags: tuple[str, ...]
    amount: Shown
    status: str
    is_refund: bool
    balance: Shown | None


@dataclass(frozen=True, slots=True)
class ListedDay:
    """The rows of one day, under its heading."""

    id: str
    """The day as one word, by which a script knows that it goes on."""
    day: str
    href: str
    net: Shown | None
    rows: list[ListedRow] = field(default_factory=list)


def called(one: StoredTransaction, names: BookNames) -> str:
    """Return what tells a transaction from others: its payee, its description, or where it goes."""
    if said := one.payee or one.description:
        return said
    if one.type == PostingKind.TRANSFER:
        arriving = next((p for p in one.postings if p.amount > 0), one.postings[0])
        return gettext("To %(account)s") % {"account": names.account(arriving.account_id)}
    return gettext("No payee")


class Lister:
    """Makes rows for one person in one book."""

    def __init__(
        self, book_id: int, names: BookNames, money: Money, preferences: Preferences
    ) -> None:
        self.book_id = book_id
        self.names = names
        self.money = money
        self.preferences = preferences
        # Finding the path of each row anew would take longer than all else that is done for it.
        self.path = reverse("web:transactions", args=[book_id])
        self.transfer = gettext("Transfer")
        self.unsorted = gettext("No category")

    def rows(
        self,
        found: Sequence[StoredTransaction],
        *,
        of_account: int | None = None,
        balances: Mapping[int, int] | None = None,
    ) -> list[ListedRow]:
        """Return `found` as rows; of one account where the list is that account's."""
        return [self._row(one, of_account, (balances or {}).get(one.pk)) for one in found]

    def days(
        self,
        found: Sequence[StoredTransaction],
        rows: Sequence[ListedRow],
        nets: Mapping[date, int],
    ) -> list[ListedDay]:
        """Return `rows`, which stand for `found`, by day; `nets` are what each day came to."""
        days = []
        both = zip(found, rows, strict=True)
        for day, of_day in groupby(both, key=lambda pair: pair[0].date):
            net = nets.get(day)
            query = urlencode({"start_date": day.isoformat(), "end_date": day.isoformat()})
            days.append(
                ListedDay(
                    id=f"d{day.isoformat()}",
                    day=show_short_date(day, self.preferences.date_form),
                    href=f"{self.path}?{query}",
                    net=None if net is None else self.money.signed(net),
                    rows=[row for _, row in of_day],
                )
            )
        return days

    def _row(
        self, one: StoredTransaction, of_account: int | None, balance: int | None
    ) -> ListedRow:
        postings = [p for p in one.postings if of_account in (None, p.account_id)]
        symbol, tone, color, what = self._category(one)
        return ListedRow(
            id=one.pk,
            version=one.changed_in,
            href=f"{self.path}{one.pk}/",
            lacks=_lacks(one),
            day=show_short_date(one.date, self.preferences.date_form),
            symbol=symbol,
            tone=tone,
            color=color,
            who=called(one, self.names),
            description=one.description if one.payee else "",
            what=what,
            is_unsorted=what == self.unsorted,
            account=self.names.account(own_account(one)) or self._accounts(one.postings),
            tags=tuple(tag.name for tag in one.tags),
            amount=self._amount(one, postings, of_account),
            status=one.status,
            is_refund=one.refund,
            balance=None if balance is None else self.money.plain(balance, postings[0].currency),
        )

    def _amount(
        self, one: StoredTransaction, postings: list[StoredPosting], of_account: int | None
    ) -> Shown:
        if one.type == PostingKind.TRANSFER and of_account is None:
            return self.money.unsigned(one.amount, one.currency)
        total = sum(posting.amount for posting in postings)
        return self.money.signed(total, postings[0].currency)

    def _category(self, one: StoredTransaction) -> tuple[str, str, str, str]:
        """Return the symbol, the tone, the colour and the words for what it counts for."""
        if one.type == PostingKind.TRANSFER and is_flat(one):
            return TRANSFER_SYMBOL, NO_TONE, "", self.transfer
        keys = {p.category_id for p in one.postings if p.kind != PostingKind.TRANSFER}
        if keys == {None}:
            return UNSORTED_SYMBOL, UNSORTED_TONE, "", self.unsorted
        named = self.names.categories[max(key or 0 for key in keys)]
        if len(keys) > 1:
            count = ngettext("%(count)d category", "%(count)d categories", len(keys))
            return SPLIT_SYMBOL, named.tone, named.color, count % {"count": len(keys)}
        symbol = named.symbol if len(one.postings) == 1 else SPLIT_SYMBOL
        return symbol, named.tone, named.color, named.name

    def _accounts(self, postings: Sequence[StoredPosting]) -> str:
        count = len({posting.account_id for posting in postings})
        return ngettext("%(count)d account", "%(count)d accounts", count) % {"count": count}


def _lacks(one: StoredTransaction) -> str:
    """Return what cannot be done to a transaction by the form of an entry."""
    if one.type != PostingKind.TRANSFER:
        return "" if is_flat(one) else "transfer"
    return "split transfer" if is_flat(one) else "split transfer copy"
