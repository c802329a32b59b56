"""Tables with numbers, dates and characters of many kinds (cases 4, 6, 10 to 14 and 22)."""

from collections.abc import Iterator
from decimal import Decimal

from readers.tests.corpus.samples import (
    STYLES,
    Entry,
    Sample,
    Style,
    a_balance,
    a_day,
    a_text,
    an_amount,
    either,
    entries,
    facts,
    lines,
    number,
    styles,
    table,
)

TEXT_COLUMNS = [("Date", a_day), ("Description", a_text), ("Amount", an_amount)]
WITH_BALANCE = [*TEXT_COLUMNS, ("Balance", a_balance)]
SALDOS = (
    *("SALDO DO DIA", "SALDO", "S A L D O", "SALDO TOTAL DISPON\u00cdVEL DIA", "SALDO PARCIAL"),
    *("Tagessaldo", "Zwischensaldo", "Daily balance", "SOLDE DU JOUR", "Kontostand am 29.02.2024"),
)


def balance_rows() -> Iterator[Sample]:
    """Lines between the rows that state the balance of a day in the column of amounts."""
    rows = entries(opening=Decimal(0))
    for place, text, style in styles(SALDOS * 2):
        style = style._replace(newest_first=False)
        mixed = []
        for number_, row in enumerate(rows):
            mixed.append(row)
            if number_ % 2:
                mixed.append(Entry(row.day, row.balance, text))
        content = table(TEXT_COLUMNS, mixed, style, heading=place < len(SALDOS))
        yield Sample(f"{place}.csv", content, facts(rows))


PENDING = (
    *("Umsatz vorgemerkt", "PENDING - not yet booked", "Authorised hold", "AUTH", "Unposted"),
    *("Not settled", "To be settled", "Reserverad", "Pending", "Vorgemerkt", "Frobnicated"),
    *("\u0412 \u043e\u0431\u0440\u0430\u0431\u043e\u0442\u043a\u0435", "\u672a\u5165\u8d26"),
)


def states() -> Iterator[Sample]:
    """A column of states with a phrase for what is pending."""
    rows = entries()
    last = rows[-1]
    for place, word, style in styles(PENDING * 2):
        booked = "Booked" if place < len(PENDING) else ""
        status = (
            "Status",
            lambda row, style, word=word, booked=booked: word if row is last else booked,
        )
        true = facts(rows)
        true["rows"][-1]["status"] = "pending"
        yield Sample(f"{place}.csv", table([*TEXT_COLUMNS, status], rows, style), true)


AROUND = (
    *(
        "\u200e{0}",
        "\u200f{0}",
        "{0}\u200e",
        "\u202a{0}\u202c",
        "\u202b{0}\u202c",
        "\u200e{0}\u200f",
    ),
    *("\u2066{0}\u2069", "\u200b{0}", "\ufeff{0}", "\u00ad{0}", "\u00a0{0}\u00a0", "\u061c{0}"),
)


def invisible() -> Iterator[Sample]:
    """Marks without width around dates and amounts."""
    rows = entries()
    for place, around, style in styles(AROUND * 2):
        wrapped = [
            (name, lambda row, style, cell=cell, around=around: around.format(cell(row, style)))
            for name, cell in (WITH_BALANCE if place < len(AROUND) else TEXT_COLUMNS)
        ]
        yield Sample(f"{place}.csv", table(wrapped, rows, style), facts(rows))


SCRIPTS = (0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10, 0x1040, 0x17E0, 0xA66, 0xAE6, 0xBE6, 0xC66)


def digits() -> Iterator[Sample]:
    """Digits of other scripts in amounts, or in everything."""
    rows = entries()
    for place, (zero, everything), style in styles(
        (zero, everything) for zero in SCRIPTS for everything in (False, True)
    ):
        style = style._replace(day="%d/%m/%Y" if style.day == "%d %b %Y" else style.day)
        if style.encoding.startswith("utf"):
            swap = {ord("0") + n: zero + n for n in range(10)}
            columns = [
                (name, lambda row, style, cell=cell, swap=swap: cell(row, style).translate(swap))
                for name, cell in WITH_BALANCE[not everything :]
            ]
            columns = columns if everything else [WITH_BALANCE[0], *columns]
            yield Sample(f"{place}.csv", table(columns, rows, style), facts(rows))


WHOLE = (
    *(("JPY", "-3,300"), ("KRW", "-12,500"), ("VND", "-250.000"), ("CLP", "-45.990")),
    *(("ISK", "-1.990"), ("EUR", "-3.000"), ("USD", "-1,500"), ("HUF", "-12.500")),
    *(("KWD", "-4.750"), ("TND", "-12,500"), ("BHD", "-1.234"), ("JPY", "-1 200")),
)


def minor_units() -> Iterator[Sample]:
    """Numbers with one group of three digits, in currencies with and without decimals."""
    for place, (code, text) in enumerate(WHOLE):
        decimals = 3 if code in {"KWD", "TND", "BHD"} else 0
        bare = text.replace(" ", "").replace(",", "").replace(".", "")
        # In a currency of three decimals nothing tells the two readings apart; this is one of them.
        amounts = [Decimal(bare).scaleb(-decimals), Decimal(bare + "000").scaleb(-decimals)]
        rows = [
            row._replace(amount=amount) for row, amount in zip(entries(), amounts, strict=False)
        ]
        for way in range(2):
            texts = [text, text + "" if way else text]
            expected = [row._replace(amount=amounts[0]) for row in rows]
            cells = [
                [row.day.isoformat(), row.text, shown]
                for row, shown in zip(expected, texts, strict=True)
            ]
            content = lines([["Date", "Text", "Amount"], *cells], Style(";"))
            yield Sample(f"{place}-{way}-{code}.csv", content, facts(expected, code))


FORMATS = (
    *("%Y. %m. %d.", "%Y.%m.%d.", "%d. %m. %Y.", "%d / %m / %Y", "%d. %m. %Y", "%d %b %Y"),
    *("%d-%b-%y", "%b %d, %Y", "%d %B %Y", "%Y-%m-%dT%H:%M:%S", "%Y%m%d", "%d.%m.%y"),
    *("%m/%d/%y", "%Y/%m/%d %H:%M", "%A, %d %B %Y", "%d/%m/%Y", "%m-%d-%Y"),
)


def dates() -> Iterator[Sample]:
    """Dates in many forms, with days after the 12th and without any."""
    for place, form in enumerate(FORMATS * 2):
        rows = entries()
        if place >= len(FORMATS):
            rows = [
                row._replace(day=row.day.replace(month=3, day=n)) for n, row in enumerate(rows, 4)
            ]
        style = Style(";", form)
        yield Sample(f"{place}.csv", table(WITH_BALANCE, rows, style), facts(rows))


def eras() -> Iterator[Sample]:
    """Years that are 543 ahead, or mistyped."""
    rows = entries()
    forms = ("%d/%m/{0}", "%d.%m.{0}", "%d-%m-{0}", "{0}-%m-%d", "%d %b {0}")
    for place, (form, year, states_calendar) in enumerate(
        (form, year, stated)
        for form in forms
        for year in ("67", "2567", "2204")
        for stated in (0, 1)
    ):
        if len(year) == 2 and form.startswith("{"):
            continue
        style = STYLES[0]._replace(day=form.format(year))
        stated = {"options": {"calendar": "buddhist"}} if states_calendar and year != "2204" else {}
        yield Sample(
            f"{place}.csv", table(WITH_BALANCE, rows, style), facts(rows, "THB", stated=stated)
        )


def controls() -> Iterator[Sample]:
    """Control characters in a text."""
    for place, code in enumerate((*range(1, 9), 11, 12, *range(14, 32), 127)):
        rows = entries()
        rows[place % 7] = rows[place % 7]._replace(text=f"Sh{chr(code)}op")
        style = STYLES[place % 2]
        yield Sample(f"{code}.csv", table(TEXT_COLUMNS, rows, style), facts(rows))


def encodings() -> Iterator[Sample]:
    """Texts of many languages in the encodings that their programs write."""
    shop, market = "\u041c\u0430\u0433\u0430\u0437\u0438\u043d", "\u8d85\u5e02"
    some = (
        *(("windows-1252", "Caf\u00e9 M\u00fcller"), ("iso-8859-15", "B\u00e4ckerei \u20ac")),
        *(("mac-roman", "Caf\u00e9"), ("windows-1250", "\u017b\u00f3\u0142w")),
        *(("windows-1251", shop), ("koi8-r", shop), ("gb18030", market), ("big5", market)),
        *(("shift_jis", "\u6c34\u9053"), ("euc_kr", "\uc11c\uc810"), ("utf-16-le", "Caf\u00e9")),
        *(("utf-16-be", "Caf\u00e9"), ("utf-8-sig", "Caf\u00e9"), ("windows-1254", "\u0130\u015f")),
    )
    for place, (encoding, text) in enumerate(some):
        rows = [row._replace(text=text) for row in entries()]
        style = STYLES[place % 2]._replace(encoding=encoding)
        yield Sample(f"{encoding}.csv", table(WITH_BALANCE, rows, style), facts(rows))


def plain() -> Iterator[Sample]:
    """Tables as they should be, with and without headings and balances, columns in any order."""
    rows = entries()
    cases = [(heading, turn) for heading in (True, False) for turn in range(12)]
    for place, (heading, turn), style in styles(cases):
        count = 3 + turn % 2
        turn //= 3
        columns = WITH_BALANCE[:count]
        columns = [*columns[turn:], *columns[:turn]]
        yield Sample(f"{place}.csv", table(columns, rows, style, heading=heading), facts(rows))


def signs() -> Iterator[Sample]:
    """Minus signs of many kinds: behind, in brackets, typographic, beside the currency."""
    rows = entries()
    forms = (
        *("-{0}", "{0}-", "({0})", "\u2212{0}", "\u2013{0}", "- {0}", "-\u20ac{0}", "\u20ac-{0}"),
        *(
            "-{0} EUR",
            "EUR -{0}",
            "-{0} \u20ac",
            "<{0}>",
            "{0} DR",
            "\u2010{0}",
            "\ufe63{0}",
            "\uff0d{0}",
        ),
    )
    for place, form, style in styles(forms * 2):
        columns = [
            *WITH_BALANCE[:2],
            ("Amount", lambda row, style, form=form: _signed(row, style, form)),
            ("Balance", a_balance),
        ]
        content = table(columns[: 4 if place < len(forms) else 3], rows, style)
        yield Sample(f"{place}.csv", content, facts(rows))


def _signed(row: Entry, style: Style, form: str) -> str:
    size = number(abs(row.amount), style)
    return form.format(size) if row.amount < 0 else size


def directions_of_words() -> Iterator[Sample]:
    """A word for the direction beside amounts that have their signs as well."""
    rows = entries()
    words = (
        *(("Debit", "Credit"), ("D", "C"), ("Soll", "Haben"), ("DR", "CR"), ("S", "H")),
        *(("Af", "Bij"), ("Expense", "Income"), ("Gasto", "Ingreso"), ("Out", "In"), ("-", "+")),
    )
    for place, (out, into), style in styles(words):
        columns = [*TEXT_COLUMNS, ("Debit/Credit", either(out, into))]
        yield Sample(f"{place}.csv", table(columns, rows, style), facts(rows))
