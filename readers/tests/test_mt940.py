"""MT940: what stands in a statement line comes out to the cent."""

from datetime import date
from decimal import Decimal

import pytest

from readers.format import CERTAIN
from readers.mt940.reader import FORMAT
from readers.statement import Account, Balance, BalanceKind, Row
from readers.tests.mt940_files import HEAD, TAIL, balances, faults, read, row, rows
from readers.tests.reading import sure


def test_a_statement_comes_out_whole() -> None:
    items = read(
        HEAD
        + ":61:2401310131D42,50NTRFREF1//BANK1\n:86:166?00LASTSCHRIFT?20SVWZ+Strom Januar"
        + "?30GENODEF1?31DE42100100100043921105?32Stadtwerke\n"
        + ":62F:C240131EUR57,50\n-\n"
    )
    assert items == [
        Account("10020030/1234567", number="10020030/1234567", currency="EUR"),
        Row(
            line=5,
            date=date(2024, 1, 31),
            amount=Decimal("-42.50"),
            account="10020030/1234567",
            currency="EUR",
            payee="Stadtwerke",
            description="Strom Januar",
            notes="LASTSCHRIFT\nAccount DE42100100100043921105\nBank GENODEF1",
            bank_id="BANK1/2024-01-31/-42.50",
            reference="REF1",
        ),
        Balance(
            4,
            BalanceKind.OPENING,
            Decimal("100.00"),
            date(2024, 1, 1),
            "10020030/1234567",
            "EUR",
        ),
        Balance(
            7, BalanceKind.CLOSING, Decimal("57.50"), date(2024, 1, 31), "10020030/1234567", "EUR"
        ),
    ]


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ("240131C1,00NTRFNONREF", "1.00"),
        ("240131D1,00NTRFNONREF", "-1.00"),
        ("2401310131RC1,00NTRFNONREF", "-1.00"),
        ("2401310131RD1,00NTRFNONREF", "1.00"),
        ("2401310131RCR204,88NRTINONREF", "-204.88"),
        ("2401310131RDR204,88NRTINONREF", "204.88"),
        ("2401310131CR300,NTRFNONREF", "300.00"),
        ("2401310131DR,NTRFNONREF", None),
        ("2103310331C50,00 NTRFNONREF//2109025460313532", "50.00"),
        ("2401310131ED7,5NTRFNONREF", "-7.50"),
        ("2401310131EC7,5NTRFNONREF", "7.50"),
        ("2401310131DF2402,00S   X", "-2402.00"),
        ("2401310131C500NTRF29-07-2014 10:05//B4", "500.00"),
        ("2401310131CN220000,00//19239782213", "220000.00"),
        ("2401310131D20,00NONREF", "-20.00"),
        ("2401310131D000000000025,00N102EREF", "-25.00"),
        ("2401310131D12.34NTRFNONREF", "-12.34"),
        ("2401310131D1.234,56NTRFNONREF", "-1234.56"),
        ("2401310131D1,234.56NTRFNONREF", "-1234.56"),
        ("2401310131D0,00NTRFNONREF", "0.00"),
        ("2401310131D1.234NTRFNONREF", None),
        ("2401310131D1,2,3NTRFNONREF", None),
        ("2401310131X1,00NTRFNONREF", None),
        ("2401310131D-1,00NTRFNONREF", None),
        ("2401310131D" + "9" * 5_000 + ",00NTRFNONREF", None),
        ("2413310131", None),
        ("", None),
    ],
)
def test_the_sign_and_the_amount_of_a_line(line: str, amount: str | None) -> None:
    items = read(f"{HEAD}:61:{line}\n{TAIL}")
    if amount is None:
        assert rows(items) == []
        assert [number for number, _code in faults(items)] == [5]
    else:
        assert [str(row.amount) for row in rows(items)] == [amount]
        assert faults(items) == []


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("240131", date(2024, 1, 31)),
        ("2401310201", date(2024, 2, 1)),
        ("2401021230", date(2023, 12, 30)),
        ("2312300102", date(2024, 1, 2)),
        ("1602300301", date(2016, 3, 1)),
        ("160230", date(2016, 2, 29)),
        ("150229", date(2015, 2, 28)),
        ("2002290229", date(2020, 2, 29)),
        ("990615", date(1999, 6, 15)),
        ("790615", date(2079, 6, 15)),
    ],
)
def test_the_entry_date_is_the_booking_date_in_the_year_next_to_the_value(
    stated: str, day: date
) -> None:
    assert row(f":61:{stated}D1,00NTRFNONREF\n").date == day


@pytest.mark.parametrize("stated", ["000000", "241301", "240431", "2401311301", "2401310000"])
def test_a_day_that_does_not_exist_is_a_fault(stated: str) -> None:
    items = read(f"{HEAD}:61:{stated}D1,00NTRFNONREF\n:61:240131D2,00NTRFNONREF\n{TAIL}")
    assert faults(items) == [(5, "no_date")]
    assert [str(row.amount) for row in rows(items)] == ["-2.00"]


def test_a_line_that_was_broken_is_put_together() -> None:
    assert row(":61:2401310131CR\n30,00N062NONREF\n").amount == Decimal("30.00")


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ("{1:F01BTRLRO22AXXX11}{2:I940BTRLRO22XXXXN}{3:{108:0}}{4:\n", "-}{5:{MAC:1}}\n"),
        ("{1:F01BTRLRO22AXXX11}\n{2:I940BTRLRO22XXXXN}\n{4:\n", "-}\n"),
        ("ABNANL2A\n940\nABNANL2A\n", "-\n"),
        ("0000 01INGBNL2AXXXX00001\n940 00\n", "-XXX\n"),
        (":940:\n", ""),
        ("\n\n", "\n\n"),
        ("", "-"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_headers_and_trailers_and_line_ends_do_not_matter(head: str, tail: str, end: str) -> None:
    body = HEAD + ":61:240131D1,NTRFNONREF\n:86:One\n- two\n:62F:C240131EUR99,00\n"
    text = (head + body + tail) * 2
    text = text.replace("\n", end)
    assert [found.description for found in rows(read(text))] == ["One - two"] * 2
    assert sure(FORMAT, text) == CERTAIN


@pytest.mark.parametrize("reference", ["NONREF", "", "KREF+", "0"])
def test_words_for_no_reference_are_none(reference: str) -> None:
    found = row(f":61:240131D1,NTRF{reference}//{reference}\n")
    assert (found.reference, found.bank_id) == ("", "")


def test_ids_are_unique_in_a_file() -> None:
    line = ":61:2401310131D{},00NTRFNONREF//55555\n"
    items = read(HEAD + line.format(1) + line.format(1) + line.format(2) + TAIL)
    assert [row.bank_id for row in rows(items)] == [
        "55555/2024-01-31/-1.00",
        "",
        "55555/2024-01-31/-2.00",
    ]


def test_a_currency_that_is_not_listed_is_a_fault() -> None:
    items = read(HEAD.replace("EUR", "XTS") + ":61:240131D1,NTRFNONREF\n" + TAIL)
    assert faults(items) == [(5, "unknown_currency")]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16", "utf-8-sig"])
def test_names_come_out_in_any_encoding(encoding: str) -> None:
    text = HEAD + ":61:240131D1,NTRFNONREF\n:86:166?20Grüße?32Müller Söhne\n" + TAIL
    (found,) = rows(read(text, encoding))
    assert (found.payee, found.description) == ("Müller Söhne", "Grüße")


BLANK = {
    "entry date": "240131    D1,50NTRFREF1//B1",
    "part of the entry date": "240131  D1,50NTRFREF1//B1",
    "second letter of the mark": "2401310131D 1,50NTRFREF1//B1",
    "first letter of the mark": "2401310131 D1,50NTRFREF1//B1",
    "funds code": "2401310131D 1,50NTRFREF1//B1",
    "entry date and funds code": "240131    D 1,50NTRFREF1//B1",
    "digits before the amount": "2401310131D           1,50NTRFREF1//B1",
    "digits after the amount": "2401310131D1,50           NTRFREF1//B1",
    "type": "2401310131D1,50    REF1//B1",
    "blanks before the reference": "2401310131D1,50NTRF REF1//B1",
    "blanks after the reference": "2401310131D1,50NTRFREF1            //B1",
    "blanks after the bank's reference": "2401310131D1,50NTRFREF1//B1              ",
    "all": "240131     D  1,50  NTRF  REF1  //  B1  ",
}


@pytest.mark.parametrize("field", BLANK)
def test_blanks_in_place_of_a_field_are_a_missing_one(field: str) -> None:
    found = row(f":61:{BLANK[field]}\n")
    assert (found.date, str(found.amount)) == (date(2024, 1, 31), "-1.50")
    assert (found.reference, found.bank_id) == ("REF1", "B1/2024-01-31/-1.50")


BALANCES = [
    *("C240131   5,00", "C 240131EUR5,00", "C240131EUR 5,00"),
    *("C240131 5,00 ", "C 240131 EUR 5,00"),
]


@pytest.mark.parametrize("stated", BALANCES)
def test_blanks_within_a_balance_do_not_matter(stated: str) -> None:
    items = read(HEAD + f":62F:{stated}\n-\n")
    assert balances(items)[-1] == ("closing", "5.00", date(2024, 1, 31))
