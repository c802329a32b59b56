"""Periods of a rule tile time, are counted from the anchor, and begin on business days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.business_days import EURO_CALENDAR, NO_CALENDAR, Adjust, adjusted, business_days
from common.period_rules import EVERY_MAX, PeriodRule, Unit
from common.periods import DATE_MAX, DATE_MIN, Period

EURO = business_days(EURO_CALENDAR)
days = st.dates(DATE_MIN, DATE_MAX)
# Of the longest periods, two before 1900 are still years that `date` knows.
numbers = st.integers(-2, 9)


def day(text: str) -> date:
    return date.fromisoformat(text)


@st.composite
def rules(draw):
    """Any rule that a budget can have."""
    unit = draw(st.sampled_from(Unit))
    every = draw(st.integers(1, 40) | st.integers(1, EVERY_MAX))
    rule = PeriodRule(unit, every, draw(days), draw(st.sampled_from(Adjust)))
    if rule.is_shorter_than_a_week:
        return PeriodRule(unit, every, rule.anchor)
    return rule


@st.composite
def closed_at_will(draw):
    """A test for business days in which long runs of days are closed."""
    runs = draw(st.lists(st.tuples(days, st.integers(0, 20)), max_size=4))

    def is_business_day(day: date) -> bool:
        return EURO(day) and not any(0 <= (day - start).days <= length for start, length in runs)

    return is_business_day


@given(rules(), days, closed_at_will())
def test_the_period_of_a_day_has_it(rule, day, is_business_day):
    period = rule.period(rule.number_of(day, is_business_day), is_business_day)
    assert period.start <= day <= period.end


@given(rules(), numbers, closed_at_will())
def test_periods_leave_no_gap_and_have_all_their_days(rule, number, is_business_day):
    one, following = (rule.period(n, is_business_day) for n in (number, number + 1))
    assert following.start == one.end + timedelta(days=1)
    ends = (one.start, one.end, following.start)
    found = [rule.number_of(day, is_business_day) for day in ends]
    assert found == [number, number, number + 1]


@given(days, days, st.sampled_from(Adjust), closed_at_will())
def test_adjusting_never_turns_the_order_of_two_days(one, other, adjust, is_business_day):
    earlier, later = sorted([one, other])
    assert adjusted(earlier, adjust, is_business_day) <= adjusted(later, adjust, is_business_day)


@given(rules().filter(lambda rule: not rule.is_shorter_than_a_week), numbers)
def test_a_later_period_begins_later(rule, number):
    assert rule.start(number, EURO) < rule.start(number + 1, EURO)


@given(rules(), numbers)
def test_a_nominal_first_day_names_its_period_and_no_other_day_does(rule, number):
    nominal = rule.nominal(number)
    assert rule.number_of_nominal(nominal) == number
    between = nominal + timedelta(days=1)
    assert rule.number_of_nominal(between) in {None, number + 1}


def starts(rule: PeriodRule, count: int) -> list[str]:
    return [f"{rule.start(number, EURO)}" for number in range(count)]


def test_months_from_the_31st_begin_on_the_last_day_of_shorter_months():
    rule = PeriodRule(Unit.MONTH, 1, day("2026-01-31"))
    assert starts(rule, 4) == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]


def test_years_from_29_february_return_to_it():
    rule = PeriodRule(Unit.YEAR, 2, day("2024-02-29"))
    assert starts(rule, 3) == ["2024-02-29", "2026-02-28", "2028-02-29"]


def test_two_weeks_are_fourteen_days():
    rule = PeriodRule(Unit.WEEK, 2, day("2026-01-02"))
    assert starts(rule, 4) == ["2026-01-02", "2026-01-16", "2026-01-30", "2026-02-13"]


def test_quarters_of_a_fiscal_year():
    rule = PeriodRule(Unit.QUARTER, 1, day("2025-04-06"))
    assert starts(rule, 3) == ["2025-04-06", "2025-07-06", "2025-10-06"]


def test_pay_days_on_the_28th_or_the_business_day_before():
    rule = PeriodRule(Unit.MONTH, 1, day("2026-02-28"), Adjust.PREVIOUS)
    first = rule.number_of(day("2026-03-01"), EURO)
    february, march, april = (rule.period(first + n, EURO) for n in range(3))
    assert (february, march) == (
        Period(day("2026-02-27"), day("2026-03-26")),
        Period(day("2026-03-27"), day("2026-04-27")),
    )
    assert april.start == day("2026-04-28")


@pytest.mark.parametrize(
    ("calendar", "closed"),
    [
        (NO_CALENDAR, "2026-12-26"),  # a Saturday
        (EURO_CALENDAR, "2026-04-03"),  # Good Friday
        ("DE", "2025-10-03"),
        ("US", "2021-12-31"),  # New Year's Day of 2022, a Saturday, observed
    ],
)
def test_days_on_which_no_bank_moves_money(calendar, closed):
    assert not business_days(calendar)(day(closed))


def test_christmas_moves_to_the_next_business_day():
    assert adjusted(day("2026-12-25"), Adjust.NEXT, EURO) == day("2026-12-28")
