"""Lines that state a balance are not transactions, wherever they stand and whatever marks them."""

import pytest

from readers.statement import BalanceKind
from readers.tables.balances import balance_kind
from readers.tests.tables.files import amounts_of, balances_of, faults_of, items_of, warnings_of

DAY = [
    *["SALDO DO DIA", "SALDO", "S A L D O", "SALDO TOTAL DISPON\u00cdVEL DIA", "SALDO PARCIAL"],
    *["Tagessaldo", "Zwischensaldo", "Daily balance", "SOLDE DU JOUR", "Kontostand am 29.02.2024"],
    *["Saldo al 29/02", "Balance as of 29 Feb 2024", "Saldo dnia", "\u4f59\u989d", "\u6b8b\u9ad8"],
    *["\u041e\u0441\u0442\u0430\u0442\u043e\u043a \u043d\u0430 29.02.2024", "Saldo disponible"],
    *["Saldo XYZ frobbed", "BALANCE C/C 123", "Solde intermediaire", "Running balance", "Saldo:"],
]
ROWS = [
    *[("28/02/2024", "SALARIO", "5000,00"), ("28/02/2024", "*", "5100,00")],
    *[("29/02/2024", "PIX ENVIADO", "-150,00"), ("29/02/2024", "PADARIA", "-20,00")],
    *[("29/02/2024", "*", "4.930,00"), ("01/03/2024", "CONTA", "-100,00")],
    *[("01/03/2024", "*", "4.830,00")],
]
AMOUNTS = ["5000.00", "-150.00", "-20.00", "-100.00"]


def table(word, heading="Data;Lan\u00e7amento;Valor\n", rows=ROWS):
    return heading + "".join(f"{day};{text.replace('*', word)};{n}\n" for day, text, n in rows)


@pytest.mark.parametrize("word", DAY)
@pytest.mark.parametrize("heading", ["Data;Lan\u00e7amento;Valor\n", ""])
@pytest.mark.parametrize("newest_first", [False, True])
def test_balances_between_the_rows_are_no_money(word, heading, newest_first):
    rows = ROWS[::-1] if newest_first else ROWS
    content = table(word, heading, rows)
    assert amounts_of(content) == (AMOUNTS[::-1] if newest_first else AMOUNTS)
    assert (warnings_of(content), faults_of(content)) == (["skipped_lines"], [])
    assert sorted(balances_of(content, BalanceKind.CLOSING)) == ["4830.00", "4930.00", "5100.00"]
    assert balances_of(content, BalanceKind.OPENING) == ["100.00"]


@pytest.mark.parametrize("word", [*DAY[:16], *DAY[19:]])
def test_words_for_nothing_but_a_balance_are_no_money_even_where_nothing_follows(word):
    content = table(word, rows=[*ROWS[:1], ("29/02/2024", word, "77,00")])
    assert amounts_of(content, invert=False) == ["5000.00"]
    assert balances_of(content, BalanceKind.STATED, invert=False) == ["77.00"]


@pytest.mark.parametrize(
    "word",
    [
        *[
            "SALDO APLIC AUT",
            "Balance transfer",
            "Saldo pago Frobbed",
            "Balance Gym",
            "Saldenausgleich",
        ],
        *[
            "Solde de tout compte SARL",
            "New Balance Store",
            "Saldo prepago Movistar",
            "Kontostandsmeldung",
        ],
        *["Balance Sheet Ltd", "Total Wine", "Salden GmbH"],
    ],
)
def test_movements_whose_texts_begin_like_a_balance_stay(word):
    rows = [*ROWS[:1], ("29/02/2024", word, "-1.000,00"), ("01/03/2024", word, "-5,00")]
    content = table(word, rows=rows)
    assert amounts_of(content) == ["5000.00", "-1000.00", "-5.00"]
    assert warnings_of(content) == []


def test_a_movement_beside_its_running_balance_stays_whatever_it_is_called():
    content = (
        "Date,Text,Amount,Balance\n2024-02-27,Pay,50.00,50.00\n2024-02-28,Saldo,-10.00,40.00\n"
        "2024-02-29,Shop,-5.00,35.00\n"
    )
    assert amounts_of(content) == ["50.00", "-10.00", "-5.00"]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        *[("Balance at start of period", "opening"), ("Saldo at beginning of period", "opening")],
        *[("Saldo zu Beginn", "opening"), ("Solde en d\u00e9but de p\u00e9riode", "opening")],
        *[("Saldo al inicio del periodo", "opening"), ("Saldo i b\u00f6rjan", "opening")],
        *[
            ("Saldo all'inizio", "opening"),
            ("Saldo aan begin", "opening"),
            ("Saldo \u4f59\u989d \u671f\u521d", "opening"),
        ],
        *[("Opening balance", "opening"), ("Previous statement balance", "opening")],
        *[("Balance at end of period", "closing"), ("Saldo am Ende", "closing")],
        *[("Solde en fin de p\u00e9riode", "closing"), ("Saldo al final del periodo", "closing")],
        *[
            ("Saldo alla fine", "closing"),
            ("Closing balance", "closing"),
            ("Balance carried forward", "closing"),
        ],
        *[("Account balance", "stated"), ("Kontostand", "stated")],
    ],
)
@pytest.mark.parametrize("below", [True, False])
def test_the_words_of_a_balance_say_which_it_is_and_not_its_place(label, kind, below):
    rows = "Date;Text;Amount\n2024-02-28;Pay;50.00\n2024-02-29;Shop;-5.00\n"
    content = f"{rows}{label};100.00\n" if below else f"{label};100.00\n\n{rows}"
    assert amounts_of(content) == ["50.00", "-5.00"]
    found = [i for i in items_of(content) if hasattr(i, "kind")]
    assert [(str(item.kind), str(item.amount)) for item in found] == [(kind, "100.00")]


@pytest.mark.parametrize("text", ["", "Shop", "12.50", "Saldo Miller", "x" * 200, "day", "end of"])
def test_other_texts_name_no_balance(text):
    assert balance_kind(text) is None
