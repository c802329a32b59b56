"""Stating the amount of a period anew: what it changes, and what it leaves as it was."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgets.periods import BudgetPeriods
from budgets.restating import Restating
from budgets.stored_lines import StoredAmount, StoredLine
from common.business_days import NO_CALENDAR, business_days
from common.money import CURRENCIES, to_minor
from common.period_rules import PeriodRule, Unit
from common.rule_sequences import RuleSequence

EURO = CURRENCIES["EUR"]
MONTHS = RuleSequence(PeriodRule(Unit.MONTH, 1, date(2026, 1, 31)))
PERIODS = BudgetPeriods(MONTHS, business_days(NO_CALENDAR))
NUMBERS = range(6)
numbers = st.sampled_from(NUMBERS)
amounts = st.dictionaries(st.tuples(numbers, st.booleans()), st.integers(0, 9))


def line_of(stated):
    """A line on which amounts are stated, by the number of their period and standing."""
    line = StoredLine(1, 1, 1, "", "expense", "EUR", PERIODS.stored(0), None, 0)
    line.amounts = sorted(
        StoredAmount(PERIODS.stored(number), standing, amount)
        for (number, standing), amount in stated.items()
    )
    return line


def after(stated, changes):
    found = dict(stated)
    for one in changes:
        key = (PERIODS.number_of(one.start), one.standing)
        found.pop(key, None)
        if one.amount is not None:
            found[key] = to_minor(one.amount, EURO)
    return found


def shown(stated):
    """What is budgeted in each period."""
    terms = line_of(stated).terms(PERIODS)
    return [terms.amount(number) for number in NUMBERS]


@given(amounts, numbers, st.booleans(), st.none() | st.integers(0, 9))
def test_a_period_has_what_is_stated_and_those_before_it_what_they_had(
    stated, number, standing, cents
):
    line = line_of(stated)
    place = Restating(PERIODS, PERIODS.days(number).start, standing, EURO)
    wanted = None if cents is None else Decimal(cents).scaleb(-2)
    before = shown(stated)
    changes = place.of(line, wanted)
    if not changes:
        assert wanted is None
        assert before[number] is None or place.refusal(line).code == "stands"
        return
    now = shown(after(stated, changes))
    assert now[:number] == before[:number]
    if wanted is not None:
        assert now[number] == cents
    elif standing:
        assert now[number] is None
    if not standing:
        assert now[number + 1 :] == before[number + 1 :]


@given(amounts, numbers, st.integers(0, 9))
def test_an_amount_that_stands_holds_until_another_is_stated(stated, number, cents):
    place = Restating(PERIODS, PERIODS.days(number).start, standing=True, money=EURO)
    found = after(stated, place.of(line_of(stated), Decimal(cents).scaleb(-2)))
    now, before = shown(found), shown(stated)
    for later in NUMBERS[number + 1 :]:
        if (later, True) in stated:
            break
        assert now[later] == (before[later] if (later, False) in stated else cents)
