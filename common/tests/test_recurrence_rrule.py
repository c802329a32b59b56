"""Recurrences as rules of RFC 5545, and the rules that are recurrences."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from common.periods import DATE_MAX
from common.recurrence import Frequency, Missing, Recurrence, Shift, dates_from, normalised
from common.recurrence_problems import recurrence_problems
from common.recurrence_rrule import UnsupportedRecurrence, from_rrule, rrule
from common.tests.recurrences import DAYS, EURO, day, recurrences

DAY, WEEK, MONTH, YEAR = Frequency
START = day("2026-01-30")  # a Friday


@pytest.mark.parametrize(
    ("recurrence", "rule"),
    [
        (Recurrence(DAY, 1, START), "FREQ=DAILY"),
        (Recurrence(WEEK, 2, START), "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        (Recurrence(WEEK, 1, START, ("FR", "MO"), times=8), "FREQ=WEEKLY;BYDAY=MO,FR;COUNT=8"),
        (Recurrence(MONTH, 1, START, ("-1", "15")), "FREQ=MONTHLY;BYMONTHDAY=15,-1"),
        (
            Recurrence(MONTH, 1, START),
            "FREQ=MONTHLY;BYMONTHDAY=30;RSCALE=GREGORIAN;SKIP=BACKWARD",
        ),
        (
            Recurrence(MONTH, 1, START, missing=Missing.FORWARD),
            "FREQ=MONTHLY;BYMONTHDAY=30;RSCALE=GREGORIAN;SKIP=FORWARD",
        ),
        (Recurrence(MONTH, 1, START, missing=Missing.OMIT), "FREQ=MONTHLY;BYMONTHDAY=30"),
        (Recurrence(MONTH, 3, START, ("2TU", "-1FR")), "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU,-1FR"),
        (
            Recurrence(MONTH, 1, START, ("-1BD",), shift=Shift.NEXT),
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
        (
            Recurrence(YEAR, 2, START, ("25",), (12,), until=day("2031-12-31")),
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=25;UNTIL=20311231",
        ),
        (
            Recurrence(YEAR, 2, START, ("1BD",), (3,)),
            "FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
        ),
        (
            Recurrence(YEAR, 1, START, ("1BD",), (3, 9)),
            "FREQ=MONTHLY;BYMONTH=3,9;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
        ),
    ],
)
def test_a_recurrence_is_written_as_a_rule_and_read_back(recurrence, rule):
    assert rrule(recurrence) == rule
    assert from_rrule(rule, START) == replace(normalised(recurrence), shift=Shift.NONE)


@given(recurrences())
def test_a_rule_states_all_but_the_start_and_the_shift(recurrence):
    found = from_rrule(rrule(recurrence), recurrence.start)
    assert found == replace(normalised(recurrence), shift=Shift.NONE)


def dates_of(recurrence: Recurrence, count: int = 40) -> list[date]:
    dates = dates_from(recurrence, recurrence.start, EURO)
    return [found.nominal for found in islice(dates, count)]


def dates_of_dateutil(rule: str, start: date, count: int = 40) -> list[date]:
    dates = rrulestr(rule, dtstart=datetime.combine(start, datetime.min.time()))
    return [found.date() for found in islice(dates, count) if found.date() <= DATE_MAX]


@given(recurrences(missing=[Missing.OMIT], shift=[Shift.NONE]))
def test_dateutil_finds_the_same_dates(recurrence):
    assert dates_of(recurrence) == dates_of_dateutil(rrule(recurrence), recurrence.start)


@pytest.mark.parametrize(
    ("rule", "recurrence"),
    [
        ("RRULE:freq=weekly;wkst=mo\n", Recurrence(WEEK, 1, START)),
        ("FREQ=WEEKLY;WKST=SU;BYDAY=SU,FR", Recurrence(WEEK, 1, START, ("FR", "SU"))),
        ("FREQ=WEEKLY;WKST=SU;INTERVAL=2;BYDAY=FR", Recurrence(WEEK, 2, START)),
        ("FREQ=MONTHLY;BYMONTHDAY=+5,05", Recurrence(MONTH, 1, START, ("5",))),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1", Recurrence(MONTH, 1, START, ("-1FR",))),
        ("FREQ=MONTHLY;BYDAY=+1SU", Recurrence(MONTH, 1, START, ("1SU",))),
        ("FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=1", Recurrence(YEAR, 1, START, ("1",), (3,))),
        ("FREQ=YEARLY;BYMONTHDAY=1", Recurrence(YEAR, 1, START, ("1",), tuple(range(1, 13)))),
        ("FREQ=YEARLY;", Recurrence(YEAR, 1, START)),
        ("SKIP=OMIT;FREQ=MONTHLY", Recurrence(MONTH, 1, START, missing=Missing.OMIT)),
    ],
)
def test_a_rule_of_another_program_is_read(rule, recurrence):
    assert from_rrule(rule, START) == normalised(recurrence)


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("", "FREQ"),
        ("every day", "EVERY DAY"),
        ("INTERVAL=2", "FREQ"),
        ("FREQ=HOURLY", "FREQ=HOURLY"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY"),
        ("FREQ=DAILY;BYHOUR=9;BYSECOND=1", "BYHOUR=9"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;INTERVAL=1000", "INTERVAL=1000"),
        ("FREQ=DAILY;INTERVAL=" + "9" * 5000, "INTERVAL=" + "9" * 5000),
        ("FREQ=DAILY;COUNT=1001", "COUNT=1001"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "COUNT=2"),
        ("FREQ=DAILY;UNTIL=20270101T000000Z", "UNTIL=20270101T000000Z"),
        ("FREQ=DAILY;UNTIL=20270230", "UNTIL=20270230"),
        ("FREQ=DAILY;UNTIL=20260129", "UNTIL=20260129"),
        ("FREQ=DAILY;BYDAY=MO", "BYDAY=MO"),
        ("FREQ=DAILY;BYMONTH=1", "BYMONTH=1"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY=1MO"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY=1"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,FR;WKST=SU", "WKST=SU"),
        ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1", "BYSETPOS=1"),
        ("FREQ=MONTHLY;BYDAY=MO", "BYDAY=MO"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0MO"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "BYDAY=FR"),
        ("FREQ=MONTHLY;BYDAY=FR;BYSETPOS=6", "BYSETPOS=6"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS=1"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,2;BYSETPOS=1", "BYSETPOS=1"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"),
        ("FREQ=MONTHLY;INTERVAL=2;BYMONTH=3", "BYMONTH=3"),
        ("FREQ=YEARLY;BYMONTH=13", "BYMONTH=13"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "BYMONTHDAY=30"),
        ("FREQ=YEARLY;BYDAY=2MO", "BYDAY=2MO"),
        ("FREQ=YEARLY;BYDAY=20MO", "BYDAY=20MO"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=MO;BYSETPOS=1", "BYSETPOS=1"),
        ("FREQ=YEARLY;BYWEEKNO=20", "BYWEEKNO=20"),
        ("FREQ=YEARLY;RSCALE=HEBREW", "RSCALE=HEBREW"),
    ],
)
def test_a_part_that_no_recurrence_has_is_named(rule, part):
    with pytest.raises(UnsupportedRecurrence) as refusal:
        from_rrule(rule, START)
    assert refusal.value.part == part


def test_a_start_that_is_not_kept_is_named():
    with pytest.raises(UnsupportedRecurrence) as refusal:
        from_rrule("FREQ=DAILY", day("1899-12-31"))
    assert refusal.value.part == "DTSTART"


NUMBERS = st.lists(st.integers(-32, 32).map(str), min_size=1, max_size=3).map(",".join)
MONTHS = st.lists(st.integers(1, 12).map(str), min_size=1, max_size=3).map(",".join)
WEEKDAYS = st.sampled_from(["MO", "FR", "SA,SU", "2TU", "-1FR,1MO", "MO,TU,WE,TH,FR", "53FR"])
PARTS = {
    "INTERVAL": st.integers(1, 15).map(str),
    "COUNT": st.integers(1, 50).map(str),
    "BYMONTH": MONTHS,
    "BYMONTHDAY": NUMBERS,
    "BYDAY": WEEKDAYS,
    "BYSETPOS": NUMBERS,
    "WKST": st.sampled_from(["MO", "SU", "WE"]),
}


@st.composite
def rules(draw):
    names = draw(st.lists(st.sampled_from([*PARTS]), unique=True, max_size=4))
    stated = [f"{name}={draw(PARTS[name])}" for name in names]
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    return ";".join([f"FREQ={frequency}", *stated])


@given(rules(), DAYS)
def test_a_rule_that_is_read_has_the_dates_that_dateutil_finds(rule, start):
    try:
        recurrence = from_rrule(rule, start)
    except UnsupportedRecurrence:
        return
    assert [*recurrence_problems(recurrence)] == []
    assert dates_of(recurrence) == dates_of_dateutil(rule, start)


@given(st.text() | st.text("=;,:0123456789ABDEFIMNOQRUYILTVS+-"))
def test_any_text_is_read_or_refused(text):
    for rule in (text, f"FREQ=MONTHLY;{text}"):
        with suppress(UnsupportedRecurrence):
            assert from_rrule(rule, START).start == START
