"""Dates of a recurrence: counted from the start, named for ever, due on business days."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from dateutil.rrule import MONTHLY
from dateutil.rrule import rrule as oracle
from hypothesis import given
from hypothesis import strategies as st

from common.business_days import NO_CALENDAR, business_days
from common.periods import DATE_MAX, DATE_MIN
from common.recurrence import (
    Frequency,
    Missing,
    Recurrence,
    Shift,
    dates_due_between,
    dates_from,
    is_nominal,
    normalised,
)
from common.tests.recurrences import DAYS, EURO, calendars, day, recurrences

DAY, WEEK, MONTH, YEAR = Frequency
SHOWN = 40
"""How many dates of a recurrence a property looks at."""
NO_HOLIDAYS = business_days(NO_CALENDAR)


def never(_day: date) -> bool:
    return False


def nominal(recurrence: Recurrence, first: date = DATE_MIN, count: int = SHOWN) -> list[date]:
    return [found.nominal for found in islice(dates_from(recurrence, first, NO_HOLIDAYS), count)]


def due(recurrence: Recurrence, first: str, count: int, is_business_day=EURO) -> list[str]:
    dates = dates_from(recurrence, day(first), is_business_day)
    return [f"{found.due}" for found in islice(dates, count)]


def texts(days: list[date]) -> list[str]:
    return [f"{day}" for day in days]


# Worked examples


@pytest.mark.parametrize(
    ("recurrence", "found"),
    [
        (
            Recurrence(MONTH, 1, day("2026-01-31")),
            ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"],
        ),
        (
            Recurrence(MONTH, 1, day("2026-01-31"), missing=Missing.OMIT),
            ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31"],
        ),
        (
            Recurrence(MONTH, 1, day("2026-01-31"), missing=Missing.FORWARD),
            ["2026-01-31", "2026-03-01", "2026-03-31", "2026-05-01"],
        ),
        (
            Recurrence(MONTH, 1, day("2026-01-01"), ("-31",)),
            ["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"],
        ),
        (
            # Counted from the end, the 31st of February lies before its first day.
            Recurrence(MONTH, 1, day("2026-02-01"), ("-31",), missing=Missing.FORWARD),
            ["2026-02-01", "2026-03-01", "2026-04-01"],
        ),
        (
            Recurrence(WEEK, 2, day("2026-01-02")),
            ["2026-01-02", "2026-01-16", "2026-01-30", "2026-02-13"],
        ),
        (
            # 2026-01-02 is a Friday: the Monday of its week lies before the start.
            Recurrence(WEEK, 2, day("2026-01-02"), ("MO", "FR")),
            ["2026-01-02", "2026-01-12", "2026-01-16", "2026-01-26"],
        ),
        (Recurrence(DAY, 10, day("2026-02-20")), ["2026-02-20", "2026-03-02", "2026-03-12"]),
        (
            Recurrence(MONTH, 1, day("2026-01-01"), ("2TU",)),
            ["2026-01-13", "2026-02-10", "2026-03-10"],
        ),
        (
            Recurrence(MONTH, 1, day("2026-01-01"), ("5TU",)),
            ["2026-03-31", "2026-06-30", "2026-09-29"],
        ),
        (
            Recurrence(MONTH, 1, day("2026-01-01"), ("23BD",)),
            ["2026-07-31", "2026-12-31", "2027-03-31"],
        ),
        (Recurrence(YEAR, 2, day("2024-02-29")), ["2024-02-29", "2026-02-28", "2028-02-29"]),
        (
            Recurrence(YEAR, 1, day("2026-04-01"), ("1", "-1"), (3, 9)),
            ["2026-09-01", "2026-09-30", "2027-03-01", "2027-03-31"],
        ),
    ],
)
def test_nominal_dates(recurrence, found):
    assert texts(nominal(recurrence, count=len(found))) == found


def test_the_last_business_day_of_a_month():
    recurrence = Recurrence(MONTH, 1, day("2026-04-01"), ("-1BD",))
    assert due(recurrence, "2026-04-01", 2) == ["2026-04-30", "2026-05-29"]


def test_a_holiday_moves_the_due_date_of_a_business_day_and_not_its_name():
    # Good Friday and Easter Monday are the 3rd and the 6th of April.
    recurrence = Recurrence(MONTH, 1, day("2026-04-01"), ("3BD",))
    assert next(dates_from(recurrence, day("2026-04-01"), EURO)) == (
        day("2026-04-03"),
        day("2026-04-07"),
    )


@pytest.mark.parametrize(
    ("text", "opened", "found"),
    [
        ("20BD", {8, 9, 10}, "2026-04-10"),
        ("-20BD", {8, 9, 10}, "2026-04-08"),
        ("1BD", {30}, "2026-04-30"),
        ("-1BD", {1}, "2026-04-01"),
        ("-1BD", set(), "2026-04-30"),  # the last day from Monday to Friday
    ],
)
def test_a_month_with_too_few_business_days_has_the_last_of_them_on_the_way(text, opened, found):
    recurrence = Recurrence(MONTH, 1, day("2026-04-01"), (text,))
    assert due(recurrence, "2026-04-01", 1, lambda day: day.day in opened) == [found]


def test_holidays_never_put_a_later_business_day_before_an_earlier_one():
    # April has 22 days from Monday to Friday, of which two are holidays.
    recurrence = Recurrence(MONTH, 1, day("2026-04-01"), ("20BD", "-2BD"))
    assert due(recurrence, "2026-04-01", 2) == ["2026-04-30", "2026-04-30"]


@pytest.mark.parametrize(
    ("shift", "nominal_date", "found"),
    [
        (Shift.NONE, "2026-12-25", "2026-12-25"),
        (Shift.NEXT, "2026-12-25", "2026-12-28"),
        (Shift.PREVIOUS, "2026-12-25", "2026-12-24"),
        (Shift.NEXT, "2026-01-31", "2026-02-02"),
        (Shift.NEXT_IN_MONTH, "2026-01-31", "2026-01-30"),
        (Shift.NEXT_IN_MONTH, "2026-12-25", "2026-12-28"),
        (Shift.PREVIOUS, "2026-03-01", "2026-02-27"),
        (Shift.PREVIOUS_IN_MONTH, "2026-03-01", "2026-03-02"),
        (Shift.PREVIOUS_IN_MONTH, "2026-12-25", "2026-12-24"),
        (Shift.NEXT, "2026-12-28", "2026-12-28"),
    ],
)
def test_a_date_is_moved_to_a_business_day(shift, nominal_date, found):
    recurrence = Recurrence(YEAR, 1, day(nominal_date), shift=shift)
    assert due(recurrence, nominal_date, 1) == [found]


@pytest.mark.parametrize("shift", Shift)
def test_a_date_stays_where_it_is_without_a_business_day_nearby(shift):
    recurrence = Recurrence(MONTH, 1, day("2026-01-31"), shift=shift)
    assert due(recurrence, "2026-01-31", 1, never) == ["2026-01-31"]


def test_a_date_is_not_moved_out_of_the_years_that_the_tracker_keeps():
    last = Recurrence(DAY, 1, DATE_MAX, shift=Shift.NEXT)
    assert [*dates_from(last, DATE_MIN, never)] == [(DATE_MAX, DATE_MAX)]
    closed_on_the_last = dates_from(last, DATE_MIN, lambda day: day != DATE_MAX)
    assert [*closed_on_the_last] == [(DATE_MAX, DATE_MAX)]


def test_days_that_fall_on_one_day_are_one_date():
    clamped = Recurrence(MONTH, 1, day("2026-02-01"), ("30", "31", "-1"), times=2)
    assert texts(nominal(clamped)) == ["2026-02-28", "2026-03-30"]
    forward = Recurrence(MONTH, 1, day("2026-02-02"), ("1", "31"), missing=Missing.FORWARD)
    assert texts(nominal(forward, count=3)) == ["2026-03-01", "2026-03-31", "2026-04-01"]


def test_a_day_moved_forward_is_found_from_the_next_month():
    recurrence = Recurrence(MONTH, 1, day("2026-01-31"), missing=Missing.FORWARD)
    assert texts(nominal(recurrence, day("2026-03-01"), 1)) == ["2026-03-01"]
    assert is_nominal(recurrence, day("2026-03-01"))


def test_dates_are_counted_from_the_start_whatever_is_asked_for():
    recurrence = Recurrence(MONTH, 1, day("2026-01-31"), times=3)
    assert texts(nominal(recurrence, day("2026-02-28"))) == ["2026-02-28", "2026-03-31"]
    assert nominal(recurrence, day("2026-04-01")) == []


def test_the_last_day_is_one_of_the_dates():
    recurrence = Recurrence(MONTH, 1, day("2026-01-31"), until=day("2026-02-28"))
    assert texts(nominal(recurrence)) == ["2026-01-31", "2026-02-28"]


def test_dates_end_with_the_years_that_the_tracker_keeps():
    recurrence = Recurrence(MONTH, 1, day("1900-01-31"))
    assert texts(nominal(recurrence, day("2200-11-01"))) == ["2200-11-30", "2200-12-31"]


def test_a_date_is_found_by_its_due_date_on_either_side_of_its_name():
    for shift, found in ((Shift.NEXT, "2026-02-02"), (Shift.PREVIOUS, "2026-01-30")):
        recurrence = Recurrence(MONTH, 1, day("2026-01-31"), shift=shift)
        expected = [(day("2026-01-31"), day(found))]
        assert dates_due_between(recurrence, day(found), day(found), EURO) == expected


def test_what_is_left_out_becomes_that_of_the_start():
    friday = day("2026-01-30")
    assert normalised(Recurrence(WEEK, 1, friday)).on == ("FR",)
    assert normalised(Recurrence(MONTH, 1, friday)).on == ("30",)
    by_year = normalised(Recurrence(YEAR, 1, friday))
    assert (by_year.on, by_year.months) == (("30",), (1,))


def test_days_and_months_are_sorted_and_stated_once():
    stated = Recurrence(YEAR, 1, DATE_MIN, ("-1", "31", "2", "-2", "31"), (9, 3, 9))
    found = normalised(stated)
    assert (found.on, found.months) == (("2", "31", "-2", "-1"), (3, 9))


def test_a_setting_without_effect_gets_its_default():
    omitted = Recurrence(MONTH, 1, DATE_MIN, ("28",), missing=Missing.OMIT)
    assert normalised(omitted).missing is Missing.CLAMP
    december = Recurrence(YEAR, 1, DATE_MIN, ("31",), (12,), Missing.OMIT)
    assert normalised(december).missing is Missing.CLAMP
    april = replace(december, months=(4, 12))
    assert normalised(april).missing is Missing.OMIT
    moved = Recurrence(MONTH, 1, DATE_MIN, ("1BD",), shift=Shift.NEXT)
    assert normalised(moved).shift is Shift.NONE


# Properties


@given(recurrences())
def test_the_one_form_has_the_same_dates_and_is_its_own(recurrence):
    found = normalised(recurrence)
    assert normalised(found) == found
    start = recurrence.start
    assert [*islice(dates_from(found, start, EURO), SHOWN)] == [
        *islice(dates_from(recurrence, start, EURO), SHOWN)
    ]


@given(recurrences(), st.data())
def test_nominal_dates_rise_within_what_is_stated(recurrence, data):
    found = nominal(recurrence, data.draw(st.dates(recurrence.start, DATE_MAX)))
    assert all(one < other for one, other in pairwise(found))
    last = recurrence.until or DATE_MAX
    assert all(recurrence.start <= day <= last for day in found)


@given(recurrences(), calendars(), st.data())
def test_due_dates_never_decrease(recurrence, is_business_day, data):
    first = data.draw(st.dates(recurrence.start, DATE_MAX))
    found = [*islice(dates_from(recurrence, first, is_business_day), 4 * SHOWN)]
    assert all(one.due <= other.due for one, other in pairwise(found))
    assert all(abs(one.due - one.nominal) <= timedelta(days=30) for one in found)
    assert all(DATE_MIN <= one.due <= DATE_MAX for one in found)


@given(recurrences(shift=[Shift.PREVIOUS_IN_MONTH, Shift.NEXT_IN_MONTH]), calendars())
def test_a_date_stays_in_its_month_if_that_is_asked_for(recurrence, is_business_day):
    for found in islice(dates_from(recurrence, recurrence.start, is_business_day), SHOWN):
        assert (found.due.year, found.due.month) == (found.nominal.year, found.nominal.month)


@given(recurrences(), calendars(), st.data())
def test_seeking_skips_and_changes_nothing(recurrence, is_business_day, data):
    found = [*islice(dates_from(recurrence, DATE_MIN, is_business_day), SHOWN)]
    skipped = data.draw(st.integers(0, len(found) - 1))
    earliest = found[skipped - 1].nominal + timedelta(days=1) if skipped else DATE_MIN
    first = data.draw(st.dates(earliest, found[skipped].nominal))
    sought = dates_from(recurrence, first, is_business_day)
    assert [*islice(sought, len(found) - skipped)] == found[skipped:]


@given(recurrences(), calendars(), st.data())
def test_what_is_due_between_two_days_is_all_of_it(recurrence, is_business_day, data):
    dates = [*islice(dates_from(recurrence, DATE_MIN, is_business_day), SHOWN)]
    first_due, last_due = sorted(data.draw(st.sampled_from(dates)).due for _ in range(2))
    found = dates_due_between(recurrence, first_due, last_due, is_business_day)
    expected = [one for one in dates if first_due <= one.due <= last_due]
    assert found[: len(expected)] == expected
    assert all(one.due == last_due for one in found[len(expected) :])


@given(recurrences())
def test_a_count_is_that_of_the_nominal_dates(recurrence):
    counted = replace(recurrence, until=None, times=SHOWN // 2)
    endless = replace(counted, times=None)
    assert nominal(counted) == nominal(endless, count=SHOWN // 2)


@given(recurrences(), DAYS)
def test_nominal_dates_are_known_one_by_one(recurrence, any_day):
    dates = nominal(recurrence)
    between = {date + timedelta(days=number) for date in dates[:-1] for number in (-1, 0, 1)}
    inside = {date for date in between if DATE_MIN <= date <= dates[-1]}
    assert {date for date in inside if is_nominal(recurrence, date)} == inside.intersection(dates)
    assert is_nominal(recurrence, any_day) is (any_day in nominal(recurrence, any_day, 1))


@given(st.integers(29, 31), st.integers(1, 15), st.dates(DATE_MIN, date(2150, 1, 1)))
def test_a_clamped_day_is_the_last_from_the_28th_up_to_it(number, every, start):
    rule = oracle(
        MONTHLY,
        interval=every,
        bymonthday=range(28, number + 1),
        bysetpos=-1,
        dtstart=datetime.combine(start, datetime.min.time()),
    )
    found = nominal(Recurrence(MONTH, every, start, (f"{number}",)))
    assert found == [one.date() for one in islice(rule, len(found))]
    assert len(found) == SHOWN
