"""Of two columns, one for each direction, one name that is known is enough; or it is asked."""

import pytest

from readers.statement import Unreadable
from readers.tests.tables.files import amounts_of, faults_of, items_of, warnings_of

ROWS = (
    ("2024-03-01", "Pay", None, "500.00", "500.00"),
    ("2024-03-02", "Shop", "120.00", None, "380.00"),
    ("2024-03-03", "Fee", "3.50", None, "376.50"),
    ("2024-03-05", "Gift", None, "20.00", "396.50"),
)
AMOUNTS = ["500.00", "-120.00", "-3.50", "20.00"]
HEADINGS = [
    *[
        ("Frobbed", "Paid In"),
        ("Paid Out", "Frobbed"),
        ("Payments", "Money In"),
        ("Sent", "Received"),
    ],
    *[("Purchase", "Credit"), ("Pagos", "Ingresos"), ("Withdrawn", "Paid In"), ("Debit", "Xyzzy")],
    *[
        ("Auszahlung", "Einzahlung"),
        ("Decrease", "Increase"),
        ("Afgang", "Haben"),
        ("Soll", "Habn"),
    ],
    *[
        ("\u51fa\u91d1", "\u5165\u91d1"),
        ("\uc9c0\ucd9c", "\u88ab"),
        ("Paiements", "Recettes"),
        ("Deb.", "Credit"),
    ],
    *[
        ("\u0440\u0430\u0441\u0445\u043e\u0434", "\u043f\u0440\u0438\u0445\u043e\u0434"),
        ("Uttag", "Inl\u00e5n"),
    ],
]


def table(out, into, *, balance, rows=ROWS, swapped=False, minus=""):
    names = ["Date", "Text", *((into, out) if swapped else (out, into))]
    lines = [[*names, "Balance"] if balance else names]
    for day, text, gone, came, left in rows:
        gone = f"{minus}{gone}" if gone else ""
        pair = [came or "", gone] if swapped else [gone, came or ""]
        lines.append([day, text, *pair, left] if balance else [day, text, *pair])
    return "\n".join(",".join(line) for line in lines) + "\n"


@pytest.mark.parametrize(("out", "into"), HEADINGS)
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("balance", [False, True])
def test_one_known_name_of_a_pair_is_enough(out, into, swapped, balance):
    for minus in ("", "-"):
        text = table(out, into, balance=balance, swapped=swapped, minus=minus)
        assert amounts_of(text) == AMOUNTS
        newest_first = table(out, into, balance=balance, rows=ROWS[::-1], swapped=swapped)
        assert amounts_of(newest_first) == AMOUNTS[::-1]
        assert warnings_of(text) == faults_of(text) == []


def test_a_column_by_which_the_balance_does_not_follow_is_asked_for():
    rows = [(*row[:4], "1.00") for row in ROWS]
    with pytest.raises(Unreadable) as asked:
        items_of(table("Frobbed", "Paid In", balance=True, rows=rows))
    assert (asked.value.code, asked.value.option) == ("unknown_columns", "columns")
    assert "Frobbed" in asked.value.detail


def test_of_two_unknown_columns_that_by_which_the_balance_follows_is_taken():
    lines = ["Date,Text,Paid In,Points,Frobbed,Balance"]
    for n, (day, text, gone, came, left) in enumerate(ROWS):
        lines.append(f"{day},{text},{came or ''},{n + 1}.00,{gone or ''},{left}")
    assert amounts_of("\n".join(lines) + "\n") == AMOUNTS


def test_two_columns_that_both_could_be_the_other_one_are_asked_for():
    text = "Date,Text,Paid In,Frobbed,Wibble\n2024-03-01,a,5.00,,\n2024-03-02,b,,6.00,7.00\n"
    with pytest.raises(Unreadable) as asked:
        items_of(text)
    assert asked.value.option == "columns"
    columns = {"credit": "Paid In", "debit": "Wibble"}
    assert amounts_of(text, columns=columns) == ["5.00", "-7.00"]


def test_a_line_with_a_number_that_is_not_understood_is_never_a_note():
    text = (
        "Date,Text,Amount,Balance,Frobbed\n2024-03-01,a,-5.00,5.00,\n2024-03-02,b,,6.00,7.00\n"
        "2024-03-03,Saldo,,6.00,\n"
    )
    assert faults_of(text) == [(3, "no_amount")]
    assert warnings_of(text)[0] == "skipped_lines"
