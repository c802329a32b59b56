"""What the balances of a file prove about a question that its reader ends with."""

import pytest

from imports.planning.proving import proved_by
from readers.statement import PROVED, Unreadable
from readers.tests.tables.files import items_of

WORDS = ("5.00,Zu", "7.50,Ab", "1.00,Ab")
BETWEEN = "Opening balance,{opening}\nDate,Text,{heading}\n{rows}Closing balance,{closing}\n"


def bounded(*amounts, opening, closing, heading="Amount"):
    rows = "".join(f"2024-03-{day:02},x,{each}\n" for day, each in enumerate(amounts, start=1))
    return BETWEEN.format(opening=opening, heading=heading, rows=rows, closing=closing)


def proved(table, **options):
    """What the balances of a file prove, of the candidates of the question that it ends with."""
    with pytest.raises(Unreadable) as asked:
        items_of(table, **options)
    return proved_by(
        lambda candidate: items_of(table, **options, **{PROVED: candidate}),
        asked.value.candidates,
        "EUR",
    )


@pytest.mark.parametrize(
    ("table", "right"),
    [
        (bounded("5.00", "7.50", opening="100.00", closing="87.50"), {"invert": True}),
        (bounded("5.00", "7.50", opening="100.00", closing="112.50"), {"invert": False}),
        (
            bounded(*WORDS, opening="9.00", closing="5.50", heading="Amount,Art"),
            {"directions": {"out": ["Ab"], "in": ["Zu"]}},
        ),
        (
            bounded(*WORDS, opening="9.00", closing="12.50", heading="Amount,Type"),
            {"directions": {"out": ["Zu"], "in": ["Ab"]}},
        ),
    ],
)
def test_stated_balances_answer_what_would_be_asked(table, right):
    assert proved(table) == right


@pytest.mark.parametrize(
    "table",
    [
        bounded("5.00", "7.50", opening="100.00", closing="100.00"),
        bounded("5.00", "7.50", opening="100.00", closing="99.00"),
        "Date,Text,Amount\n2024-03-01,x,5.00\n2024-03-02,x,7.50\n",
        bounded("5.00,A", "5.00,B", opening="9.00", closing="9.00", heading="Amount,Type"),
    ],
)
def test_balances_that_hold_by_no_reading_or_by_several_answer_nothing(table):
    assert proved(table) is None


def test_a_reading_that_leaves_rows_unread_is_not_proved_by_the_one_that_is_left():
    rows = (("9.00", "", "-1.00"), ("9.00", "", "-10.00"), ("", "2.00", "-8.00"))
    lines = [f"2024-02-{day:02},x,{','.join(row)}" for day, row in enumerate(rows, start=1)]
    table = "\n".join(["Date,Description,Debit,Balance,Balance", *lines]) + "\n"
    assert proved(table) is None
