"""The beginning of a table: where its columns are named, and what the lines before that say."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from common.money import CURRENCIES
from common.text import is_only_marks
from readers.statement import BalanceKind, Options, Unreadable
from readers.tables.balances import kind_of_line, names_balance
from readers.tables.dates import looks_like_date, serial_date
from readers.tables.grid import Grid
from readers.tables.headings import (
    CLOSING,
    CURRENT,
    OPENING,
    begins_with,
    currency_of,
    plain,
    roles_of,
)
from readers.tables.numbers import looks_like_number

SAMPLE_LINES = 500
"""How many lines the columns are understood by: enough for words that are rare; each is looked at
several times."""
HEADER_LINES_MAX = 80
"""How far down the names of the columns are looked for: more than a printed page, of some 60
lines."""

Line = tuple[int, list[str]]

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?")
_DATE_WITHIN = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{2,4}")
_AMOUNT_WITHIN = re.compile(r"[-+\u2212]?[0-9][0-9.,' \u00a0\u202f\u2019]*[0-9]")
_DEBIT_MARKS = frozenset({"S", "D", "DR"})
"""Cells beside a balance that say that it is below zero."""
_NUMBER_LABELS = frozenset({"account_number", "account"})
_AFTER_LABEL = re.compile(r"\s*[:=]\s*|\s+[-\u2013\u2014|]+\s+")
_AROUND_NUMBER = " \t'\"_:;=,"
"""What programs write around numbers so that a spreadsheet keeps their zeros, and as separators."""
_DIGITS_OF_NUMBER = 4
"""How many digits the number of an account has at least: cards are named by their last four."""


class StatedBalance(NamedTuple):
    """A balance that stands above or below the rows, not read yet."""

    line: int
    kind: BalanceKind
    amount: str
    date: str
    currency: str


class Facts(NamedTuple):
    """What the lines before the rows say of all of them."""

    number: str = ""
    name: str = ""
    currency: str = ""
    balances: tuple[StatedBalance, ...] = ()


class Head(NamedTuple):
    """The beginning of a table."""

    header: int
    """The number of the line that names the columns; 0 where none does."""
    names: tuple[str, ...]
    before: list[Line]
    rows: list[Line]
    """The lines after that, as far as they were looked at."""
    width: int
    """How many cells most of the rows have."""
    skipped: int
    """The last line that is not a row."""


def head_of(grid: Grid, options: Options) -> Head:
    """Return the beginning of `grid`; raises Unreadable where it has no line at all."""
    skip = options.get("skip_rows") or 0
    stated = options.get("header")
    lines = [line for line in islice(iter(grid), SAMPLE_LINES) if line[0] > skip]
    lines = [line for line in lines if any(cell.strip() for cell in line[1])]
    if not lines:
        raise Unreadable("no_rows", "The file has no lines.")
    place = _header_place(lines) if stated is None else _stated_place(lines, stated)
    if place is None:
        first = _beginning(lines, _first_row(lines)) if stated is None else 0
        rows, before = lines[first:], lines[:first]
        return Head(0, (), before, rows, _width(rows, 0), before[-1][0] if before else skip)
    header, cells = lines[place]
    names = tuple(cell.strip() for cell in cells)
    rows = lines[place + 1 :]
    return Head(header, names, lines[:place], rows, _width(rows, len(names)), header)


def is_date(text: str, grid: Grid) -> bool:
    """Whether a cell of `grid` can be a date."""
    if looks_like_date(text):
        return True
    return grid.serial_epoch is not None and serial_date(text, grid.serial_epoch) is not None


def facts_of(before: Sequence[Line]) -> Facts:
    """Return what the lines before the rows say clearly."""
    ibans, numbers, names, codes = set[str](), set[str](), set[str](), set[str]()
    balances = []
    for line, cells in before:
        values = values_of(cells)
        ibans.update(_ibans_in(" ".join(values)))
        label, rest = _label(values)
        roles = {role for role, _rank in roles_of(label)}
        if roles & _NUMBER_LABELS and rest:
            if number := _account_number(rest, roles):
                numbers.add(number[:64])
            else:
                names.add(rest[0][:64])
        if "currency" in roles and rest and rest[0] in CURRENCIES:
            codes.add(rest[0])
        if balance := stated_balance(line, values):
            balances.append(balance)
            codes |= {balance.currency} - {""}
    number = _only(ibans) or _only(numbers)
    name = "" if number or numbers else _only(names)
    return Facts(number, name, _only(codes), tuple(balances))


def values_of(cells: Sequence[str]) -> list[str]:
    """Return what the cells of a line say, each on one line, without the empty ones."""
    return [" ".join(cell.split()) for cell in cells if cell.strip()]


def _ibans_in(text: str) -> Iterator[str]:
    for found in _IBAN.findall(text[:500]):
        if is_iban(found):
            yield found.replace(" ", "")


def _account_number(said: Sequence[str], roles: set[str]) -> str:
    """Return the number of an account that a line says; empty where it says but a name."""
    return next(filter(_is_number, said), said[0] if "account_number" in roles else "")


def _only(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else ""


def _is_number(text: str) -> bool:
    """Whether `text` is the number of an account: mostly digits, and neither date nor amount."""
    digits = sum(map(str.isdigit, text))
    if digits < _DIGITS_OF_NUMBER or looks_like_date(text) or re.search(r"\d[.,]\d\d?$", text):
        return is_iban(text)
    return 2 * digits >= sum(map(str.isalnum, text))


def stated_balance(line: int, values: Sequence[str]) -> StatedBalance | None:
    """Return the balance that a line with these cells states; None for any other line."""
    for words in (OPENING, CLOSING, CURRENT, None):
        place = next((i for i, value in enumerate(values) if _names_balance(value, words)), None)
        if place is not None:
            beside = [value for i, value in enumerate(values) if i != place]
            return _labelled_balance(line, values[place], beside)
    return None


def _labelled_balance(line: int, label: str, beside: Sequence[str]) -> StatedBalance | None:
    """Return the balance of a line with this label; None where it has not one amount."""
    date = next(filter(looks_like_date, beside), "")
    amounts = _amounts_of_balance(label, beside, date)
    if len(amounts) != 1:
        return None
    (amount,) = amounts
    code = next((v for v in (*beside, amount[-3:]) if v in CURRENCIES), "") or currency_of(amount)
    if not date and (within := _DATE_WITHIN.search(label)):
        date = within[0]
    kind = kind_of_line(label) or BalanceKind.STATED
    sign = "" if _DEBIT_MARKS.isdisjoint(beside) else "-"
    return StatedBalance(line, kind, sign + amount, date, code)


def _amounts_of_balance(label: str, beside: Sequence[str], date: str) -> list[str]:
    """Return the amounts beside a label, or without any, the last one within it."""
    numbers = [value for value in beside if looks_like_number(value) and value != date]
    amounts = [number for number in numbers if not number.isdigit()]
    return amounts or _AMOUNT_WITHIN.findall(_DATE_WITHIN.sub(" ", label))[-1:]


def _names_balance(text: str, words: frozenset[str] | None) -> bool:
    return names_balance(text) if words is None else begins_with(text, words)


def is_iban(text: str) -> bool:
    """Whether `text` is an IBAN whose check digits hold (ISO 13616)."""
    bare = text.replace(" ", "")
    if not 15 <= len(bare) <= 34 or not _IBAN.fullmatch(bare):
        return False
    return int("".join(str(int(c, 36)) for c in bare[4:] + bare[:4])) % 97 == 1


def _label(values: Sequence[str]) -> tuple[str, list[str]]:
    """Return what a line of the kind "Account: 123" is about, and what it says.

    What has no letter or digit, such as a colon in a cell of its own, says nothing.
    """
    if not values:
        return "", []
    label, *beside = _AFTER_LABEL.split(values[0], maxsplit=1)
    said = (part.strip(_AROUND_NUMBER) for part in (*beside, *values[1:]))
    return label, [part for part in said if not is_only_marks(part)]


def _stated_place(lines: Sequence[Line], header: int) -> int | None:
    if header == 0:
        return None
    for place, (number, _cells) in enumerate(lines):
        if number == header:
            return place
    raise Unreadable("no_header", f"Line {header} has no column names.", option="header")


def _header_place(lines: Sequence[Line]) -> int | None:
    """Return which of `lines` names the columns; None where none does."""
    places = [i for i in range(min(len(lines), HEADER_LINES_MAX)) if names_columns(lines[i][1])]
    if places:
        return places[0]
    first = _first_row(lines)
    begin = _beginning(lines, first)
    if begin == 0:
        return None
    return begin - 1 if _are_names(lines[begin - 1][1], len(lines[first][1])) else None


def _are_names(cells: Sequence[str], width: int) -> bool:
    """Whether a line above rows of this many cells can be their heading, whatever it says."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    texts = [c for c in filled if not looks_like_date(c) and not looks_like_number(c)]
    near = abs(len(cells) - width) <= 1
    named = len(filled) == len(texts) == len(set(texts)) and len(texts) > 1
    return near and named and len(texts) * 2 >= width


def _beginning(lines: Sequence[Line], first: int) -> int:
    """Return which line is the first of those that end with the `first` row and are built alike.

    What is pending has no date yet, and stands above all that has one.
    """
    cells = lines[first][1]
    numbers = [i for i, c in enumerate(cells) if looks_like_number(c) and not looks_like_date(c)]
    while first:
        above = lines[first - 1][1]
        alike = len(above) == len(cells) and any(looks_like_number(above[i]) for i in numbers)
        if not alike or stated_balance(0, [cell for cell in above if cell.strip()]):
            break
        first -= 1
    return first


def names_columns(cells: Sequence[str]) -> bool:
    """Whether a line names columns of which one is a date and one an amount."""
    roles: set[str] = set()
    known = 0
    for cell in cells:
        # No name is as long; a cell of a text may be thousands of characters.
        if len(cell) > 100:
            return False
        found = roles_of(cell.strip().strip("'\"=#*"))
        roles.update(role for role, _rank in found)
        known += bool(found)
    if not roles & {"date", "value_date"} or not roles & {"amount", "debit", "credit"}:
        return False
    return known > 1 and not any(looks_like_date(cell) for cell in cells)


def _first_row(lines: Sequence[Line]) -> int:
    """Return which of `lines` is the first with a date and a number in cells of their own."""
    for place, (_number, cells) in enumerate(lines):
        dates = [i for i, cell in enumerate(cells) if looks_like_date(cell)]
        numbers = [i for i, cell in enumerate(cells) if looks_like_number(cell)]
        if dates and set(numbers) - set(dates[:1]):
            return place
    return 0


def _width(rows: Sequence[Line], names: int) -> int:
    """Return how many cells rows have: as many as there are names, unless nearly all have more.

    One line in ten may have another width, such as a total, or a row with a separator in a text.
    """
    counts: dict[int, int] = {}
    for _line, cells in rows:
        counts[len(cells)] = counts.get(len(cells), 0) + 1
    common = max(counts, key=lambda width: counts[width], default=names)
    if names and (common <= names or counts[common] * 10 < len(rows) * 9):
        return names
    return common


def same_names(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a line names the columns once more."""
    return bool(names) and [plain(c) for c in cells if c] == [plain(name) for name in names if name]
