"""A typed date is read as the day that it states, or refused; never as another day in silence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.periods import DATE_MAX, DATE_MIN, Month
from web.formats import (
    DATE_FORMS,
    ENGLISH,
    CalendarNames,
    show_date,
    show_long_date,
    show_short_date,
)
from web.reading.calendar_days import AHEAD
from web.reading.dates import read_date
from web.reading.refusals import NotRead

ISO, POINTS, DAY_FIRST, MONTH_FIRST, NAMES = DATE_FORMS.values()
TODAY = date(2026, 11, 24)
NOVEMBER = Month(2026, 11)
GERMAN = CalendarNames(
    months=(
        *("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni"),
        *("Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    ),
    long_months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    long_weekdays=(
        *("Montag", "Dienstag", "Mittwoch", "Donnerstag"),
        *("Freitag", "Samstag", "Sonntag"),
    ),
    day_first_with_year="{weekday}, {day}. {month} {year}",
)

forms = st.sampled_from(list(DATE_FORMS.values()))
days = st.dates(DATE_MIN, DATE_MAX)
languages = st.sampled_from([ENGLISH, GERMAN])
typed = st.text(st.sampled_from("0123456789./- +tymonvar\u0663"), max_size=12)


def outcome(text, form=POINTS, today=TODAY, month=None, names=ENGLISH):
    try:
        return read_date(text, form, today, month, names)
    except NotRead as refused:
        return refused


def refusal(text, form=POINTS, **options):
    refused = outcome(text, form, **options)
    assert isinstance(refused, NotRead)
    return refused


@given(days, forms, days, languages)
def test_what_is_shown_reads_back_as_the_same_day(day, form, today, names):
    assert read_date(show_date(day, form, names), form, today, None, names) == day
    assert read_date(show_long_date(day, form, names), form, today, None, names) == day


@given(days, forms, forms, languages)
def test_what_is_shown_in_another_form_is_the_same_day_or_refused(day, form, other, names):
    """Slashes alone do not say whether the day is first: there the form of the reader decides."""
    read = outcome(show_date(day, form, names), other, names=names)
    if isinstance(read, NotRead):
        assert (read.code, form.separator, other) == ("ambiguous", "/", ISO)
    elif form.separator == "/" and form.order != other.order and day.day <= 12:
        assert read == date(day.year, day.day, day.month)
    else:
        assert read == day


@given(typed, forms, days, st.none() | days.map(Month.of))
def test_whatever_is_read_is_a_day_that_the_tracker_keeps(text, form, today, month):
    read = outcome(text, form, today, month)
    if not isinstance(read, NotRead):
        assert DATE_MIN <= read <= DATE_MAX
        assert read_date(show_date(read, form), form, today, month) == read


@example(31, date(2026, 3, 1))
@given(st.integers(1, 31), st.dates(date(1901, 1, 1), date(2199, 1, 1)))
def test_a_day_alone_is_the_latest_not_more_than_three_days_ahead(day, today):
    read = read_date(str(day), POINTS, today)
    assert read.day == day
    assert read <= today + AHEAD
    between = (read + timedelta(days=n) for n in range(1, (today + AHEAD - read).days + 1))
    assert not any(later.day == day for later in between)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("T", TODAY),
        ("yesterday", date(2026, 11, 23)),
        ("y", date(2026, 11, 23)),
        ("-1", date(2026, 11, 23)),
        ("\u22121", date(2026, 11, 23)),
        ("+2", date(2026, 11, 26)),
        ("+ 7", date(2026, 12, 1)),
        ("-0", TODAY),
        ("tue", TODAY),
        ("wed", date(2026, 11, 18)),
        ("mon", date(2026, 11, 23)),
        ("Mon.", date(2026, 11, 23)),
        ("monday", date(2026, 11, 23)),
        ("th", date(2026, 11, 19)),
    ],
)
def test_words_and_distances_count_from_today(text, day):
    assert read_date(text, POINTS, TODAY) == day


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("15", None, date(2026, 11, 15)),
        ("15.", None, date(2026, 11, 15)),
        ("27", None, date(2026, 11, 27)),
        ("28", None, date(2026, 10, 28)),
        ("31", None, date(2026, 10, 31)),
        ("28", NOVEMBER, date(2026, 11, 28)),
        ("28", Month(2025, 3), date(2025, 3, 28)),
        ("28", Month(2027, 1), date(2027, 1, 28)),
    ],
)
def test_a_day_alone_is_of_the_shown_month_where_one_is_shown(text, month, day):
    assert read_date(text, POINTS, TODAY, month) == day


@pytest.mark.parametrize(
    ("text", "month", "day"),
    [
        ("15.3", None, date(2026, 3, 15)),
        ("27.11.", None, date(2026, 11, 27)),
        ("28.11", None, date(2025, 11, 28)),
        ("28.11", NOVEMBER, date(2026, 11, 28)),
        ("15.3", Month(2025, 3), date(2025, 3, 15)),
        ("30.12", Month(2027, 1), date(2026, 12, 30)),
        ("29.2", None, date(2024, 2, 29)),
        ("15 mar", None, date(2026, 3, 15)),
        ("mar 15", Month(2025, 4), date(2025, 3, 15)),
    ],
)
def test_a_day_without_a_year_is_the_latest_up_to_the_end_of_the_shown_month(text, month, day):
    assert read_date(text, POINTS, TODAY, month) == day


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("3/4", DAY_FIRST, date(2026, 4, 3)),
        ("3/4", POINTS, date(2026, 4, 3)),
        ("3/4", MONTH_FIRST, date(2026, 3, 4)),
        ("3-4", MONTH_FIRST, date(2026, 3, 4)),
        ("3.4", MONTH_FIRST, date(2026, 4, 3)),
        ("3-4", ISO, date(2026, 3, 4)),
        ("3/15", DAY_FIRST, date(2026, 3, 15)),
        ("15/3", MONTH_FIRST, date(2026, 3, 15)),
        ("3/15", ISO, date(2026, 3, 15)),
        ("3.4.25", MONTH_FIRST, date(2025, 4, 3)),
        ("3/4/25", MONTH_FIRST, date(2025, 3, 4)),
        ("3 4 2025", DAY_FIRST, date(2025, 4, 3)),
        ("2025-3-4", MONTH_FIRST, date(2025, 3, 4)),
        ("2025/03/04", DAY_FIRST, date(2025, 3, 4)),
        ("2025.03.04.", POINTS, date(2025, 3, 4)),
        ("24. 11. 2026", POINTS, TODAY),
        ("\u0662\u0664/\u0661\u0661", DAY_FIRST, TODAY),
    ],
)
def test_points_have_the_day_first_and_the_form_decides_over_others(text, form, day):
    assert read_date(text, form, TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["24 Nov 2026", "24 nov", "24. November 2026", "Nov 24, 2026", "november 24", "24-Nov-26",
     "tue 24 nov", "Tuesday, Nov 24", "24nov2026", "Tue 24 Nov 2026"],
)  # fmt: skip
def test_a_month_by_its_name_is_read_in_every_form(text):
    assert {read_date(text, form, TODAY) for form in DATE_FORMS.values()} == {TODAY}


def test_the_latest_leap_day_can_lie_eight_years_back():
    assert read_date("29.2", POINTS, date(2104, 2, 1)) == date(2096, 2, 29)


def test_the_beginning_of_two_names_is_refused():
    french = replace(ENGLISH, long_months=(*ENGLISH.long_months[:5], "juin", "juillet", *"aaaaa"))
    assert read_date("3 juil", POINTS, TODAY, None, french) == date(2026, 7, 3)
    assert refusal("3 jui", names=french).code == "not_a_date"


def test_names_of_another_language_are_read():
    assert read_date("3. mär", POINTS, TODAY, None, GERMAN) == date(2026, 3, 3)
    assert read_date("Di, 24. Nov. 2026", POINTS, TODAY, None, GERMAN) == TODAY
    assert read_date("so", POINTS, TODAY, None, GERMAN) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("year", "read"),
    [("26", 2026), ("46", 2046), ("47", 1947), ("99", 1999), ("00", 2000), ("1947", 1947)],
)
def test_a_year_of_two_digits_is_at_most_twenty_years_ahead(year, read):
    assert read_date(f"1.2.{year}", POINTS, TODAY) == date(read, 2, 1)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("3/4", ("Wed 4 Mar 2026", "Fri 3 Apr 2026")),
        ("3/4/2025", ("Tue 4 Mar 2025", "Thu 3 Apr 2025")),
        ("26-11-24", ("Tue 26 Nov 2024", "Tue 24 Nov 2026")),
    ],
)
def test_an_order_that_the_form_does_not_say_is_refused_with_the_readings(text, readings):
    refused = refusal(text, ISO)
    assert (refused.code, refused.readings) == ("ambiguous", readings)
    assert {show_long_date(read_date(each, ISO, TODAY), ISO) for each in readings} == set(readings)


def test_the_same_day_in_both_orders_is_read():
    assert read_date("4/4/2025", ISO, TODAY) == date(2025, 4, 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank"),
        ("0", "not_a_date"),
        ("32", "not_a_date"),
        ("31.2", "not_a_date"),
        ("29.2.2026", "not_a_date"),
        ("13/13", "not_a_date"),
        ("24.11.026", "not_a_date"),
        ("0000-01-01", "not_a_date"),
        ("24.11/2026", "not_a_date"),
        ("nov", "not_a_date"),
        ("nov 2026", "not_a_date"),
        ("m", "not_a_date"),
        ("ma 3", "not_a_date"),
        ("24 nov_2026", "not_a_date"),
        ("soon", "not_a_date"),
        ("1.1.1899", "out_of_range"),
        ("1.1.2201", "out_of_range"),
        ("2201-01-01", "out_of_range"),
        ("mon 24 nov 2026", "wrong_weekday"),
        ("1" * 101, "too_long"),
    ],
)
def test_what_is_not_a_date_is_refused_with_a_code(text, code):
    assert refusal(text).code == code


def test_the_sentence_of_a_refusal_says_what_to_type():
    assert str(refusal("1.1.1899")) == "Type a date from 01.01.1900 to 31.12.2200."
    assert str(refusal("31.2")) == '"31.2" is not a day of the calendar.'
    shown = show_short_date(TODAY, POINTS)
    assert shown in str(refusal("mon 24 nov 2026"))


def test_a_day_that_the_shown_month_does_not_have_is_refused():
    assert refusal("31", month=NOVEMBER).code == "not_a_date"


@pytest.mark.parametrize("text", ["1 " * 50, "a" * 100, "1" * 100, "9a" * 50, ". " * 50])
def test_a_hostile_text_is_refused(text):
    assert refusal(text).code == "not_a_date"


@given(st.text(max_size=40), forms, st.none() | days.map(Month.of), languages)
def test_any_text_is_read_or_refused_in_a_sentence(text, form, month, names):
    read = outcome(text, form, TODAY, month, names)
    if isinstance(read, NotRead):
        assert str(read).endswith(".")
