"""Random recurrences, and calendars with many closed days."""

from datetime import date

from hypothesis import strategies as st

from common.business_days import EURO_CALENDAR, business_days
from common.periods import DATE_MAX, DATE_MIN
from common.recurrence import Frequency, Missing, Recurrence, Shift
from common.recurrence_days import WEEKDAYS
from common.recurrence_problems import EVERY_MAX, recurrence_problems

EURO = business_days(EURO_CALENDAR)
DAYS = st.dates(DATE_MIN, DATE_MAX)


def day(text: str) -> date:
    return date.fromisoformat(text)


def signed(largest: int) -> list[int]:
    return [*range(1, largest + 1), *range(-largest, 0)]


OF_MONTH = [f"{number}" for number in signed(31)]
NTH_WEEKDAYS = [f"{number}{weekday}" for number in signed(5) for weekday in WEEKDAYS]
NTH_BUSINESS_DAYS = [f"{number}BD" for number in signed(23)]


def several(values) -> st.SearchStrategy[tuple]:
    """Some of `values`, in any order and with repeats."""
    return st.lists(st.sampled_from(values), max_size=4).map(tuple)


def days_of(unit: Frequency) -> st.SearchStrategy[tuple[str, ...]]:
    if unit is Frequency.DAY:
        return st.just(())
    if unit is Frequency.WEEK:
        return several(WEEKDAYS)
    short = [text for text in OF_MONTH if abs(int(text)) >= 28]
    return st.one_of(map(several, (OF_MONTH, short, NTH_WEEKDAYS, NTH_BUSINESS_DAYS)))


@st.composite
def recurrences(draw, missing=Missing, shift=Shift):
    """Any valid recurrence with one of the choices `missing` and `shift`."""
    unit = draw(st.sampled_from(Frequency))
    start = draw(DAYS)
    ends = st.one_of(
        st.just((None, None)),
        st.tuples(st.dates(start, DATE_MAX), st.none()),
        st.tuples(st.none(), st.integers(1, 60)),
    )
    until, times = draw(ends)
    recurrence = Recurrence(
        unit,
        draw(st.integers(1, 15) | st.integers(1, EVERY_MAX)),
        start,
        on=draw(days_of(unit)),
        months=draw(several(range(1, 13))) if unit is Frequency.YEAR else (),
        missing=draw(st.sampled_from(missing)),
        shift=draw(st.sampled_from(shift)),
        until=until,
        times=times,
    )
    # Rare: a last day before the first date, and business days of several months every 2 years.
    return draw(st.just(recurrence).filter(lambda found: not [*recurrence_problems(found)]))


@st.composite
def calendars(draw):
    """A test for business days in which some days of every so many are closed, as are weekends."""
    every = draw(st.integers(8, 60))
    closed = draw(st.sets(st.integers(0, every - 1), max_size=every))
    return lambda day: EURO(day) and day.toordinal() % every not in closed
