"""What a line comes to: worked examples, and what holds of any line."""

from hypothesis import given
from hypothesis import strategies as st

from budgets.models import Carry
from budgets.reckoning import LineTerms, Policy, Standing, reckoned

cents = st.integers(-100_00, 100_00)


def of(terms, spent, last=None):
    """What each period comes to, where `spent` lists what was spent from the first on."""
    last = terms.first + len(spent) - 1 if last is None else last
    return dict(reckoned(terms, lambda number: spent[number - terms.first], terms.first, last))


def carrying(carry, cap=None, **terms):
    return LineTerms(first=1, policies=[Policy(1, carry, cap)], **terms)


def test_what_is_left_and_what_is_overspent_is_carried():
    line = carrying(Carry.BOTH, opening=60_00, standing=[Standing(1, 150_00)])
    february, march = of(line, [120_23, 154_52]).values()
    assert (february.available, march.available) == (89_77, 85_25)


def test_no_more_than_the_cap_is_carried():
    line = carrying(Carry.UNDER, 50_00, opening=60_00, standing=[Standing(1, 150_00)])
    february, march = of(line, [120_23, 154_52]).values()
    assert (february.available, march.carried, march.available) == (89_77, 50_00, 45_48)


def test_each_policy_carries_what_it_says():
    for carry, kept in [("none", [0, 0]), ("under", [5, 0]), ("over", [0, -5]), ("both", [5, -5])]:
        carried = [of(carrying(carry), [spent, 0])[2].carried for spent in (-5, 5)]
        assert carried == kept


def test_another_policy_leaves_the_past_as_it_was():
    line = LineTerms(first=1, policies=[Policy(1, "both", None), Policy(3, "none", None)])
    assert [one.carried for one in of(line, [-1, -1, -1, -1]).values()] == [0, 1, 0, 0]


def test_nothing_budgeted_is_not_a_budget_of_nothing():
    line = LineTerms(first=1, standing=[Standing(2, 7)], own={3: 0})
    assert [one.amount for one in of(line, [0, 0, 0, 0]).values()] == [None, 7, 0, 7]


def test_a_line_that_ends_counts_no_more():
    assert list(of(LineTerms(first=1, end=3), [0] * 9)) == [1, 2]


@st.composite
def lines(draw):
    numbers = st.integers(1, 9)
    stated = draw(st.lists(st.tuples(numbers, st.integers(0, 100_00)), unique_by=lambda s: s[0]))
    return LineTerms(
        first=1,
        opening=draw(cents),
        policies=[Policy(1, draw(st.sampled_from(Carry)), None)],
        standing=sorted(Standing(*one) for one in stated),
        own=draw(st.dictionaries(numbers, st.integers(0, 100_00))),
    )


@given(lines(), st.lists(cents, min_size=1, max_size=9))
def test_a_line_that_carries_all_has_all_that_was_budgeted_less_all_that_was_spent(line, spent):
    line.policies = [Policy(1, Carry.BOTH, None)]
    found = of(line, spent)
    budgeted = sum(one.amount or 0 for one in found.values())
    assert found[len(spent)].available == line.opening + budgeted - sum(spent)


@given(lines(), st.lists(cents, min_size=2, max_size=9), cents)
def test_a_line_that_carries_nothing_forgets_its_past(line, spent, other):
    line.policies = []
    before = of(line, spent)[len(spent)]
    assert of(line, [*spent[:-2], spent[-2] + other, spent[-1]])[len(spent)] == before


@given(lines(), st.lists(cents, min_size=1, max_size=9))
def test_a_carry_is_within_its_policy(line, spent):
    for one in list(of(line, spent).values())[1:]:
        if line.policies[0].carry == Carry.UNDER:
            assert one.carried >= 0
        if line.policies[0].carry == Carry.OVER:
            assert one.carried <= 0


@given(lines(), st.lists(cents, min_size=3, max_size=9), st.integers(2, 9))
def test_periods_before_those_that_carry_have_no_bearing(line, spent, since):
    line.policies = [Policy(since, Carry.BOTH, None)]
    whole, start = of(line, spent), line.carrying_since
    later = reckoned(line, lambda number: spent[number - 1], start, len(spent))
    assert dict(later) == {number: one for number, one in whole.items() if number >= start}
