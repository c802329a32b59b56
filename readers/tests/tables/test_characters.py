"""Marks that nobody sees, digits of other scripts and control characters stop no table."""

import pytest

from readers.format import NO
from readers.statement import BalanceKind
from readers.tables.characters import readable
from readers.tables.delimited import recognises
from readers.tests.tables.files import (
    amounts_of,
    balances_of,
    dates_of,
    faults_of,
    rows_of,
    source_of,
)

MARKS = [
    *("\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067"),
    *("\u2068", "\u2069", "\u061c", "\ufeff", "\u200b", "\u00ad"),
]
TABLE = (
    "Date,Text,Amount,Balance\n{d1},Shop,{a1},{b1}\n{d2},Pay,{a2},{b2}\n2024-02-27,Old,1.00,1.00\n"
)
PLAIN = {
    "d1": "29/02/2024", "d2": "28/02/2024", "a1": "-1234.50", "b1": "8766.50",
    "a2": "10000.00", "b2": "10001.00",
}  # fmt: skip


def changed(change):
    table = TABLE.replace("2024-02-27", "27/02/2024")
    return table.format(**{name: change(text) for name, text in PLAIN.items()})


def test_the_table_is_read_without_anything_strange():
    assert amounts_of(changed(str)) == ["-1234.50", "10000.00", "1.00"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    "place",
    [
        lambda text, mark: mark + text,
        lambda text, mark: text + mark,
        lambda text, mark: text.replace("-", f"-{mark}"),
        lambda text, mark: text.replace("-", f"\u20aa {mark}-").replace("2", f"2{mark}"),
    ],
    ids=["before", "behind", "after-minus", "within"],
)
def test_marks_without_width_mean_nothing_in_dates_and_amounts(mark, place):
    content = changed(lambda text: place(text, mark))
    assert recognises(source_of(content)) > NO
    assert amounts_of(content) == ["-1234.50", "10000.00", "1.00"]
    assert dates_of(content) == ["2024-02-29", "2024-02-28", "2024-02-27"]
    assert balances_of(content, BalanceKind.CLOSING) == ["8766.50"]
    assert (faults_of(content), rows_of(content)[0].description) == ([], "Shop")


DIGITS = [
    *("\u0660", "\u06f0", "\u0966", "\u09e6", "\u0e50", "\u0ed0", "\u1040", "\u17e0", "\uff10"),
    *("\u0ae6", "\u0be6", "\u0c66", "\u0ce6", "\u0d66", "\u0f20", "\u07c0"),
]


def in_digits(text, zero):
    return "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in text)


@pytest.mark.parametrize("zero", DIGITS)
@pytest.mark.parametrize("dates", [True, False])
def test_digits_of_every_script_are_digits(zero, dates):
    content = changed(lambda text: in_digits(text, zero) if dates or "/" not in text else text)
    assert recognises(source_of(content)) > NO
    assert amounts_of(content) == ["-1234.50", "10000.00", "1.00"]
    assert dates_of(content)[0] == "2024-02-29"


def test_arabic_signs_of_decimals_and_thousands_are_known():
    amount = "\u0661\u066c\u0667\u0664\u0669\u066b\u0662\u0665"
    assert amounts_of(f"Date,Text,Amount\n2024-02-29,x,{amount}\n2024-03-01,y,-1.00\n") == [
        "1749.25",
        "-1.00",
    ]


@pytest.mark.parametrize(
    ("wide", "plain"),
    [
        *[("\uff0d\uff11\uff0c\uff12\uff13\uff14", "-1,234"), ("\uff08\uff15\uff09", "(5)")],
        *[("\uff12\uff10\uff12\uff14\uff0f\uff10\uff12\uff0f\uff12\uff19", "2024/02/29")],
        *[("\u200fabc\u200e", "abc"), ("a\u200db", "a\u200db"), ("\u0662 abc", "\u0662 abc")],
    ],
)
def test_cells_are_plain_where_they_are_dates_or_amounts(wide, plain):
    assert readable(wide) == plain


@pytest.mark.parametrize("code", [*range(1, 9), *range(0x0B, 0x0D), *range(0x0E, 0x20), 0x7F])
def test_a_control_character_stops_no_file(code):
    content = f"Date,Payee,Amount\n2024-02-28,Ba{chr(code)}ker,-1.00\n2024-02-29,Shop,-2.00\n"
    assert recognises(source_of(content)) > NO
    assert amounts_of(content) == ["-1.00", "-2.00"]
    assert amounts_of(content.replace("-2.00", f"-2.00{chr(code)}")) == ["-1.00", "-2.00"]


def test_a_file_full_of_control_characters_is_no_table():
    content = "Date,Payee,Amount\n2024-02-28,Baker,-1.00\n" + "\x01\x02\x03" * 40
    assert recognises(source_of(content)) == NO
