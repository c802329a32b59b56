"""Balances stated as transactions in files of banks are checked, and are not money."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readers.balance_rows import apart
from readers.qif import reader as qif
from readers.statement import Balance, BalanceKind, Fault, FileWarning, Row
from readers.tests import ofx_samples, reading
from readers.tests.ofx_samples import one, statement, transaction
from readers.tests.tables.test_balances import DAY

MOVES = [
    *[("20240228", "Salary", "5000.00"), ("20240228", "*", "5100.00")],
    *[("20240229", "Pix", "-150.00"), ("20240229", "Bakery", "-20.00")],
    *[("20240229", "*", "4930.00"), ("20240301", "Rent", "-100.00"), ("20240301", "*", "4830.00")],
]
AMOUNTS = ["5000.00", "-150.00", "-20.00", "-100.00"]


def in_ofx(word, moves, texts, after=""):
    rows = [
        transaction(
            amount,
            day,
            str(n),
            "DEBIT" if amount.startswith("-") else "CREDIT",
            **{name: text.replace("*", word) for name in texts},
        )
        for n, (day, text, amount) in enumerate(moves)
    ]
    return one(*rows, after=after)


def in_qif(word, moves, texts):
    marks = "".join("P" if name == "NAME" else "M" for name in texts)
    return "!Type:Bank\n" + "".join(
        f"D{day[:4]}-{day[4:6]}-{day[6:]}\nT{amount}\n"
        + "".join(f"{mark}{text.replace('*', word)}\n" for mark in marks)
        + "^\n"
        for day, text, amount in moves
    )


def found(kind, word, moves=MOVES, texts=("NAME",)):
    if kind == "ofx":
        return ofx_samples.items(in_ofx(word, moves, texts))
    return reading.items(qif.FORMAT, in_qif(word, moves, texts))


def amounts(items):
    return [str(row.amount) for row in reading.of_kind(Row, items)]


def balances(items, kind):
    return [str(one.amount) for one in reading.of_kind(Balance, items) if one.kind == kind]


def codes(items):
    return [item.code for item in reading.of_kind((FileWarning, Fault), items)]


@pytest.mark.parametrize("word", [*DAY, "Sold", "Sold final", "Stand 29.02.2024"])
@pytest.mark.parametrize("texts", [("NAME",), ("MEMO",), ("NAME", "MEMO")])
@pytest.mark.parametrize("kind", ["ofx", "qif"])
@pytest.mark.parametrize("newest_first", [False, True])
def test_balances_among_the_rows_are_no_money(word, texts, kind, newest_first):
    items = found(kind, word, MOVES[::-1] if newest_first else MOVES, texts)
    assert amounts(items) == (AMOUNTS[::-1] if newest_first else AMOUNTS)
    assert codes(items) == ["skipped_lines"]
    assert sorted(balances(items, BalanceKind.CLOSING)) == ["4830.00", "4930.00", "5100.00"]
    assert balances(items, BalanceKind.OPENING) == ["100.00"]


@pytest.mark.parametrize("word", [*DAY[:16], *DAY[19:]])
@pytest.mark.parametrize("kind", ["ofx", "qif"])
def test_words_for_nothing_but_a_balance_are_no_money_even_where_nothing_follows(word, kind):
    items = found(kind, word, [*MOVES[:1], ("20240229", "*", "77.00")])
    assert (amounts(items), codes(items)) == (["5000.00"], ["skipped_lines"])
    assert balances(items, BalanceKind.OPENING) == []


MOVEMENTS = [
    *["SALDO APLIC AUT", "Balance transfer", "Saldo pago Frobbed", "Balance Gym"],
    *["Saldenausgleich", "Solde de tout compte SARL", "New Balance Store", "Balance Sheet Ltd"],
    *["Sold", "SOLD on 29.02.2024", "Stand", "Bal", "Sold 100"],
    *["Saldo prepago Movistar", "Kontostandsmeldung", "Salden GmbH", "Balance of payments Inc"],
]


@pytest.mark.parametrize("word", MOVEMENTS)
@pytest.mark.parametrize("kind", ["ofx", "qif"])
@pytest.mark.parametrize("others", [["-1000.00", "-5.00"], ["-50.00", "-50.00"], ["4000.00"]])
def test_movements_whose_texts_begin_like_a_balance_stay(word, kind, others):
    moves = [*MOVES[:1], *(("20240229", "*", amount) for amount in others)]
    items = found(kind, word, moves)
    assert (amounts(items), codes(items)) == (["5000.00", *others], [])


@pytest.mark.parametrize("word", ["SALDO DO DIA", "SALDO XYZ frobbed", "Daily balance"])
def test_a_movement_beside_balances_stays(word):
    moves = [*MOVES[:1], ("20240228", "SALDO APLIC AUT", "-1000.00")]
    moves += [(day, text, f"{Decimal(n) - 1000 if text == '*' else n}") for day, text, n in MOVES]
    moves = [moves[0], moves[1], *moves[3:]]
    items = found("ofx", word, moves)
    assert amounts(items) == ["5000.00", "-1000.00", *AMOUNTS[1:]]
    assert balances(items, BalanceKind.OPENING) == ["100.00"]


def test_one_balance_that_says_more_is_one_where_the_others_agree():
    moves = [*MOVES, ("20240302", "Fee", "-1.00"), ("20240302", "SALDO CONTA XYZ", "4829.00")]
    items = found("ofx", "SALDO DO DIA", moves)
    assert amounts(items) == [*AMOUNTS, "-1.00"]
    moves[-1] = ("20240302", "SALDO CONTA XYZ", "4829.01")
    assert amounts(found("ofx", "SALDO DO DIA", moves)) == [*AMOUNTS, "-1.00", "4829.01"]


def test_the_balances_of_each_account_are_its_own():
    other = "<BANKACCTFROM>\n<BANKID>100\n<ACCTID>456\n<ACCTTYPE>SAVINGS\n</BANKACCTFROM>\n"
    rows = [transaction(n, day, NAME=t.replace("*", "Saldo")) for day, t, n in MOVES]
    text = ofx_samples.document(statement(*rows), statement(*rows[:2], account=other))
    items = ofx_samples.items(text)
    assert amounts(items) == [*AMOUNTS, "5000.00"]
    uow = [one for one in reading.of_kind(Balance, items) if one.kind == BalanceKind.OPENING]
    assert [(one.account, str(one.amount)) for one in uow] == [(ofx_samples.OWN, "100.00")]


def test_a_transfer_or_a_row_with_a_category_is_a_movement_whatever_its_texts_are():
    text = "!Type:Bank\nD2024-01-15\nT-5.00\nPSaldo\nL{}\n^\n"
    for category in ("Food", "[Savings]"):
        items = reading.items(qif.FORMAT, text.format(category))
        assert [str(row.amount) for row in reading.of_kind(Row, items)] == ["-5.00"]


@given(st.lists(st.tuples(st.decimals(-1000, 1000, places=2), st.booleans()), max_size=12))
def test_what_is_left_are_the_movements(moves):
    items, total = [], Decimal("12.34")
    for number, (amount, states) in enumerate(moves):
        total += amount
        row = Row(number, date(2024, 1, 1 + number), amount, payee=f"Shop {number}")
        items += [row, row._replace(amount=total, payee="Saldo do dia")] if states else [row]
    rest = list(apart(lambda: iter(items)))
    assert [row.amount for row in reading.of_kind(Row, rest)] == [amount for amount, _ in moves]
    found = [one for one in reading.of_kind(Balance, rest) if one.kind != BalanceKind.OPENING]
    assert len(found) == sum(states for _, states in moves)
