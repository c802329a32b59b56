"""The sums of several periods in a row are those of their postings, however months are cut."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.business_days import NO_CALENDAR, business_days
from common.period_rules import PeriodRule, Unit
from common.periods import Period
from reports.by_period import Place, Sums, sums_by_period
from reports.figures import COUNTED_KINDS, CategoryCell
from transactions.models import UNCATEGORISED, Posting

YEAR = [date(2023, 12, 1) + timedelta(days=number) for number in range(100)]


def summed(postings, period):
    """The sums of a period, one posting after the other."""
    found = defaultdict(Sums)
    for posting in postings:
        if not period.start <= posting.date <= period.end:
            continue
        cell = CategoryCell(posting.kind, posting.category_id or UNCATEGORISED)
        apart = posting.home_amount is None
        found[Place(cell, posting.currency)].add(
            Sums(
                native=posting.amount,
                home=0 if apart else posting.home_amount,
                postings=1,
                unconverted=posting.amount if apart else 0,
                unconverted_postings=int(apart),
            )
        )
    return dict(found)


@st.composite
def rows_of_periods(draw):
    unit = draw(st.sampled_from(Unit))
    rule = PeriodRule(unit, draw(st.integers(1, 3)), draw(st.sampled_from(YEAR)))
    is_business_day = business_days(NO_CALENDAR)
    start = draw(st.sampled_from(YEAR))
    end = start + timedelta(days=draw(st.integers(0, 70)))
    first, last = (rule.number_of(day, is_business_day) for day in (start, end))
    return [rule.period(number, is_business_day) for number in range(first, last + 1)]


@given(periods=rows_of_periods())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_each_period_has_the_sums_of_its_postings(alice, household, periods):
    postings = list(Posting.objects.for_book(alice.book).filter(kind__in=COUNTED_KINDS))
    found = sums_by_period(alice.book, periods)
    assert found == [summed(postings, period) for period in periods]


@pytest.mark.parametrize("count", [260, 1_200])
def test_long_rows_of_half_months_have_the_sums_of_their_postings(alice, household, count):
    months = PeriodRule(Unit.MONTH, 1, date(2023, 12, 16))
    periods = months.periods_up_to(date(2024, 1, 31), count, business_days(NO_CALENDAR))
    postings = list(Posting.objects.for_book(alice.book).filter(kind__in=COUNTED_KINDS))
    found = sums_by_period(alice.book, periods)
    assert len(found) == count
    assert found[-2:] == [summed(postings, period) for period in periods[-2:]]
    assert not any(found[:-2])


def test_months_are_read_from_their_totals_alone(alice, household, django_assert_num_queries):
    months = [Period.of_month(month) for month in Period(YEAR[0], YEAR[-1]).months()]
    with django_assert_num_queries(1):
        sums_by_period(alice.book, months)


@pytest.mark.parametrize("count", [9, 50])
def test_weeks_take_two_statements_however_many(alice, household, count, django_assert_num_queries):
    weeks = [Period.of_week(YEAR[0] + timedelta(weeks=number), 1) for number in range(count)]
    with django_assert_num_queries(2):
        sums_by_period(alice.book, weeks)
