"""Statements as pages list them, and the transactions that one settles or could settle."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from books.models import Book
from common.statements import Statement as Query
from reconciliation.comparison import Comparison
from reconciliation.suggestions import LATE_DAYS, Suggestions, Way
from statements.stored import StoredStatement
from transactions.models import Posting, Status
from transactions.stored import StoredPosting, StoredTransaction, transactions_with_ids
from web.formats import show_date
from web.money import Money, Shown
from web.preferences import Preferences
from web.rows import ListedRow, Lister

ROWS_MAX = 200
"""How many transactions of either kind the page shows: more than a month of a household has."""
Wanted = Callable[[StoredPosting], bool]
"""Whether a posting is one of those that a row stands for."""


@dataclass(frozen=True, slots=True)
class ListedStatement:
    """A statement, ready for the template of lists."""

    href: str
    day: str
    balance: Shown
    is_closed: bool
    is_assertion: bool
    off: Shown | None
    """Its gap, or what an assertion is off by; None where there is none."""


@dataclass(frozen=True, slots=True)
class SettleRow:
    """A transaction of the account with those of its postings that are settled, or that are not."""

    row: ListedRow
    amount: Shown
    postings: str
    """Their ids, with commas between them."""
    is_turned: bool = False
    """Whether its sign the other way round would close the gap."""


@dataclass(frozen=True, slots=True)
class ShownWay:
    """A way to close the gap."""

    rows: list[SettleRow]
    postings: str
    settles: bool
    """Whether its postings are to be settled, and not to be released."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One sum that explains a difference by date."""

    label: str
    amount: Shown
    href: str = ""


@dataclass(frozen=True, slots=True)
class StatementLister:
    """Makes the rows of statements for one person in one book."""

    book: Book
    lister: Lister
    money: Money
    preferences: Preferences

    def listed(self, one: StoredStatement, gap: int) -> ListedStatement:
        """Return a statement as a list shows it, with its gap in minor units."""
        return ListedStatement(
            href=reverse("web:statement", args=[self.book.pk, one.id]),
            day=show_date(one.date, self.preferences.date_form),
            balance=self.money.plain(one.balance, one.currency),
            is_closed=one.closed,
            is_assertion=not one.settles,
            off=self.money.signed(gap, one.currency) if gap else None,
        )

    def settled(self, one: StoredStatement, turned: Sequence[int] = ()) -> list[SettleRow]:
        """Return what a statement settles, the newest first; `turned` may have the wrong sign."""
        ids = [row_id for row_id, _day in _SETTLED.rows(statement=one.id)]
        return self._rows(one, ids, lambda p: p.settled_in_id == one.id, turned)

    def open(self, one: StoredStatement) -> list[SettleRow]:
        """Return what a statement could settle, up to some days after it, the newest first."""
        latest = one.date + timedelta(days=LATE_DAYS)
        found = _OPEN.rows(account=one.account_id, book=self.book.pk, day=latest)
        return self._rows(
            one, [row_id for row_id, _day in found], lambda p: p.settled_in_id is None
        )

    def ways(
        self, found: Suggestions, opened: Sequence[SettleRow], settled: Sequence[SettleRow]
    ) -> list[ShownWay]:
        """Return the ways to close a gap whose rows are shown whole."""
        shown = []
        for way in found.ways:
            rows = _rows_of(way, opened if way.settle else settled)
            if rows:
                postings = ",".join(one.postings for one in rows)
                shown.append(ShownWay(rows, postings, settles=bool(way.settle)))
        return shown

    def explained(self, found: Comparison) -> list[Explained]:
        """Return the sums that a difference by date is made of.

        Each has the address of its rows, but where later statements have some of them.
        """
        one = found.statement
        path = reverse("web:transactions", args=[self.book.pk])
        day, after = one.date.isoformat(), (one.date + timedelta(days=1)).isoformat()
        earlier = (_("Gaps of earlier statements"), found.earlier_gaps, "")
        later = (
            _("Settled, and dated later"),
            found.settled_later,
            f"{path}?account={one.account_id}&settled=true&start_date={after}",
        )
        missing = (
            _("Not settled, and dated by then"),
            -found.unsettled,
            f"{path}?account={one.account_id}&settled=false&end_date={day}",
        )
        return [
            Explained(
                label, self.money.signed(minor, one.currency), href if found.is_newest else ""
            )
            for label, minor, href in ((_("Gap"), found.gap, ""), earlier, later, missing)
            if minor
        ]

    def _rows(
        self,
        one: StoredStatement,
        ids: Sequence[int],
        wanted: Wanted,
        turned: Sequence[int] = (),
    ) -> list[SettleRow]:
        by_id = {row.pk: row for row in transactions_with_ids(self.book.pk, ids)}
        found = [by_id[row_id] for row_id in ids if row_id in by_id]
        listed = self.lister.rows(found, of_account=one.account_id)
        return [
            self._row(one, row, shown, wanted, turned)
            for row, shown in zip(found, listed, strict=True)
        ]

    def _row(
        self,
        one: StoredStatement,
        row: StoredTransaction,
        shown: ListedRow,
        wanted: Wanted,
        turned: Sequence[int],
    ) -> SettleRow:
        mine = [p for p in row.postings if p.account_id == one.account_id and wanted(p)]
        minor = sum(posting.amount for posting in mine)
        return SettleRow(
            row=shown,
            amount=self.money.signed(minor, one.currency),
            postings=",".join(str(posting.pk) for posting in mine),
            is_turned=any(posting.pk in turned for posting in mine),
        )


def _rows_of(way: Way, rows: Sequence[SettleRow]) -> list[SettleRow]:
    """Return the rows whose postings a way settles or releases; none where it takes a part."""
    wanted = {str(row_id) for row_id in (*way.settle, *way.release)}
    found = [row for row in rows if wanted.issuperset(row.postings.split(","))]
    covered = {row_id for row in found for row_id in row.postings.split(",")}
    return found if covered == wanted else []


_SETTLED = Query(
    lambda *, statement: (
        Posting.objects.filter(settled_in=statement)
        .order_by("-date", "-transaction_id")
        .values_list("transaction_id", "date")
        .distinct()[:ROWS_MAX]
    )
)
_OPEN = Query(
    lambda *, account, book, day: (
        Posting.objects.filter(
            ~Q(transaction__status=Status.PENDING),
            settled_in__isnull=True,
            account=account,
            book=book,
            date__lte=day,
        )
        .order_by("-date", "-transaction_id")
        .values_list("transaction_id", "date")
        .distinct()[:ROWS_MAX]
    )
)
