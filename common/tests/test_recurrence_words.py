"""Recurrences are told in English."""

import pytest
from hypothesis import given

from common.recurrence import Frequency, Missing, Recurrence, Shift
from common.recurrence_words import in_words
from common.tests.recurrences import day, recurrences

DAY, WEEK, MONTH, YEAR = Frequency
START = day("2026-01-30")  # a Friday
ALL_YEAR = tuple(range(1, 13))


@pytest.mark.parametrize(
    ("recurrence", "words"),
    [
        (Recurrence(DAY, 1, START), "every day"),
        (Recurrence(DAY, 10, START, times=1), "every 10 days, once"),
        (Recurrence(WEEK, 2, START), "every 2 weeks on Friday"),
        (
            Recurrence(WEEK, 1, START, ("SU", "MO", "WE")),
            "every week on Monday, Wednesday and Sunday",
        ),
        (Recurrence(MONTH, 1, START, ("31",)), "every month on the 31st, or its last day"),
        (
            Recurrence(MONTH, 1, START, ("15", "31"), missing=Missing.OMIT),
            "every month on the 15th and 31st, where there is one",
        ),
        (
            Recurrence(MONTH, 1, START, ("31",), missing=Missing.FORWARD),
            "every month on the 31st, or the 1st of the next month",
        ),
        (
            Recurrence(MONTH, 1, START, ("30", "-30")),
            "every month on the 30th and 30th to last day, or its first day or its last day",
        ),
        (Recurrence(MONTH, 3, START, ("-1",)), "every 3 months on the last day"),
        (
            Recurrence(MONTH, 1, START, ("2TU", "-1FR")),
            "every month on the 2nd Tuesday and last Friday",
        ),
        (Recurrence(MONTH, 1, START, ("-2BD",)), "every month on the 2nd to last business day"),
        (
            Recurrence(MONTH, 1, START, ("11", "12", "13", "23")),
            "every month on the 11th, 12th, 13th and 23rd",
        ),
        (
            Recurrence(YEAR, 1, START, ("25",), (12,), shift=Shift.NEXT, until=day("2027-12-31")),
            "every year on 25 December, moved to the next business day, until 2027-12-31",
        ),
        (
            Recurrence(YEAR, 4, START, ("29",), (2,), times=3),
            "every 4 years on 29 February, or the month's last day, 3 times",
        ),
        (Recurrence(YEAR, 1, START, ("1", "15"), (3,)), "every year on 1 and 15 March"),
        (
            Recurrence(YEAR, 1, START, ("1",), (3, 9)),
            "every year on the 1st of March and September",
        ),
        (Recurrence(YEAR, 1, START, ("-1SU",), (3,)), "every year on the last Sunday of March"),
        (Recurrence(YEAR, 2, START, ("1",), ALL_YEAR), "every 2 years on the 1st of every month"),
        (
            Recurrence(MONTH, 1, START, ("1",), shift=Shift.PREVIOUS_IN_MONTH),
            "every month on the 1st, moved to the previous business day within the month",
        ),
    ],
)
def test_a_recurrence_is_told(recurrence, words):
    assert in_words(recurrence) == words


@given(recurrences())
def test_every_recurrence_is_told(recurrence):
    assert in_words(recurrence).startswith("every ")
