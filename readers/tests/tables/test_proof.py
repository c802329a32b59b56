"""Balances decide between readings of a table, whatever its headings say."""

import pytest

from readers.tests.tables.files import amounts_of, faults_of, refused

MOVES = (("Shop", -1250), ("Pay", 500000), ("Rent", -80000), ("Cafe", -340))


def running(heading, *, factor=1, owed=1):
    """A table with a balance beside each row, in columns in the order of its figures."""
    balance, lines = 10000, [heading]
    for day, (text, minor) in enumerate(MOVES, start=1):
        balance += minor
        one, two = f"{factor * minor / 100:.2f}", f"{owed * balance / 100:.2f}"
        lines.append(f"2024-03-{day:02},{text},{one},{two}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("amount", "balance"),
    [
        *[("Balance", "Amount"), ("Saldo", "Betrag"), ("Value", "Amount"), ("Amount", "Frobbed")],
        *[
            ("Frobbed", "Amount"),
            ("Kontostand", "Umsatz"),
            ("Total", "Montant"),
            ("Xyz", "Importe"),
        ],
        *[("Foreign amount", "Amount"), ("Amount", "Balance"), ("Fee", "Amount")],
    ],
)
def test_figures_that_follow_win_over_headings_that_do_not(amount, balance):
    table = running(f"Date,Text,{amount},{balance}")
    assert amounts_of(table) == [f"{minor / 100:.2f}" for _text, minor in MOVES]


def test_columns_that_are_stated_are_not_looked_at_again():
    table = running("Date,Text,Balance,Amount")
    stated = {"columns": {"amount": "Amount"}, "invert": False}
    assert amounts_of(table, **stated) == ["87.50", "5087.50", "4287.50", "4284.10"]


CARD = (("GROCER", 2500), ("AUTOPAY PAYMENT THANK YOU", -9000), ("BOOKS", 4000), ("CAFE", 500))


def card(*, owed=1, heading="Date,Description,Amount,Balance"):
    balance, lines = 20000, [heading]
    for day, (text, minor) in enumerate(CARD, start=1):
        balance += minor
        lines.append(f"2024-03-{day:02},{text},{minor / 100:.2f},{owed * balance / 100:.2f}")
    return "\n".join(lines) + "\n"


SPENT = [f"{-minor / 100:.2f}" for _text, minor in CARD]


@pytest.mark.parametrize("kind", ["credit_card", "checking", ""])
def test_a_balance_that_is_owed_does_not_make_charges_of_a_card_arrive(kind):
    assert amounts_of(card(), known_account=lambda: (kind, "EUR")) == SPENT


def test_a_balance_below_zero_of_a_card_proves_that_charges_leave():
    assert amounts_of(card(owed=-1)) == SPENT


def test_a_card_whose_texts_say_nothing_is_asked_about_though_its_balance_follows():
    table = card().replace("AUTOPAY PAYMENT THANK YOU", "ABC")
    asked = refused(table, known_account=lambda: ("credit_card", "EUR"))
    assert asked == ("unknown_direction", "invert")
    assert amounts_of(table, invert=True) == SPENT


STEPS = ((100, 100), (40, 60), (25, 85), (85, 0), (7, 7))


def unsigned(*, newest_first=False, heading="Date,Text,Amount,Balance", above=""):
    lines = [f"2024-03-{day:02},x,{a}.00,{b}.00" for day, (a, b) in enumerate(STEPS, start=1)]
    return f"{above}{heading}\n" + "\n".join(lines[::-1] if newest_first else lines) + "\n"


@pytest.mark.parametrize(
    "heading",
    ["Date,Text,Amount,Balance", "Datum,Text,Betrag,Saldo", "Fecha,Concepto,Importe,Saldo"],
)
@pytest.mark.parametrize("newest_first", [True, False])
def test_the_balance_beside_each_row_shows_its_direction(heading, newest_first):
    table = unsigned(heading=heading, newest_first=newest_first)
    shown = ["-40.00", "25.00", "-85.00", "7.00"]
    assert amounts_of(table) == (shown[::-1] if newest_first else shown)
    # Before the oldest row there is no balance: it is reported, and never taken for income.
    assert faults_of(table) == [(6 if newest_first else 2, "no_sign")]


def test_a_row_that_breaks_the_balances_of_amounts_without_a_sign_is_reported():
    more = "".join(f"2024-04-{day:02},x,1.00,{7 + day}.00\n" for day in range(1, 10))
    table = unsigned().replace("25.00,85.00", "26.00,85.00") + more
    assert faults_of(table) == [(2, "no_sign"), (4, "no_sign")]
    # Where most rows break them, they prove nothing.
    assert refused(unsigned().replace("25.00,85.00", "26.00,85.00"))[0] == "unknown_direction"


def test_a_balance_below_zero_is_not_the_amount_where_its_heading_is_broken():
    rows = (
        ("Credit", "5.67", "-99.19"),
        ("Debit", "93.66", "-192.85"),
        ("Credit", "244.35", "51.50"),
    )
    lines = [f"2024-02-{day:02},x,{','.join(row)}" for day, row in enumerate(rows, start=1)]
    table = "\n".join(["Date,Description,Type,Amount|Balance", *lines]) + "\n"
    assert amounts_of(table) == ["5.67", "-93.66", "244.35"]
