"""Months and periods tile time: no day is left out, none counts twice."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.periods import DATE_MAX, DATE_MIN, Cover, Month, Period, cover

days = st.dates(DATE_MIN, DATE_MAX)
periods = st.tuples(days, days).map(lambda pair: Period(min(pair), max(pair)))
# Short ones meet the edges of months far more often than any two days do.
short_periods = st.builds(
    lambda start, length: Period(start, min(start + timedelta(days=length), DATE_MAX)),
    days,
    st.integers(0, 100),
)


def parts_of(found: Cover) -> list[Period]:
    """The parts of a cover in order of time."""
    whole = []
    if found.months:
        whole = [Period(found.months[0].first, found.months[1].last)]
    return sorted([*found.edges, *whole], key=lambda part: part.start)


@given(periods | short_periods)
def test_a_cover_tiles_its_period_exactly(period):
    parts = parts_of(cover(period))
    assert parts[0].start == period.start
    assert parts[-1].end == period.end
    for before, after in pairwise(parts):
        assert after.start == before.end + timedelta(days=1)


@given(periods | short_periods)
def test_the_edges_of_a_cover_are_parts_of_single_months(period):
    for edge in cover(period).edges:
        month = Month.of(edge.start)
        assert Month.of(edge.end) == month
        assert edge != Period.of_month(month), "a whole month is not an edge"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-01-01", "2024-01-31", Cover((Month(2024, 1), Month(2024, 1)), ())),
        ("2024-02-01", "2024-02-28", Cover(None, (Period(date(2024, 2, 1), date(2024, 2, 28)),))),
        ("2023-12-01", "2024-02-29", Cover((Month(2023, 12), Month(2024, 2)), ())),
        ("2024-01-31", "2024-01-31", Cover(None, (Period(date(2024, 1, 31), date(2024, 1, 31)),))),
        (
            "2024-01-31",
            "2024-02-01",
            Cover(
                None,
                (
                    Period(date(2024, 1, 31), date(2024, 1, 31)),
                    Period(date(2024, 2, 1), date(2024, 2, 1)),
                ),
            ),
        ),
        (
            "2023-12-15",
            "2024-02-29",
            Cover(
                (Month(2024, 1), Month(2024, 2)), (Period(date(2023, 12, 15), date(2023, 12, 31)),)
            ),
        ),
    ],
)
def test_covers_of_known_periods(start, end, expected):
    assert cover(Period(date.fromisoformat(start), date.fromisoformat(end))) == expected


@given(periods | short_periods)
def test_a_period_touches_every_month_from_its_first_to_its_last(period):
    months = list(period.months())
    assert months[0] == Month.of(period.start)
    assert months[-1] == Month.of(period.end)
    assert months == sorted(set(months))
    for before, after in pairwise(months):
        assert after.first == before.last + timedelta(days=1)


@given(short_periods)
def test_a_period_has_every_day_from_its_start_to_its_end(period):
    found = list(period.days())
    assert (found[0], found[-1]) == (period.start, period.end)
    assert all(after - before == timedelta(days=1) for before, after in pairwise(found))


@given(days, st.sampled_from([1, 6, 7]))
def test_weeks_tile_time_and_begin_on_their_first_weekday(day, first):
    week = Period.of_week(day, first)
    assert week.start <= day <= week.end
    assert week.start.isoweekday() == first
    assert len(list(week.days())) == 7
    assert week.before() == Period.of_week(week.start - timedelta(days=1), first)


@given(days)
def test_every_day_is_in_its_month_and_in_no_other(day):
    month = Month.of(day)
    assert month.first <= day <= month.last
    assert month.shifted(-1).last < day < month.shifted(1).first


@given(days.map(Month.of), st.integers(-1200, 1200), st.integers(-1200, 1200))
def test_shifts_of_a_month_add_up(month, one, other):
    assert month.shifted(one).shifted(other) == month.shifted(one + other)
    assert month.shifted(one).shifted(-one) == month
    assert (month.shifted(one) > month) == (one > 0)


@pytest.mark.parametrize(
    ("month", "months", "shifted"),
    [
        (Month(2024, 1), -1, Month(2023, 12)),
        (Month(2023, 12), 1, Month(2024, 1)),
        (Month(2024, 5), 0, Month(2024, 5)),
        (Month(2024, 1), -13, Month(2022, 12)),
        (Month(2024, 3), 24, Month(2026, 3)),
    ],
)
def test_a_month_shifts_over_the_ends_of_years(month, months, shifted):
    assert month.shifted(months) == shifted


@pytest.mark.parametrize(
    ("month", "last"),
    [
        (Month(2024, 2), date(2024, 2, 29)),
        (Month(2023, 2), date(2023, 2, 28)),
        (Month(1900, 2), date(1900, 2, 28)),
        (Month(2000, 2), date(2000, 2, 29)),
        (Month(2200, 12), date(2200, 12, 31)),
    ],
)
def test_a_month_ends_on_its_last_day(month, last):
    assert month.last == last


def test_a_month_is_written_as_in_iso_8601():
    assert str(Month(2024, 3)) == "2024-03"


def test_a_period_of_one_month_is_the_whole_of_it():
    assert Period.of_month(Month(2024, 2)) == Period(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("last", "count", "start", "end"),
    [
        (Month(2024, 2), 1, date(2024, 2, 1), date(2024, 2, 29)),
        (Month(2024, 2), 3, date(2023, 12, 1), date(2024, 2, 29)),
        (Month(1900, 2), 240, date(1900, 1, 1), date(1900, 2, 28)),
    ],
)
def test_a_number_of_months_ends_with_the_last_one_and_none_is_before_1900(last, count, start, end):
    assert Period.of_months(last, count) == Period(start, end)


def test_a_period_never_ends_before_it_starts():
    with pytest.raises(ValueError, match="starts on or before"):
        Period(date(2024, 1, 2), date(2024, 1, 1))
