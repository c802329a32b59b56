"""A month against the same days of the month before."""

from datetime import date

import pytest

from common.periods import Month, Period
from reports.categories import category_report
from reports.figures import by_category, by_day
from reports.pace import pace_report, same_days
from transactions.models import PostingKind

EXPENSE, INCOME = PostingKind.EXPENSE, PostingKind.INCOME
JANUARY = Month(2024, 1)


@pytest.mark.parametrize(
    ("month", "day", "before"),
    [
        ("2026-11", "2026-11-24", ("2026-10-01", "2026-10-24")),
        ("2026-11", "2026-11-30", ("2026-10-01", "2026-10-31")),
        ("2026-10", "2026-10-30", ("2026-09-01", "2026-09-30")),
        ("2026-03", "2026-03-30", ("2026-02-01", "2026-02-28")),
        ("2026-03", "2026-06-01", ("2026-02-01", "2026-02-28")),
    ],
)
def test_the_same_days_of_the_month_before(month, day, before):
    now, then = same_days(Month(*map(int, month.split("-"))), date.fromisoformat(day))
    assert now.start.isoformat() == f"{month}-01"
    assert (then.start.isoformat(), then.end.isoformat()) == before


def test_the_first_month_of_the_tracker_has_none_before_it():
    now, before = same_days(Month(1900, 1), date(1900, 1, 5))
    assert now == before == Period(date(1900, 1, 1), date(1900, 1, 5))


def test_both_periods_and_the_days_are_what_other_reports_say_of_them(alice, household):
    report = pace_report(alice.book, JANUARY, date(2024, 1, 20))
    assert report.now == Period(date(2024, 1, 1), date(2024, 1, 20))
    assert report.cells == by_category(alice.book, report.now)
    assert report.cells_before == by_category(alice.book, report.before)
    both = Period(date(2023, 12, 1), date(2024, 1, 31))
    assert report.days == by_day(alice.book, both)
    assert report.sum(EXPENSE).home == category_report(alice.book, report.now).expense.home


def test_the_running_total_ends_with_the_sum_and_steps_back_by_a_refund(alice, household):
    report = pace_report(alice.book, JANUARY, date(2024, 1, 31))
    totals = report.running(EXPENSE, report.now)
    assert (len(totals), totals[14], totals[19], totals[20], totals[30]) == (
        31, 7550, 10550, 10000, 11225,
    )  # fmt: skip
    assert report.running(INCOME, report.now)[-1] == 300_000
    assert report.nets()[date(2024, 1, 20)] == -3000


def test_what_has_no_rate_stands_apart_from_its_category(alice, household):
    report = pace_report(alice.book, JANUARY, date(2024, 1, 31))
    apart = report.sum(EXPENSE).unconverted
    assert {code: (one.minor, one.postings) for code, one in apart.items()} == {"USD": (-2000, 1)}


def test_it_takes_one_statement(alice, household, django_assert_num_queries):
    with django_assert_num_queries(1):
        pace_report(alice.book, JANUARY, date(2024, 1, 20))
