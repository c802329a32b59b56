"""The report of a month: its figures, where the money went, and the balances at its end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from books.consistent_reads import read_consistently
from common.periods import Month
from reports.balances import AccountBalance, BalanceReport, balance_reports
from reports.figures import signed
from reports.nearest import nearest_month
from reports.pace import PaceReport, pace_report
from transactions.models import PostingKind
from web.book_names import BookNames
from web.figures.branches import branches
from web.figures.differences import Difference, difference_of
from web.figures.drilldown import address_if_there
from web.figures.month_steps import steps
from web.figures.pace_card import same_days_in_words
from web.figures.report_page import ReportPage
from web.figures.spans import days_of
from web.figures.tree import ALL, Tree
from web.filters import month_name
from web.formats import show_date, show_rate
from web.money import Figure, Shown
from web.navigation import Side, navigation_from, side_of


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the book at one moment."""

    names: BookNames
    side: Side
    pace: PaceReport
    balances: BalanceReport
    nearest: Month | None


@dataclass(frozen=True, slots=True)
class Head:
    """One of the three figures."""

    name: str
    figure: Figure
    href: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Missing:
    """What has no rate and is in none of the figures."""

    amount: Shown
    href: str


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """What an account holds, and what that is worth."""

    name: str
    href: str
    held: Shown
    worth: Shown | None
    rate: str


class MonthReport(ReportPage):
    report = "report_month"
    template = "web/pages/report_month.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        read = read_consistently(self.book, self.read)
        accounts = read.names.accounts.values()
        self.navigation = navigation_from(accounts, read.side, self.book, self.money)
        common = {
            "stepper": steps(self.month, self.this_month),
            "month_name": month_name(self.month),
        }
        if not read.pace.cells:
            return self.render({**common, "empty": True, "nearest": self.nearest(read.nearest)})
        return self.render({**common, **self.shown(read)})

    @property
    def day(self) -> date:
        """The last day of the month that is counted."""
        today = self.preferences.today()
        return today if self.month == Month.of(today) else self.month.last

    def read(self) -> Read:
        book, today = self.book, self.preferences.today()
        day = min(today, self.month.last)
        names = BookNames.of(book)
        side = side_of(book, today, min(self.month, self.this_month).first)
        pace = pace_report(book, self.month, self.day)
        moved = {day: side.standing.moved(Month.of(day))}
        (balances,) = balance_reports(book, list(names.accounts.values()), moved)
        nearest = None if pace.cells else nearest_month(book, self.month)
        return Read(names, side, pace, balances, nearest)

    def shown(self, read: Read) -> dict[str, Any]:
        """Return what the template shows."""
        pace, opened = read.pace, set(self.request.GET.get("open", "").split(","))
        kept = {"month": str(self.month)}
        spent, earned = self.tree(PostingKind.EXPENSE, read), self.tree(PostingKind.INCOME, read)
        heads = list(self.heads(pace))
        return {
            "heads": heads,
            "is_long": any(head.figure.is_long for head in heads),
            "than": same_days_in_words(pace),
            "missing": list(self.missing(pace)),
            "rates_href": address_if_there("rates", self.book.pk),
            "maps": spent.maps() if spent.whole > 0 else None,
            "spent": spent,
            "earned": earned,
            "spent_rows": list(spent.rows(opened, kept)),
            "earned_rows": list(earned.rows((), kept)),
            "spent_all": self.all_of(spent),
            "earned_all": self.all_of(earned),
            "unfolded": f"?month={self.month}&open={ALL}#out",
            "is_unfolded": ALL in opened,
            "now": days_of(pace.now),
            "before": days_of(pace.before),
            "balances": [
                self.balance_line(held)
                for held in read.balances.accounts
                if held.minor or not held.account.archived
            ],
            "balances_day": show_date(read.balances.day, self.preferences.date_form),
            "worth": self.money.plain(read.balances.net_worth),
            "worth_is_today": read.balances.day == self.preferences.today(),
        }

    def tree(self, kind: PostingKind, read: Read) -> Tree:
        pace = read.pace
        roots = branches(kind.value, pace.cells, pace.cells_before, read.names)
        return Tree(kind.value, roots, (pace.now, pace.before), self.money, self.lists)

    def heads(self, pace: PaceReport) -> Iterator[Head]:
        """Yield what came in, what went out, and what is left."""
        sums = {}
        for kind, name in ((PostingKind.INCOME, _("In")), (PostingKind.EXPENSE, _("Out"))):
            now, before = signed(kind, pace.sum(kind)), signed(kind, pace.sum(kind, before=True))
            sums[kind] = now, before
            href = self.lists.of(pace.now, kind=kind.value)
            yield Head(name, self.money.figure(now), href, difference_of(now, before, self.money))
        left, left_before = (
            sums[PostingKind.INCOME][at] - sums[PostingKind.EXPENSE][at] for at in (0, 1)
        )
        change = difference_of(left, left_before, self.money)
        href = self.report_address("report_trend", month=str(self.month))
        yield Head(_("Left"), self.money.figure(left), href, change)

    def missing(self, pace: PaceReport) -> Iterator[Missing]:
        """Yield the amounts that are in no figure for want of a rate."""
        for kind in (PostingKind.INCOME, PostingKind.EXPENSE):
            for code, apart in sorted(pace.sum(kind).unconverted.items()):
                href = self.lists.of(pace.now, kind=kind.value, currency=code, converted="false")
                yield Missing(self.money.signed(apart.minor, code), href)

    def all_of(self, tree: Tree) -> dict[str, Any]:
        """Return the last row of a table: what all categories have."""
        return {
            "amount": tree.shown(tree.whole),
            "href": self.lists.of(tree.now, kind=tree.kind),
            "before": self.money.plain(tree.whole_before),
            "before_href": self.lists.of(tree.before, kind=tree.kind),
            "difference": difference_of(tree.whole, tree.whole_before, self.money),
            "share": self.money.share(tree.whole, tree.whole),
        }

    def balance_line(self, held: AccountBalance) -> BalanceLine:
        account = held.account
        path = reverse("web:account", args=[self.book.pk, account.id])
        foreign = account.currency != self.book.home_currency and held.home is not None
        rate = ""
        if foreign and held.rate is not None and not self.money.hidden:
            text = show_rate(f"{held.rate.normalize():f}", self.preferences.number_form)
            rate = _("at %(rate)s") % {"rate": text}
        return BalanceLine(
            name=account.name,
            href=f"{path}?end_date={min(self.preferences.today(), self.month.last)}",
            held=self.money.plain(held.minor, account.currency),
            worth=self.money.plain(held.home or 0) if foreign else None,
            rate=rate,
        )
