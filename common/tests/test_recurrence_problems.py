"""Every fault of a recurrence is named at once, with a pointer to its field."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.periods import DATE_MAX
from common.recurrence import Frequency, Missing, Recurrence, Shift, dates_from
from common.recurrence_problems import recurrence_problems
from common.tests.recurrences import EURO, day

DAY, WEEK, MONTH, YEAR = Frequency
START = day("2026-01-31")
NOT_OF_MONTH = ("0", "32", "01", "+1", "", "BD", "6MO", "0MO", "24BD", "FR", "१")


def faults(recurrence: Recurrence) -> list[tuple[str, str]]:
    return [(found.pointer, found.code) for found in recurrence_problems(recurrence)]


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(DAY, 999, START),
        Recurrence(WEEK, 1, START, ("SU", "MO", "MO")),
        Recurrence(MONTH, 1, START, ("1", "31", "-31"), times=1000),
        Recurrence(MONTH, 1, START, ("5SU", "-5MO")),
        Recurrence(YEAR, 1, START, ("23BD", "-23BD"), (1, 12)),
        Recurrence(YEAR, 2, START, ("1BD",), (3, 3)),
        Recurrence(MONTH, 1, START, until=START),
    ],
)
def test_a_valid_recurrence_has_no_fault(recurrence):
    assert faults(recurrence) == []


@pytest.mark.parametrize(
    ("recurrence", "found"),
    [
        (Recurrence(DAY, 0, START), [("/every", "out_of_range")]),
        (Recurrence(DAY, 10**30, START), [("/every", "out_of_range")]),
        (Recurrence(DAY, 1, date(1899, 12, 31)), [("/start", "out_of_range")]),
        (Recurrence(DAY, 1, START, ("MO",)), [("/on", "not_for_days")]),
        (
            Recurrence(WEEK, 1, START, ("MO", "1", "2TU", "mo")),
            [(f"/on/{n}", "invalid") for n in (1, 2, 3)],
        ),
        (
            Recurrence(
                MONTH, 1, START, ("0", "32", "01", "+1", "", "BD", "6MO", "0MO", "24BD", "FR", "१")
            ),
            [(f"/on/{n}", "invalid") for n in range(11)],
        ),
        (
            Recurrence(MONTH, 1, START, ("1", "2TU", "1BD")),
            [("/on/1", "kind_differs"), ("/on/2", "kind_differs")],
        ),
        (Recurrence(MONTH, 1, START, (), (3,)), [("/months", "only_for_years")]),
        (
            Recurrence(YEAR, 1, START, (), (3, 0, 13)),
            [("/months/1", "out_of_range"), ("/months/2", "out_of_range")],
        ),
        (Recurrence(YEAR, 2, START, ("1BD",), (3, 6)), [("/every", "several_months")]),
        (Recurrence(DAY, 1, START, times=0), [("/times", "out_of_range")]),
        (Recurrence(DAY, 1, START, times=1001), [("/times", "out_of_range")]),
        (Recurrence(DAY, 1, START, times=3, until=START), [("/times", "beside_until")]),
        (Recurrence(DAY, 1, START, until=day("2026-01-30")), [("/until", "before_start")]),
        (Recurrence(DAY, 1, START, until=date(2201, 1, 1)), [("/until", "out_of_range")]),
        (
            Recurrence(MONTH, 1, START, ("5",), until=day("2026-02-04")),
            [("/until", "before_first")],
        ),
        (Recurrence(YEAR, 1, START, ("30",), (2,), Missing.OMIT), [("/on", "never")]),
        (Recurrence(YEAR, 4, START, ("29",), (2,), Missing.OMIT), [("/on", "never")]),
        (Recurrence(MONTH, 1, DATE_MAX, ("1",)), [("/on", "never")]),
    ],
)
def test_a_fault_is_named(recurrence, found):
    assert faults(recurrence) == found


def test_a_choice_that_is_not_one_is_named():
    unknown = Recurrence("month ", 1, START, ("FR",), missing="", shift="up")
    assert faults(unknown) == [
        (f"/{field}", "invalid_choice") for field in ("unit", "missing", "shift")
    ]


def test_all_faults_are_named_at_once():
    recurrence = Recurrence(
        YEAR, 1000, START, ("32",), (13,), "none", "clamp", day("2026-01-01"), 0
    )
    assert [pointer for pointer, _ in faults(recurrence)] == [
        "/missing",
        "/shift",
        "/every",
        "/times",
        "/times",
        "/until",
        "/on/0",
        "/months/0",
    ]


YEARS = st.dates(date(1899, 1, 1), date(2201, 12, 31))
TEXTS = st.lists(st.sampled_from(["1", "31", "-30", "5MO", "FR", "-1BD", "22BD", ""]), max_size=3)


@given(
    st.builds(
        Recurrence,
        st.sampled_from(Frequency),
        st.integers(-1, 1001),
        YEARS,
        TEXTS.map(tuple),
        st.lists(st.integers(0, 13), max_size=3).map(tuple),
        st.sampled_from(Missing),
        st.sampled_from(Shift),
        st.none() | YEARS,
        st.none() | st.integers(-1, 1001),
    )
)
def test_whatever_has_no_fault_has_a_date(recurrence):
    if not faults(recurrence):
        assert next(dates_from(recurrence, recurrence.start, EURO))
