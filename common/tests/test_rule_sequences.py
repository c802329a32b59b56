"""Rules that follow each other: their periods tile time, and what named one goes on naming it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.business_days import EURO_CALENDAR, Adjust, business_days
from common.period_rules import PeriodRule, Unit
from common.periods import Period
from common.rule_sequences import LaterRule, RuleSequence
from common.tests.test_period_rules import closed_at_will, rules

EURO = business_days(EURO_CALENDAR)
FIRST = PeriodRule(Unit.MONTH, 1, date(2026, 1, 1))
# Near each other, so that rules meet in the same months.
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@st.composite
def sequences(draw):
    """A rule with up to three that follow it."""
    later = {}
    for rule in draw(st.lists(rules(), max_size=3)):
        near = PeriodRule(rule.unit, rule.every, draw(days), rule.adjust)
        starts = near.nominal(draw(st.integers(-2, 2)))
        later[starts] = LaterRule(starts, near)
    first = draw(rules())
    first = PeriodRule(first.unit, first.every, draw(days), first.adjust)
    return RuleSequence(first, [later[starts] for starts in sorted(later)])


@given(sequences(), days, closed_at_will())
def test_periods_of_several_rules_tile_time(sequence, day, is_business_day):
    number = sequence.number_of(day, is_business_day)
    for one in range(number - 1, number + 6):
        period, following = (sequence.period(n, is_business_day) for n in (one, one + 1))
        assert following.start == period.end + timedelta(days=1)
        ends = {sequence.number_of(end, is_business_day) for end in (period.start, period.end)}
        assert ends == {one}
    period = sequence.period(number, is_business_day)
    assert period.start <= day <= period.end


@given(sequences(), days)
def test_a_nominal_day_names_one_period(sequence, day):
    number = sequence.number_of(day, EURO)
    for one in range(number - 2, number + 3):
        assert sequence.number_of_nominal(sequence.nominal(one)) == one


@given(sequences(), days)
def test_what_was_before_a_rule_is_numbered_as_without_it(sequence, day):
    alone = RuleSequence(sequence.first)
    cut = min((one.starts for one in sequence.later), default=date.max)
    number = alone.number_of(day, EURO)
    if alone.nominal(number) < cut:
        assert sequence.nominal(number) == alone.nominal(number)


def test_the_running_period_is_cut_short():
    pay_days = PeriodRule(Unit.MONTH, 1, date(2026, 1, 28), Adjust.PREVIOUS)
    sequence = RuleSequence(FIRST, [LaterRule(date(2026, 3, 28), pay_days)])
    number = sequence.number_of(date(2026, 3, 1), EURO)
    assert [sequence.period(number + n, EURO) for n in range(3)] == [
        Period(date(2026, 3, 1), date(2026, 3, 26)),
        Period(date(2026, 3, 27), date(2026, 4, 27)),
        Period(date(2026, 4, 28), date(2026, 5, 27)),
    ]


def test_a_day_on_which_no_period_of_its_rule_begins_is_refused():
    sequence = RuleSequence(FIRST, [LaterRule(date(2026, 3, 2), FIRST)])
    with pytest.raises(ValueError, match="2026-03-02"):
        sequence.nominal(0)


def test_a_period_that_begins_just_before_the_next_rule_keeps_a_day():
    moved = PeriodRule(Unit.MONTH, 1, date(2026, 2, 1), Adjust.NEXT)
    weeks = PeriodRule(Unit.WEEK, 1, date(2026, 3, 2))
    sequence = RuleSequence(moved, [LaterRule(date(2026, 3, 2), weeks)])
    # 1 March is a Sunday: the period would begin on the 2nd, with the first week.
    number = sequence.number_of(date(2026, 3, 2), EURO)
    assert sequence.period(number - 1, EURO) == Period(date(2026, 3, 1), date(2026, 3, 1))
    assert sequence.number_of(date(2026, 3, 1), EURO) == number - 1
