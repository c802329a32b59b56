"""What samples are made of: true rows, ways to write a table, and facts as JSON states them."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple


class Sample(NamedTuple):
    """A file and what is true of it."""

    name: str
    content: bytes
    facts: Mapping[str, Any]
    before: Mapping[str, bytes] = {}
    """Files that are imported before it, by their names."""


class Entry(NamedTuple):
    """A true movement of one account."""

    day: date
    amount: Decimal
    text: str
    balance: Decimal = Decimal(0)


class Style(NamedTuple):
    """How a program writes a table."""

    delimiter: str = ","
    day: str = "%Y-%m-%d"
    decimal: str = "."
    group: str = ""
    encoding: str = "utf-8"
    newest_first: bool = False


STYLES = (
    Style(),
    Style(";", "%d.%m.%Y", ",", ".", "utf-8-sig"),
    Style("\t", "%d/%m/%Y", ".", ",", "utf-16"),
    Style(",", "%m/%d/%Y", ".", "", "utf-8", newest_first=True),
    Style(";", "%d-%m-%Y", ",", "", "utf-8", newest_first=True),
    Style("|", "%Y%m%d", ".", "", "utf-8"),
    Style(";", "%Y/%m/%d", ",", " ", "utf-8"),
    Style("\t", "%d %b %Y", ".", ",", "utf-8", newest_first=True),
)
MONEY = ("-1200.00", "-23.45", "10000.00", "-477.10", "-3.20", "56.90", "-61.05")
TEXTS = ("Rent", "Fee", "Salary", "Power", "Cafe", "Refund shoes", "Grocer")
OPENING = Decimal("1500.00")
FIRST = date(2024, 2, 25)

Cell = Callable[[Entry, Style], str]
Columns = Sequence[tuple[str, Cell]]


def entries(money: Sequence[str] = MONEY, opening: Decimal = OPENING) -> list[Entry]:
    """Return movements of consecutive days, with the balance after each."""
    amounts = [Decimal(amount) for amount in money]
    balances = itertools.accumulate(amounts, initial=opening)
    next(balances)
    return [
        Entry(FIRST + timedelta(days=n), amount, TEXTS[n % len(TEXTS)], balance)
        for n, (amount, balance) in enumerate(zip(amounts, balances, strict=True))
    ]


def number(value: Decimal, style: Style) -> str:
    text = f"{value:,f}"
    swap = {",": style.group, ".": style.decimal}
    return "".join(swap.get(character, character) for character in text)


def a_day(entry: Entry, style: Style) -> str:
    return entry.day.strftime(style.day)


def a_text(entry: Entry, style: Style) -> str:
    return entry.text


def an_amount(entry: Entry, style: Style) -> str:
    return number(entry.amount, style)


def a_size(entry: Entry, style: Style) -> str:
    return number(abs(entry.amount), style)


def a_balance(entry: Entry, style: Style) -> str:
    return number(entry.balance, style)


def what_leaves(entry: Entry, style: Style) -> str:
    return a_size(entry, style) if entry.amount < 0 else ""


def what_arrives(entry: Entry, style: Style) -> str:
    return a_size(entry, style) if entry.amount > 0 else ""


def either(out: str, into: str) -> Cell:
    """Return cells that have one word for what leaves, and one for what arrives."""
    return lambda entry, style: out if entry.amount < 0 else into


def constant(text: str) -> Cell:
    return lambda entry, style: text


def lines(cells: Iterable[Iterable[str]], style: Style) -> bytes:
    """Return a table as bytes; a cell that has the delimiter is quoted."""
    quoted = (
        style.delimiter.join(f'"{c}"' if style.delimiter in c else c for c in row) for row in cells
    )
    return "".join(f"{row}\n" for row in quoted).encode(style.encoding)


def table(
    columns: Columns,
    rows: Sequence[Entry],
    style: Style,
    *,
    heading: bool = True,
    above: Sequence[Sequence[str]] = (),
) -> bytes:
    names = [[name for name, _ in columns]] if heading else []
    order = reversed(rows) if style.newest_first else rows
    cells = [[cell(row, style) for _, cell in columns] for row in order]
    return lines([*above, *names, *cells], style)


def facts(rows: Sequence[Entry], currency: str = "EUR", /, **more: Any) -> dict[str, Any]:
    """Return the facts of rows of one account, which is stated unless `more` says otherwise."""
    expected = [
        {"date": row.day.isoformat(), "amount": str(row.amount), "currency": currency}
        for row in rows
    ]
    return {
        "home_currency": currency,
        "account": {"currency": currency},
        "rows": expected,
        **more,
    }


def styles(some: Iterable[Any]) -> Iterator[tuple[int, Any, Style]]:
    """Yield each of `some` with its number and a style, which differ from one to the next."""
    for place, (one, style) in enumerate(zip(some, itertools.cycle(STYLES))):
        yield place, one, style
