"""What was spent in a month so far, day by day, beside the month before."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.translation import gettext as _

from common.periods import Month, Period
from reports.figures import signed
from reports.pace import PaceReport
from transactions.models import PostingKind
from web.charts.lines import DayMark, Pace, pace_chart
from web.charts.shares import legend
from web.figures.differences import Difference, difference_of
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.figures.spans import days_of, long_month
from web.money import Figure, Money, Shown

EXPENSE = PostingKind.EXPENSE


@dataclass(frozen=True, slots=True)
class PaceLine:
    """What both months had come to at the end of a day; None where there is no such day yet."""

    day: int
    now: Shown | None
    href: str
    was: Shown | None


@dataclass(frozen=True, slots=True)
class PaceCard:
    """The large number, what it was, and the chart of both months."""

    spent: Figure
    href: str
    difference: Difference
    than: str
    chart: Drawing
    legend: Drawing
    names: tuple[str, str]
    """What the two months are called."""
    lines: list[PaceLine]
    """The chart as a table."""


def pace_card(report: PaceReport, money: Money, lists: Lists) -> PaceCard:
    """Return the card of a month."""
    spent = signed(EXPENSE, report.sum(EXPENSE))
    was = signed(EXPENSE, report.sum(EXPENSE, before=True))
    names = long_month(report.month), long_month(_last(report))
    return PaceCard(
        spent=money.figure(spent),
        href=lists.of(report.now, kind=EXPENSE.value),
        difference=difference_of(spent, was, money),
        than=same_days_in_words(report),
        chart=Drawing(pace_chart(_pace(report, money, lists), money.tick())),
        legend=Drawing(legend([("c1", names[0]), ("dots", names[1])])),
        names=names,
        lines=list(_lines(report, money, lists)),
    )


def _lines(report: PaceReport, money: Money, lists: Lists) -> Iterator[PaceLine]:
    now = report.running(EXPENSE, report.now)
    was = report.running(EXPENSE, Period.of_month(_last(report)))
    for day, (reached, then) in enumerate(zip_longest(now, was), start=1):
        href = ""
        if reached is not None:
            upto = Period(report.now.start, report.now.start.replace(day=day))
            href = lists.of(upto, kind=EXPENSE.value)
        yield PaceLine(
            day,
            None if reached is None else money.plain(reached),
            href,
            None if then is None else money.plain(then),
        )


def same_days_in_words(report: PaceReport) -> str:
    """Return what the figures of a month are compared with: "by 24 October", "in October"."""
    month = long_month(_last(report))
    if report.before == Period.of_month(_last(report)):
        return _("in %(month)s") % {"month": month}
    return _("by %(day)d %(month)s") % {"day": report.before.end.day, "month": month}


def _last(report: PaceReport) -> Month:
    return Month.of(report.before.start)


def _pace(report: PaceReport, money: Money, lists: Lists) -> Pace:
    last = _last(report)
    now = report.running(EXPENSE, report.now)
    was = report.running(EXPENSE, Period.of_month(last))
    whole = f"{long_month(last)} {money.plain(was[-1]).text}"
    return Pace(
        now=now,
        was=was,
        days=report.month.last.day,
        label=_label(report, now[-1], was, money),
        was_label="" if money.hidden else whole,
        marks=tuple(_marks(report, now, money, lists)),
    )


def _label(report: PaceReport, now: int, was: tuple[int, ...], money: Money) -> str:
    values = {"month": long_month(report.month), "last": long_month(_last(report))}
    if money.hidden:
        return _("Spent by day in %(month)s and %(last)s; amounts are hidden") % values
    then = was[report.before.end.day - 1]
    amounts = {"now": money.plain(now).text, "then": money.plain(then).text}
    return _("Spent by day: %(now)s in %(month)s against %(then)s in %(last)s") % {
        **values, **amounts,
    }  # fmt: skip


def _marks(
    report: PaceReport, now: tuple[int, ...], money: Money, lists: Lists
) -> Iterator[DayMark]:
    for day, reached in zip(report.now.days(), now, strict=True):
        upto = Period(report.now.start, day)
        title = days_of(upto)
        if not money.hidden:
            title = f"{title}: {money.plain(reached).text} {money.sign}"
        yield DayMark(lists.of(upto, kind=EXPENSE.value), title)
