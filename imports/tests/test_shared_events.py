"""An event over several accounts is recorded once, whichever of them state it, and in which way.

All ways are tried on one engine. Random ones are tried on each, in case the order of rows decides.
"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.tests.households import money
from imports.tests.sending import committed, planned, rows_of
from tests.cast import made, signed_up, undone

NAMES = ("Main", "Bills", "Savings", "Card")
FULL, ALONE, SILENT = "full", "alone", "silent"


def record(day, cents, *lines):
    return (f"D2024-01-0{day}", f"T{money(cents)}", "PSome", *lines, "^")


def stated_in_full(day, shares, stater, category=0):
    """The record of an account that names all the others, as programs write a split."""
    parts = [(f"[{name}]", -cents) for name, cents in shares.items() if name != stater]
    if category:
        parts.append(("Food", category))
    lines = [line for place, cents in parts for line in (f"S{place}", f"${money(cents)}")]
    return record(day, shares[stater], *lines)


def stated_alone(day, shares, stater):
    """The record of an account that names only the one its share comes from or goes to."""
    return record(day, shares[stater], f"L[{NAMES[0]}]")


def qif(records):
    """A QIF file of the records of each account, in the order of `records`."""
    lines = []
    for name, some in records.items():
        lines += ["!Account", f"N{name}", "TBank", "^", "!Type:Bank"]
        lines += [line for one in some for line in one]
    return "\n".join(lines) + "\n"


def balances(caller):
    rows = made(caller.get("accounts/"))["results"]
    return {row["name"]: row["balance"] for row in rows if row["name"] in NAMES}


def in_money(shares):
    return {name: money(cents) for name, cents in shares.items()}


THREE = {"Main": -1000, "Bills": 500, "Savings": 500}
EVENTS = {
    "three": (THREE, 0),
    "four": ({"Main": -1000, "Bills": 500, "Savings": 300, "Card": 200}, 0),
    "with a category": ({"Main": -1200, "Bills": 500, "Savings": 500}, -200),
    "two and a category": ({"Main": -1200, "Bills": 1000}, -200),
    "two that pay": ({"Main": -1000, "Bills": 1500, "Savings": -500}, 0),
    "into the first": ({"Main": 1000, "Bills": -700, "Savings": -300}, 0),
}
STATERS = [
    (name, staters)
    for name, (shares, _) in EVENTS.items()
    for count in range(2, len(shares) + 1)
    for staters in itertools.permutations(shares, count)
    if count > 2 or staters[0] != "Main"
]


@pytest.mark.one_engine
@pytest.mark.parametrize(("name", "staters"), STATERS)
def test_a_split_that_several_accounts_state_in_full_is_one_transaction(alice, name, staters):
    shares, category = EVENTS[name]
    text = qif({one: [stated_in_full(1, shares, one, category)] for one in staters})
    assert committed(alice, text, "book.qif")["recorded"] == 1
    assert balances(alice) == in_money(shares)
    assert committed(alice, text, "book.qif")["recorded"] == 0
    alone = qif({staters[-1]: [stated_in_full(1, shares, staters[-1], category)]})
    assert committed(alice, alone, "book.qif")["recorded"] == 0


WAYS = [
    ways
    for ways in itertools.product((FULL, ALONE, SILENT), repeat=2)
    if FULL in ways or ways == (ALONE, ALONE)
]


@pytest.mark.one_engine
@pytest.mark.parametrize("order", list(itertools.permutations(THREE)))
@pytest.mark.parametrize("ways", WAYS)
@pytest.mark.parametrize("main", [FULL, SILENT])
def test_it_is_one_in_whichever_ways_they_state_it(alice, main, ways, order):
    way = dict(zip(THREE, (main, *ways), strict=True))
    records = {name: [] for name in order}
    for name in order:
        if way[name] == FULL:
            records[name].append(stated_in_full(1, THREE, name))
        elif way[name] == ALONE:
            records[name].append(stated_alone(1, THREE, name))
    text = qif({name: some for name, some in records.items() if some})
    committed(alice, text, "book.qif")
    assert balances(alice) == in_money(THREE)
    assert committed(alice, text, "book.qif")["recorded"] == 0


@pytest.mark.parametrize("times", range(1, 4))
@pytest.mark.parametrize("order", [tuple(THREE), tuple(THREE)[::-1]])
def test_as_many_equal_ones_as_an_account_states_stay_as_many(alice, order, times):
    text = qif({name: [stated_in_full(1, THREE, name)] * times for name in order})
    assert committed(alice, text, "book.qif")["recorded"] == times
    assert balances(alice) == {name: money(times * cents) for name, cents in THREE.items()}


def test_a_row_that_states_it_again_shows_what_it_is_in_the_book(alice):
    text = qif({name: [stated_in_full(1, THREE, name)] for name in THREE})
    committed(alice, text, "book.qif")
    [known] = made(alice.get("transactions/"))["results"]
    shown = planned(alice, text, "book.qif")
    assert {row["match"] for row in rows_of(alice, shown["id"])} == {known["id"]}


events = st.lists(
    st.tuples(
        st.integers(1, 2),
        st.lists(st.sampled_from([-700, -300, 300, 500]), min_size=1, max_size=3),
        st.sampled_from([0, 0, -200]),
        st.lists(st.sampled_from([FULL, ALONE]), min_size=3, max_size=3),
    ),
    max_size=4,
)


@pytest.mark.django_db
@given(events, st.permutations(NAMES))
@settings(max_examples=30)
def test_each_account_has_what_it_states(drawn, order):
    records = {name: [] for name in order}
    totals = dict.fromkeys(NAMES, 0)
    for number, (day, gets, category, ways) in enumerate(drawn):
        # Amounts that nothing else has: of equal ones nobody could tell which is which.
        others = {
            name: cents + (1 if cents > 0 else -1) * 4**number * (at + 1)
            for at, (name, cents) in enumerate(zip(NAMES[1:], gets, strict=False))
        }
        shares = {NAMES[0]: category - sum(others.values()), **others}
        if not shares[NAMES[0]]:
            continue
        for name, way in zip(shares, (FULL, *ways), strict=False):
            one = stated_in_full(day, shares, name, category)
            records[name].append(one if way == FULL else stated_alone(day, shares, name))
            totals[name] += shares[name]
    if not any(records.values()):
        return
    with undone():
        alice = signed_up("alice")
        committed(alice, qif(records), "book.qif")
        found = balances(alice)
        assert found == {name: money(totals[name]) for name in found}
        assert {name for name, cents in totals.items() if cents} <= found.keys()
        assert committed(alice, qif(records), "book.qif")["recorded"] == 0
