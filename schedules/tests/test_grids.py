"""Grids laid through payments, held against their definition in dates; and what is left out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.periods import Month
from schedules.cadences import CADENCES, Payment
from schedules.detection import series_among
from schedules.grids import Days

days = st.lists(st.dates(date(2023, 1, 1), date(2025, 12, 31)), min_size=1, max_size=40)


def laid(found):
    return Days([Payment(day, number, 500) for number, day in enumerate(sorted(found))])


def dates_on(place, around):
    """The dates on a day of the month in three months, or the last ones of shorter months."""
    for month in (Month.of(around).shifted(number) for number in (0, -1, 1)):
        yield month.first.replace(day=min(place, month.last.day))


@given(days, st.integers(1, 31))
def test_the_date_next_to_a_day_is_that_of_its_month_or_of_one_beside(found, place):
    there = laid(found)
    for day, off in zip(there.dates, there.beside_months(place).off, strict=True):
        nearest = min(dates_on(place, day), key=lambda one: abs(day - one))
        assert day - timedelta(days=off) == nearest


@given(days, st.sampled_from(CADENCES))
def test_each_date_of_a_grid_has_the_nearest_payment_and_no_other(found, cadence):
    there = laid(found)
    grid = there.grid(cadence)
    dates = [there.dates[index] - timedelta(days=grid.off[index]) for index in grid.hits]
    assert dates == sorted(set(dates))
    beside = list(zip(there.dates, grid.off, strict=True))
    for one, index in zip(dates, grid.hits, strict=True):
        others = [abs(off) for day, off in beside if day - timedelta(days=off) == one]
        assert abs(grid.off[index]) == min(others) <= cadence.within
    if cadence.weeks:
        assert all((one - dates[0]).days % cadence.days == 0 for one in dates)
    else:
        months = [Month.of(one).months_after(Month.of(dates[0])) for one in dates]
        assert all(month % cadence.months == 0 for month in months)


@st.composite
def regular(draw):
    """Payments that come about as regularly as a cadence has it, with others beside them."""
    cadence = draw(st.sampled_from(CADENCES))
    number = draw(st.integers(2, 14))
    off = st.sampled_from([-cadence.within, 0, cadence.within])
    start = draw(st.dates(date(2023, 1, 1), date(2023, 12, 31))).toordinal()
    kept = [one for one in range(number) if draw(st.integers(0, 4))]
    found = [date.fromordinal(start + one * cadence.days + draw(off)) for one in kept]
    return found + draw(st.lists(st.dates(date(2023, 1, 1), date(2024, 12, 31)), max_size=4))


@given(regular())
def test_what_is_left_out_before_a_grid_is_laid_is_in_no_series(found):
    payments = [Payment(day, number, 500) for number, day in enumerate(found)]
    with pytest.MonkeyPatch.context() as patched:
        there = series_among(payments)
        patched.setattr(Days, "have_two", lambda *_: True)
        patched.setattr(Days, "have_three", lambda *_: True)
        patched.setattr(Days, "of_three", 0)
        assert series_among(payments) == there
