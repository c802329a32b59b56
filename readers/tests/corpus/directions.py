"""Tables that state the direction of the money in some way (cases 1 to 3, 20 and 23)."""

from collections.abc import Iterator

from readers.tests.corpus.samples import (
    Entry,
    Sample,
    a_balance,
    a_day,
    a_size,
    a_text,
    an_amount,
    either,
    entries,
    facts,
    number,
    styles,
    table,
    what_arrives,
    what_leaves,
)

PAIRS = (
    ("Withdrawn", "Paid In"),
    ("Payments", "Money In"),
    ("Sent", "Received"),
    ("Purchase", "Credit"),
    ("Pagos", "Ingresos"),
    ("Auszahlung", "Einzahlung"),
    ("\u05d7\u05d5\u05d1\u05d4", "\u05d6\u05db\u05d5\u05ea"),
    ("\ucd9c\uae08", "\uc785\uae08"),
    ("Debet", "Kredit"),
    ("Money Out", "Money In"),
    ("Sa\u00edda", "Entrada"),
    ("Spent", "Earned"),
    ("D\u00e9bit", "Cr\u00e9dit"),
    ("\u0420\u0430\u0441\u0445\u043e\u0434", "\u041f\u0440\u0438\u0445\u043e\u0434"),
)


def pairs() -> Iterator[Sample]:
    """Two columns, one for each direction, of which a program may know one heading or none."""
    rows = entries()
    for place, (out, into), style in styles([*PAIRS, *PAIRS]):
        both = [(out, what_leaves), (into, what_arrives)]
        columns = [("Date", a_day), ("Details", a_text), *(both[:: -1 if place % 3 else 1])]
        if place < len(PAIRS):
            columns.append(("Balance", a_balance))
        yield Sample(f"{place}-{out}.csv", table(columns, rows, style), facts(rows))


DIRECTIONS = (
    ("\u6536/\u652f", "\u652f\u51fa", "\u6536\u5165"),
    ("Direction", "OUTBOUND", "INBOUND"),
    ("Type", "Purchase", "Deposit"),
    ("Art", "Ausgang", "Eingang"),
    ("Richtung", "Ausgabe", "Einnahme"),
    (
        "\u0422\u0438\u043f",
        "\u0420\u0430\u0441\u0445\u043e\u0434",
        "\u0414\u043e\u0445\u043e\u0434",
    ),
    ("\uad6c\ubd84", "\ucd9c\uae08", "\uc785\uae08"),
    ("\u53ce\u652f", "\u652f\u51fa", "\u53ce\u5165"),
    ("Jenis", "Keluar", "Masuk"),
    ("Lo\u1ea1i", "Chi", "Thu"),
    (
        *("\u03a4\u03cd\u03c0\u03bf\u03c2", "\u03a7\u03c1\u03ad\u03c9\u03c3\u03b7"),
        "\u03a0\u03af\u03c3\u03c4\u03c9\u03c3\u03b7",
    ),
    ("Tipo", "Gasto", "Ingreso"),
    ("Tipo", "Uscita", "Entrata"),
    ("Kind", "zork", "blip"),
)


def words() -> Iterator[Sample]:
    """Amounts without a sign, and a column of words for the direction."""
    rows = entries()
    for place, (heading, out, into), style in styles([*DIRECTIONS, *DIRECTIONS]):
        columns = [
            *(("Date", a_day), ("Details", a_text), (heading, either(out, into))),
            ("Amount", a_size),
        ]
        if place >= len(DIRECTIONS):
            columns.append(("Balance", a_balance))
        yield Sample(
            f"{place}-{heading.replace('/', '')}.csv", table(columns, rows, style), facts(rows)
        )


MARKS = ("CR", "Cr", "C", "+", "cr")
MARKED = ("BillingAmountSign", "Dr / Cr Flag", "Ind", "", "Sign", "CR/DR", "Flag", "Zeichen")


def marks() -> Iterator[Sample]:
    """Statements of cards in which only money that arrives is marked."""
    rows = entries(("-1250.50", "5000.00", "-120.00", "-900.00", "250.50", "-310.00"))
    cases = [(heading, mark) for mark in MARKS for heading in MARKED]
    for place, (heading, mark), style in styles(cases):
        columns = [
            ("Date", a_day),
            ("Details", a_text),
            ("Amount", a_size),
            (heading, either("", mark)),
        ]
        account = {"currency": "INR", "type": "credit_card"}
        true = facts(rows, "INR", account=account)
        yield Sample(f"{place}.csv", table(columns, rows, style), true)


PAYMENTS = (
    *(
        "PAYMENT RECEIVED - THANK YOU",
        "AUTOPAY PAYMENT",
        "Lastschrift",
        "ONLINE PAYMENT",
        "Zahlung",
    ),
    *(
        "PAIEMENT MERCI",
        "Pago recibido",
        "Your payment",
        "DIRECT DEBIT PAYMENT",
        "Betaling",
        "Bank",
    ),
)

PAID_BY_ANYBODY = {"Lastschrift", "Zahlung", "ONLINE PAYMENT", "Your payment", "Betaling", "Bank"}
"""Texts that a statement of a current account has as well, for what leaves it."""


def cards() -> Iterator[Sample]:
    """Statements of cards on which charges have no minus and payments have one."""
    cases = [(text, "credit_card") for text in PAYMENTS]
    cases += [(text, "checking") for text in PAYMENTS if text not in PAID_BY_ANYBODY]
    for place, (text, kind), style in styles(cases):
        rows = entries(("-121.35", "-45.10", "-60.00", "500.00", "-8.00")[: 4 + place % 2])
        rows = [row._replace(text=text) if row.amount > 0 else row for row in rows]
        turned = [row._replace(amount=-row.amount) for row in rows]
        columns = [("Date", a_day), ("Description", a_text), ("Amount", an_amount)]
        account = {"currency": "CAD", "type": kind}
        true = facts(rows, "CAD", account=account)
        yield Sample(f"{place}-{kind}.csv", table(columns, turned, style), true)


FLAGS = (
    *(("is_income", "false", "true"), ("income", "false", "true"), ("Is Expense", "true", "false")),
    *(("Expense?", "yes", "no"), ("is_income", "0", "1"), ("Is Income", "FALSE", "TRUE")),
    *(("is_expense", "1", "0"), ("Income?", "no", "yes"), ("Is Income", "N", "Y")),
    *(("isIncome", "false", "true"), ("Einnahme", "nein", "ja")),
)


def flags() -> Iterator[Sample]:
    """Exports of apps with a column of yes and no; amounts unsigned, turned, or right."""
    rows = entries()
    for place, (heading, out, into), style in styles([*FLAGS] * 3):
        turn = place // len(FLAGS)
        cell = (a_size, _turned, an_amount)[turn]
        columns = [
            *(("date", a_day), ("payee", a_text), ("amount", cell)),
            ("category_name", either("Groceries", "Salary")),
            (heading, either(out, into)),
        ]
        yield Sample(f"{place}.csv", table(columns, rows, style), facts(rows))


def _turned(entry: Entry, style) -> str:
    return number(-entry.amount, style)
