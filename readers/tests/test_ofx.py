"""OFX: what the transactions of a statement say, its accounts, balances and trades."""

import itertools
from datetime import date
from decimal import Decimal

import pytest

from readers.ofx import reader as ofx
from readers.statement import Account, Balance, BalanceKind, Fault, FileWarning, Row
from readers.tests.ofx_samples import (
    CHECKING,
    OWN,
    document,
    in_currency,
    items,
    ledger,
    one,
    rows,
    statement,
    transaction,
)
from readers.tests.reading import of_kind

# What a transaction says


def test_a_transaction_says_all_of_it():
    text = one(
        transaction(
            NAME="Corner shop",
            MEMO="Card purchase",
            MEMO2="Terminal 7",
            CHECKNUM="000042",
            REFNUM="R-1",
            DTUSER="20240129",
        ),
        after=ledger("100.00"),
    )
    assert items(text) == [
        Account(OWN, number="123", currency="EUR", type="checking"),
        Row(
            line=21,
            date=date(2024, 1, 31),
            amount=Decimal("-12.50"),
            account=OWN,
            currency="EUR",
            payee="Corner shop",
            description="Card purchase Terminal 7",
            notes="Initiated on 2024-01-29\nReference R-1",
            bank_id="1",
            reference="000042",
        ),
        Balance(34, BalanceKind.CLOSING, Decimal("100.00"), date(2024, 1, 31), OWN, "EUR"),
    ]


def test_a_payee_element_names_the_payee_and_the_address():
    payee = "<PAYEE><NAME>City works<ADDR1>1 Main St<CITY>Springfield<PHONE>5</PAYEE>"
    (row,) = rows(one(transaction().replace("</STMTTRN>", f"{payee}<MEMO>Water</STMTTRN>")))
    assert (row.payee, row.description) == ("City works", "Water")
    assert row.notes == "1 Main St, Springfield"


def test_a_name_that_is_cut_is_taken_from_where_it_is_whole():
    full = {"NAME": "A very long name of a", "EXTDNAME": "A very long name of a shop"}
    (row,) = rows(one(transaction(**full)))
    assert (row.payee, row.notes) == ("A very long name of a shop", "")


def test_a_memo_that_only_repeats_the_name_is_left_out():
    (row,) = rows(one(transaction(NAME="Shop", MEMO="Shop")))
    assert (row.payee, row.description) == ("Shop", "")


def test_a_memo_alone_is_no_payee():
    (row,) = rows(one(transaction(MEMO="Pix to somebody")))
    assert (row.payee, row.description) == ("", "Pix to somebody")


def test_zeros_are_neither_an_identifier_nor_a_reference():
    (row,) = rows(one(transaction(fitid="0", CHECKNUM="0000", REFNUM="0")))
    assert (row.bank_id, row.reference) == ("", "")


def test_a_zero_amount_is_a_row():
    assert rows(one(transaction("0.00")))[0].amount == 0


# Accounts and currencies


def test_accounts_are_told_apart_by_bank_number_and_type():
    def account(bank, number, kind):
        return f"<BANKACCTFROM><BANKID>{bank}<ACCTID>{number}<ACCTTYPE>{kind}</BANKACCTFROM>"

    text = document(
        statement(transaction("-1.00"), account=account("1", "5", "CHECKING")),
        statement(transaction("-2.00"), account=account("1", "5", "MONEYMRKT")),
        statement(transaction("-3.00"), account=account("2", "5", "CREDITLINE"), currency="USD"),
        statement(transaction("-4.00"), account="<CCACCTFROM><ACCTID>5</CCACCTFROM>"),
        statement(transaction("-5.00", fitid="9"), account=account("1", "5", "CHECKING")),
    )
    found = items(text)
    assert [(a.key, a.type, a.currency) for a in of_kind(Account, found)] == [
        ("1:5:CHECKING", "checking", "EUR"),
        ("1:5:MONEYMRKT", "savings", "EUR"),
        ("2:5:CREDITLINE", "credit_card", "USD"),
        ("5:credit_card", "credit_card", "EUR"),
    ]
    assert [(row.account, row.amount) for row in of_kind(Row, found)] == [
        ("1:5:CHECKING", -1),
        ("1:5:MONEYMRKT", -2),
        ("2:5:CREDITLINE", -3),
        ("5:credit_card", -4),
        ("1:5:CHECKING", -5),
    ]
    assert all(row.bank_id for row in of_kind(Row, found))


def test_an_account_without_rows_is_named_too():
    assert items(one()) == [Account(OWN, number="123", currency="EUR", type="checking")]


def test_currency_and_account_count_wherever_the_statement_has_them():
    text = one(transaction()).replace("<CURDEF>EUR\n", "").replace(CHECKING, "")
    late = text.replace("</STMTRS>", f"{CHECKING}<CURDEF>EUR\n</STMTRS>")
    assert (rows(late)[0].account, rows(late)[0].currency) == (OWN, "EUR")
    assert (rows(text)[0].account, rows(text)[0].currency) == ("", "")


def test_an_unknown_currency_is_a_fault():
    fault, account = items(one(transaction(), currency="ETH"))
    assert (fault.code, account.currency) == ("unknown_currency", "")


def test_an_original_currency_is_noted_only():
    (row,) = rows(one(in_currency("ORIGCURRENCY", "USD")))
    assert (row.amount, row.currency, row.account) == (Decimal("-10.00"), "EUR", OWN)
    assert row.notes == "Originally in USD, at a rate of 1.25"


def test_a_currency_of_its_own_makes_an_account_of_its_own():
    text = one(transaction(), in_currency("CURRENCY", "USD"), after=ledger("5.00"))
    found = items(text)
    assert [(a.key, a.currency) for a in of_kind(Account, found)] == [
        (OWN, "EUR"),
        (f"{OWN} USD", "USD"),
    ]
    row = of_kind(Row, found)[1]
    assert (row.amount, row.currency, row.account) == (Decimal("-10.00"), "USD", f"{OWN} USD")
    assert row.notes == "At a rate of 1.25"
    assert of_kind(Balance, found)[0].kind == BalanceKind.STATED
    assert of_kind(FileWarning, found)[0].code == "other_currency"


@pytest.mark.parametrize("currency", ["EUR", ""])
def test_the_statements_own_currency_is_no_other(currency):
    found = items(one(in_currency("CURRENCY", "EUR", rate="1.000"), currency=currency))
    assert [(row.account, row.currency, row.notes) for row in of_kind(Row, found)] == [
        (OWN, "EUR", "")
    ]
    assert of_kind(FileWarning, found) == []


def test_a_transfer_names_the_account_where_that_is_in_the_file():
    to = "<BANKACCTTO><BANKID>100<ACCTID>{}<ACCTTYPE>SAVINGS</BANKACCTTO></STMTTRN>"
    savings = CHECKING.replace("123", "456").replace("CHECKING", "SAVINGS")
    text = document(
        statement(
            transaction().replace("</STMTTRN>", to.format("456")),
            transaction(fitid="2").replace("</STMTTRN>", to.format("789")),
        ),
        statement(account=savings),
    )
    first, second = of_kind(Row, items(text))
    assert (first.other_account, first.notes) == ("100:456:SAVINGS", "Account 456")
    named = list(itertools.takewhile(lambda item: item != first, items(text)))
    assert [a.key for a in of_kind(Account, named)] == [OWN, "100:456:SAVINGS"]
    assert (second.other_account, second.notes) == ("", "Account 789")


# Balances


@pytest.mark.parametrize(
    ("day", "span", "kind"),
    [
        ("20240131", "", BalanceKind.CLOSING),
        ("20240131", "<DTSTART>20240101<DTEND>20240131", BalanceKind.CLOSING),
        ("20240205120000", "<DTSTART>20240101<DTEND>20240205", BalanceKind.CLOSING),
        ("20240305", "<DTSTART>20240101<DTEND>20240131", BalanceKind.STATED),
        ("20240130", "", BalanceKind.STATED),
        ("", "", BalanceKind.STATED),
    ],
)
def test_a_balance_closes_only_a_statement_that_reaches_it(day, span, kind):
    found = items(one(transaction(), span=span, after=ledger("1.234,56", day)))
    (balance,) = of_kind(Balance, found)
    assert (balance.kind, balance.amount) == (kind, Decimal("1234.56"))


def test_what_is_available_is_no_balance():
    after = ledger("5.00") + ledger("9.00").replace("LEDGERBAL", "AVAILBAL")
    found = of_kind(Balance, items(one(transaction(), after=after)))
    assert [balance.amount for balance in found] == [Decimal("5.00")]


def test_an_empty_balance_is_none_and_a_wrong_one_a_fault():
    assert of_kind(Balance, items(one(transaction(), after=ledger("")))) == []
    assert of_kind(Fault, items(one(after=ledger("much"))))[0].code == "no_balance"


def test_a_listed_opening_balance_is_one():
    bal = "<BAL><NAME>{}<DESC>d<BALTYPE>{}<VALUE>70.00<DTASOF>20240101</BAL>"
    after = f"<BALLIST>{bal.format('Opening Balance', 'DOLLAR')}{bal.format('Net worth', 'DOLLAR')}"
    after += f"{bal.format('Opening balance rate', 'PERCENT')}</BALLIST>"
    (balance,) = of_kind(Balance, items(one(transaction(), after=after)))
    assert (balance.kind, balance.amount) == (BalanceKind.OPENING, Decimal("70.00"))
    assert balance.date == date(2024, 1, 1)


def test_pending_rows_are_pending_and_not_in_the_balance():
    pending = (
        "<BANKTRANLISTP><DTASOF>20240131<STMTTRNP><TRNTYPE>POS<DTTRAN>20240131<TRNAMT>-3.00"
        "<NAME>Shop</STMTTRNP></BANKTRANLISTP>"
    )
    found = items(one(transaction(), after=pending + ledger("5.00")))
    assert [(row.status, row.amount) for row in of_kind(Row, found)] == [
        ("", Decimal("-12.50")),
        ("pending", Decimal("-3.00")),
    ]
    assert of_kind(Balance, found)[0].kind == BalanceKind.STATED


# Identifiers and corrections


def test_an_identifier_of_several_rows_stays_with_the_first():
    found = items(
        one(
            transaction("-1.00", NAME="A"),
            transaction("-2.00", NAME="B"),
            transaction("-1.00", NAME="A"),
            transaction("-3.00", fitid="2"),
        )
    )
    assert [row.bank_id for row in of_kind(Row, found)] == ["1", "", "1/2", "2"]
    assert [(r.code, r.detail[:15]) for r in of_kind(FileWarning, found)] == [
        ("repeated_ids", "The bank gave 2")
    ]


def test_identifiers_that_repeat_beyond_memory_are_left_out(monkeypatch):
    monkeypatch.setattr(ofx, "FIRSTS_MAX", 1)
    twice = [transaction(f"-{n}.00", fitid=n) for n in (1, 2, 1, 2)]
    assert [row.bank_id for row in rows(one(*twice))] == ["1", "", "1/2", ""]


def test_an_identifier_may_be_of_one_row_in_each_account():
    savings = CHECKING.replace("123", "456")
    text = document(
        statement(transaction("-1.00")), statement(transaction("-2.00"), account=savings)
    )
    assert [row.bank_id for row in rows(text)] == ["1", "1"]


@pytest.mark.parametrize("correction_first", [False, True])
def test_a_correction_takes_the_place_of_what_it_corrects(correction_first):
    wrong = transaction("-1.00", fitid="1")
    right = transaction("-2.00", fitid="2", CORRECTFITID="1", CORRECTACTION="REPLACE")
    both = (right, wrong) if correction_first else (wrong, right)
    found = items(one(*both))
    assert [(row.bank_id, row.amount) for row in of_kind(Row, found)] == [("2", -2)]
    assert of_kind(FileWarning, found) == []


def test_a_deletion_takes_the_row_away_and_is_none_itself():
    deletion = transaction("-1.00", fitid="2", CORRECTFITID="1", CORRECTACTION="DELETE")
    assert rows(one(transaction("-1.00", fitid="1"), deletion)) == []


def test_a_correction_of_an_earlier_file_is_warned_of():
    found = items(
        one(
            transaction("-2.00", fitid="2", CORRECTFITID="old", CORRECTACTION="REPLACE"),
            transaction("-2.00", fitid="3", CORRECTFITID="gone", CORRECTACTION="DELETE"),
        )
    )
    assert [row.bank_id for row in of_kind(Row, found)] == ["2"]
    assert [warning.detail.split(",")[0] for warning in of_kind(FileWarning, found)] == [
        "The bank replaces transaction old",
        "The bank deletes transaction gone",
    ]


# Investments


def investment(*trades, after=""):
    return document(
        "<INVSTMTTRNRS><INVSTMTRS><DTASOF>20240131<CURDEF>USD<INVACCTFROM><BROKERID>b.com"
        f"<ACCTID>7</INVACCTFROM><INVTRANLIST>{''.join(trades)}</INVTRANLIST>{after}</INVSTMTRS>"
        "</INVSTMTTRNRS><SECLIST><STOCKINFO><SECINFO><SECID><UNIQUEID>X1<UNIQUEIDTYPE>CUSIP"
        "</SECID><SECNAME>Acme Inc</SECINFO></STOCKINFO></SECLIST>"
    )


def trade(kind, inside, memo=""):
    memo = f"<MEMO>{memo}" if memo else ""
    return (
        f"<{kind}><INVTRAN><FITID>{kind}<DTTRADE>20240130<DTSETTLE>20240201{memo}</INVTRAN>"
        f"<SECID><UNIQUEID>X1<UNIQUEIDTYPE>CUSIP</SECID>{inside}</{kind}>"
    )


def test_trades_make_rows_of_what_they_do_to_cash():
    found = items(
        investment(
            trade("BUYSTOCK", "<INVBUY><UNITS>+010.500<UNITPRICE>10<TOTAL>-105.00</INVBUY>"),
            trade("SELLMF", "<INVSELL><UNITS>-3<UNITPRICE>10<TOTAL>30.00</INVSELL>", "SOLD"),
            trade("INCOME", "<INCOMETYPE>DIV<TOTAL>1.23"),
            trade("REINVEST", "<INCOMETYPE>DIV<TOTAL>-5.00<UNITS>1"),
            trade("TRANSFER", "<UNITS>5<TFERACTION>IN"),
            trade("JRNLFUND", "<TOTAL>9.00"),
            f"<INVBANKTRAN>{transaction('50.00', kind='DEP', NAME='Deposit')}"
            "<SUBACCTFUND>CASH</INVBANKTRAN>",
            after="<INVPOSLIST><POSSTOCK><INVPOS><MKTVAL>99<MEMO>m</INVPOS></POSSTOCK></INVPOSLIST>"
            "<INVBAL><AVAILCASH>12.00<MARGINBALANCE>0</INVBAL>",
        )
    )
    assert [(r.amount, r.description or r.payee, r.bank_id) for r in of_kind(Row, found)] == [
        (Decimal("-105.00"), "Buy 10.5 Acme Inc", "BUYSTOCK"),
        (Decimal("30.00"), "SOLD", "SELLMF"),
        (Decimal("1.23"), "Dividend: Acme Inc", "INCOME"),
        (Decimal("50.00"), "Deposit", "1"),
    ]
    assert of_kind(Row, found)[1].notes == "Settled on 2024-02-01\nSell 3 Acme Inc"
    assert of_kind(Row, found)[0].date == date(2024, 1, 30)
    assert of_kind(Account, found) == [
        Account("b.com:7:investment", number="7", currency="USD", type="investment")
    ]
    (balance,) = of_kind(Balance, found)
    assert (balance.kind, balance.amount) == (BalanceKind.STATED, Decimal("12.00"))


def test_a_trade_without_its_total_is_a_fault():
    found = items(investment(trade("BUYSTOCK", "<INVBUY><UNITS>1<UNITPRICE>10</INVBUY>")))
    assert of_kind(Fault, found)[0].code == "no_amount"


# OFC, the forerunner


def test_ofc_is_read():
    text = """<OFC><DTD>2<CPAGE>1252<ACCTSTMT><ACCTFROM><BANKID>001<BRANCHID>1-2<ACCTID>54
    <ACCTTYPE>0</ACCTFROM><STMTRS><DTSTART>20160530<DTEND>20160627<LEDGER>-10.00<STMTTRN>
    <TRNTYPE>1<DTPOSTED>20160601<TRNAMT>-10.00<FITID>2016<CHKNUM>91<MEMO>Tax</STMTTRN></STMTRS>
    </ACCTSTMT></OFC>"""
    account, balance, row = items(text)
    assert account == Account("001:1-2:54:0", number="54", type="checking")
    assert (balance.amount, balance.date) == (Decimal("-10.00"), date(2016, 6, 27))
    assert (row.amount, row.reference, row.description) == (Decimal("-10.00"), "91", "Tax")
