"""Files that name accounts, wallets and transfers (cases 5, 8, 9 and 21)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from readers.tests.corpus.samples import (
    STYLES,
    Entry,
    Sample,
    a_balance,
    a_day,
    a_text,
    an_amount,
    constant,
    entries,
    facts,
    lines,
    number,
    styles,
    table,
)

HEADS = (
    *(("Account Number", ":", "{0}"), ("Account No.", "-", "{0}"), ("Account No.", "=", "{0}")),
    *(("Account Number:", "{0}"), ("Account Number: {0}",), ("Account Number", "", "{0}")),
    *(("Account", "Current Account", "{0}"), ("Konto", ":", "Girokonto", "{0}")),
    *(("Account Number - {0}",), ("Kontonummer", "_{0}"), ("Compte", "Compte courant", "{0}")),
)
ONE, OTHER = "00000012345678901", "00000098765432109"


def numbers() -> Iterator[Sample]:
    """Two statements, of accounts that differ in their numbers alone."""
    rows = entries()
    columns = [("Date", a_day), ("Text", a_text), ("Amount", an_amount), ("Balance", a_balance)]
    for place, head, style in styles(HEADS):
        one, other = (
            table(columns, rows, style, above=[[part.format(number) for part in head], [""]])
            for number in (ONE, OTHER)
        )
        expected = [
            {**row, "account": number} for number in (ONE, OTHER) for row in facts(rows)["rows"]
        ]
        true = facts(rows, account=None, rows=expected, before=["first.csv"])
        yield Sample(f"{place}.csv", other, true, {"first.csv": one})


def wallets() -> Iterator[Sample]:
    """Files of two providers, whose accounts are called by their currencies alone."""
    rows = entries(("-5.00", "-7.00", "9.00"))
    codes = ("EUR", "USD", "EUR")
    tables = [
        ("Date", "Amount", "Currency", "Payee"),
        ("Payee", "Date", "Currency", "Amount"),
        ("Booking date", "Details", "Net amount", "Currency"),
        ("Datum", "Text", "Betrag", "W\u00e4hrung"),
    ]
    for place, (one, other) in enumerate((a, b) for a in tables for b in tables if a != b):
        first, second = (
            lines(
                [
                    names,
                    *(_wallet(names, row, code) for row, code in zip(rows, codes, strict=True)),
                ],
                STYLES[0],
            )
            for names in (one, other)
        )
        # Nothing says that the two are the same wallets, and nothing that they are not.
        expected = [
            {**row, "currency": code} for row, code in zip(facts(rows)["rows"], codes, strict=True)
        ]
        true = facts(rows, account=None, rows=expected * 2, before=["first.csv"])
        yield Sample(f"{place}.csv", second, true, {"first.csv": first})


def _wallet(names, row, code) -> list[str]:
    kinds = {"Date": 0, "Booking date": 0, "Datum": 0, "Amount": 1, "Net amount": 1, "Betrag": 1}
    cells = (row.day.isoformat(), str(row.amount), code, row.text)
    return [
        cells[kinds.get(name, 2 if name in {"Currency", "W\u00e4hrung"} else 3)] for name in names
    ]


QIF = (
    "!Type:Bank\nD2024-02-{0}\nT-100.00\nPMove\nL[{1}]\n^\nD2024-02-{0}\nT-12.50\nPShop\nLFood\n^\n"
)
NAMES = ("Savings", "Sparkonto", "\u00c9pargne", "Visa", "Purse", "Cash box", "S 1", "Tagesgeld")


def transfers() -> Iterator[Sample]:
    """Transfers to an account that the book lacks, with an account stated for the rows."""
    for place, (name, way) in enumerate((name, way) for name in NAMES for way in ("qif", "csv")):
        day = str(20 + place % 8)
        text = QIF.format(day, name)
        if way == "csv":
            text = (
                "Date,Payee,Amount,Transfer account,Category\n"
                f"2024-02-{day},Move,-100.00,{name},\n2024-02-{day},Shop,-12.50,,Food\n"
            )
        common = {"date": f"2024-02-{day}", "currency": "EUR", "account": "Stated"}
        expected = [{**common, "amount": "-100.00", "to": name}, {**common, "amount": "-12.50"}]
        yield Sample(f"{place}.{way}", text.encode(), facts([], rows=expected))


ABROAD = (
    ("Amount (EUR)", "Amount in currency", "Currency"),
    ("Billing amount", "Transaction amount", "Transaction currency"),
    ("Amount", "Foreign amount", "Currency"),
    ("Amount", "Original amount", "Original currency"),
    ("Betrag (EUR)", "Originalbetrag", "W\u00e4hrung"),
    ("Amount in account currency", "Purchase amount", "Purchase currency"),
    ("Card amount (EUR)", "Operation amount", "Currency"),
    ("Montant EUR", "Montant d'origine", "Devise"),
    ("Settlement amount", "Transaction amount", "Transaction currency"),
    ("Amount", "Local amount", "Local currency"),
)


def purchases() -> Iterator[Sample]:
    """What was bought abroad, in the currency of the account and in that of the purchase."""
    rows = entries()
    spent = {row: Decimal(4) * row.amount if n % 2 else row.amount for n, row in enumerate(rows)}
    code = {row: "PLN" if n % 2 else "EUR" for n, row in enumerate(rows)}
    for place, (own, other, currency), style in styles([*ABROAD, *ABROAD]):
        columns = [
            *(("Date", a_day), ("Description", a_text), (own, an_amount)),
            (other, lambda row, style: number(spent[row], style)),
            (currency, lambda row, style: code[row]),
        ]
        if place < len(ABROAD):
            columns.append(("Balance", a_balance))
        yield Sample(f"{place}.csv", table(columns, rows, style), facts(rows))


def transfer_columns() -> Iterator[Sample]:
    """Exports of apps with the amounts of transfers in columns of their own."""
    moved = "Transfer Amount,Transfer Currency,To Account,Receive Amount,Receive Currency"
    heads = (
        f"Date,Title,Category,Account,Amount,Currency,Type,{moved}",
        f"Date,Account,Type,Amount,Currency,Category,Title,{moved}",
    )
    rows = entries(("-11.50", "2000.00", "-12.50"))
    cases = [(head, code) for head in heads for code in ("EUR", "GBP", "JPY", "USD", "CHF")]
    for place, (head, code) in enumerate(cases):
        names = head.split(",")
        size = "100" if code == "JPY" else "100.00"
        moving = dict.fromkeys(("Currency", "Transfer Currency"), "EUR") | {
            "Date": "2024-03-02",
            "Account": "Bank",
            "Type": "TRANSFER",
            "Transfer Amount": "100.00",
            "To Account": "Other",
            "Receive Amount": size,
            "Receive Currency": code,
        }
        cells = [[line.get(name, "") for name in names] for line in [*map(_line, rows), moving]]
        expected = [
            {**row, "account": "Purse" if row["amount"].startswith("-") else "Bank"}
            for row in facts(rows)["rows"]
        ]
        expected += facts([rows[0]._replace(day=date(2024, 3, 2), amount=Decimal("-100.00"))])[
            "rows"
        ]
        expected[-1] |= {"account": "Bank", "to": "Other", "to_amount": size}
        content = lines([names, *cells], STYLES[0])
        yield Sample(f"{place}-{code}.csv", content, facts([], account=None, rows=expected))


def _line(row: Entry) -> dict[str, str]:
    """Return what an app writes of a row: the amount has no sign, and the type says the way."""
    return {
        "Date": row.day.isoformat(),
        "Title": row.text,
        "Account": "Purse" if row.amount < 0 else "Bank",
        "Amount": str(abs(row.amount)),
        "Currency": "EUR",
        "Type": "EXPENSE" if row.amount < 0 else "INCOME",
    }


def columns_of_accounts() -> Iterator[Sample]:
    """Two files in which a column says whose the rows are."""
    rows = entries()
    for place, (heading, one), style in styles(
        (heading, name)
        for heading in ("Account", "Account name", "Konto", "Wallet", "Compte")
        for name in ("Giro", "DE89370400440532013000", "Purse 2")
    ):
        expected = [{**row, "account": one} for row in facts(rows)["rows"]]
        columns = [
            ("Date", a_day),
            (heading, constant(one)),
            ("Text", a_text),
            ("Amount", an_amount),
        ]
        true = facts(rows, account=None, rows=expected, before=["again.csv"])
        content = table(columns, rows, style)
        yield Sample(f"{place}.csv", content, true, {"again.csv": content})
