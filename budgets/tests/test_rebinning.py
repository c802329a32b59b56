"""Amounts by periods that give way to others: what is shared out adds up to what there was."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from budgets.periods import BudgetPeriods
from budgets.rebinning import Amounts, Rebinning
from budgets.stored_lines import StoredAmount, StoredLine, StoredPolicy
from common.business_days import EURO_CALENDAR, Adjust, business_days
from common.period_rules import PeriodRule, Unit
from common.rule_sequences import LaterRule, RuleSequence

EURO = business_days(EURO_CALENDAR)
MONTHS = PeriodRule(Unit.MONTH, 1, date(2026, 1, 1))
rules = st.builds(
    PeriodRule,
    st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR]),
    st.integers(1, 3),
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.sampled_from(Adjust),
)


def rebinning(rule, near, how=Amounts.SCALE, first=MONTHS):
    """The periods of `first`, and those of `rule` from the one on that has the day `near`."""
    starts = rule.nominal(rule.number_of(near, EURO))
    old = RuleSequence(first)
    new = BudgetPeriods(RuleSequence(first, [LaterRule(starts, rule)]), EURO)
    return Rebinning(BudgetPeriods(old, EURO), new, new.number(starts), how)


def line_of(found, *amounts, **said):
    line = StoredLine(1, 1, 1, "", "expense", "EUR", found.old.stored(0), None, 0)
    line.amounts = sorted(
        StoredAmount(found.old.stored(number), standing, amount)
        for number, standing, amount in amounts
    )
    for name, value in said.items():
        setattr(line, name, value)
    return line


def shown(found, line):
    """What is stated of a line from the first new period on, by first days."""
    return [
        (f"{found.new.start(one.period)}", one.standing, one.amount)
        for one in found.line(line).amounts
        if one.period >= found.cut
    ]


@given(rules, rules, st.dates(date(2026, 1, 1), date(2027, 6, 30)), st.data())
def test_amounts_of_single_periods_add_up_to_what_they_were(first, rule, near, data):
    found = rebinning(rule, near, first=first)
    numbers = data.draw(st.sets(st.integers(-3, 12), max_size=5))
    stated = [(number, False, data.draw(st.integers(-9999, 9999))) for number in numbers]
    line = line_of(found, *stated, starts=found.old.stored(-3))
    after = found.line(line)
    assert sum(one.amount for one in after.amounts) == sum(amount for _, _, amount in stated)
    for one in after.amounts:
        assert found.new.rule.number_of_nominal(one.period) is not None


@given(rules, st.dates(date(2026, 1, 1), date(2027, 6, 30)), st.data())
def test_the_same_rule_again_changes_nothing(rule, near, data):
    found = rebinning(rule, near, first=rule)
    stated = data.draw(st.dictionaries(st.tuples(st.integers(-3, 9), st.booleans()), st.integers()))
    line = line_of(found, *((*key, amount) for key, amount in stated.items()))
    assert found.line(line) == line
    holds = {found.old.stored(number): number for number in range(1, 5)}
    assert found.holds(holds) == holds


@given(rules, rules, st.dates(date(2026, 1, 1), date(2027, 6, 30)), st.data())
def test_every_day_that_a_line_states_begins_a_period(first, rule, near, data):
    found = rebinning(rule, near, data.draw(st.sampled_from(Amounts)), first=first)
    numbers = st.integers(-3, 12)
    starts = data.draw(numbers)
    line = line_of(
        found,
        *((number, data.draw(st.booleans()), 5) for number in data.draw(st.sets(numbers))),
        starts=found.old.stored(starts),
        ends=found.old.stored(starts + data.draw(st.integers(1, 3))),
        policies=[
            StoredPolicy(found.old.stored(number), "both", number)
            for number in sorted(data.draw(st.sets(numbers)))
        ],
    )
    after = found.line(line)
    assert after.starts < after.ends
    days = [one.starts for one in after.policies]
    assert days == sorted(set(days))
    for day in (after.starts, after.ends, *days, *(one.period for one in after.amounts)):
        assert found.new.rule.number_of_nominal(day) is not None


def test_weeks_take_the_days_of_a_month_that_they_have():
    found = rebinning(PeriodRule(Unit.WEEK, 1, date(2026, 3, 2)), date(2026, 3, 2))
    (april, march) = (line_of(found, (number, False, 30000)) for number in (3, 2))
    assert shown(found, march) == []
    assert shown(found, april) == [
        ("2026-03-30", False, 5000),
        ("2026-04-06", False, 7000),
        ("2026-04-13", False, 7000),
        ("2026-04-20", False, 7000),
        ("2026-04-27", False, 4000),
    ]


def test_what_stands_is_scaled_by_average_lengths():
    weeks = rebinning(PeriodRule(Unit.WEEK, 1, date(2026, 3, 2)), date(2026, 3, 2))
    # 310.00 by 7 days over the 30.436875 of a month.
    assert shown(weeks, line_of(weeks, (0, True, 31000))) == [("2026-03-02", True, 7130)]
    pay_days = rebinning(
        PeriodRule(Unit.MONTH, 1, date(2026, 3, 28), Adjust.PREVIOUS), date(2026, 3, 27)
    )
    assert shown(pay_days, line_of(pay_days, (0, True, 40000))) == []
    later = line_of(pay_days, (0, True, 40000), (4, True, 45000))
    assert shown(pay_days, later) == [("2026-04-28", True, 45000)]


def test_days_without_an_amount_of_their_own_have_their_share_of_what_stands():
    found = rebinning(PeriodRule(Unit.MONTH, 1, date(2026, 3, 15)), date(2026, 3, 15))
    line = line_of(found, (0, True, 31000), (3, False, 60000))
    # April's 600.00: 14 days in the period from 15 March, of which 17 days have 310.00 in 31.
    assert shown(found, line) == [
        ("2026-03-15", False, 28000 + 17000),
        ("2026-04-15", False, 32000 + 14467),
    ]


def test_the_running_period_keeps_its_whole_amount():
    found = rebinning(PeriodRule(Unit.MONTH, 1, date(2026, 3, 15)), date(2026, 3, 15))
    line = line_of(found, (2, False, 31000))
    assert found.line(line) == line


def test_nothing_is_budgeted_from_the_day_on_where_amounts_are_cleared():
    found = rebinning(
        PeriodRule(Unit.WEEK, 1, date(2026, 3, 2)), date(2026, 3, 2), how=Amounts.CLEAR
    )
    line = line_of(found, (0, True, 31000), (1, False, 5), (4, False, 7), (5, True, 9))
    assert shown(found, line) == [("2026-03-02", True, 0)]
    assert shown(found, line_of(found, (4, False, 7))) == []


def test_what_is_held_at_the_end_of_a_day_stays_so():
    quarters = rebinning(PeriodRule(Unit.QUARTER, 1, date(2026, 4, 1)), date(2026, 4, 1))
    holds = {date(2026, 3, 1): 1, date(2026, 5, 1): 2, date(2026, 6, 1): 3}
    assert quarters.holds(holds) == {date(2026, 3, 1): 1, date(2026, 4, 1): 3}
    weeks = rebinning(PeriodRule(Unit.WEEK, 1, date(2026, 3, 9)), date(2026, 3, 9))
    held = weeks.holds({date(2026, 3, 1): 5})
    assert held == {date(2026, 3, 1): 5} | {date(2026, 3, day): 5 for day in (9, 16, 23)}
