"""The first pass over a table: what all of its dates, numbers and signs together show.

It keeps no rows but the first ones; how much it keeps is bounded whatever the table's length.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from common.money import CURRENCIES
from readers.statement import Unreadable
from readers.tables.columns import Columns, sign_of
from readers.tables.dates import CACHED_MAX, in_order, parts_of
from readers.tables.grid import Grid
from readers.tables.headings import key_of
from readers.tables.numbers import SHAPE, SHAPES_MAX, decimal_votes, is_negative

SAMPLE_ROWS = 2000
"""How many rows are kept to be looked at more closely: most files have fewer."""
ACCOUNTS_MAX = 10_000
"""How many accounts, each with its currencies, a table may have: a book has no more than a
thousand."""
_SHAPE_MAX = 64
"""In characters: what is longer is neither a date nor a number, which have up to 60."""
_CLEAR = 20
"""How many times as many must speak for a reading as against it: a file has a faulty date now and
then."""
_NUMERIC = ("amount", "debit", "credit", "balance", "fee")
_FEW_DECIMALS = frozenset(code for code, currency in CURRENCIES.items() if currency.exponent < 3)


@dataclass
class DateEvidence:
    """Which readings fit the dates, and in which of them the table is sorted."""

    only: dict[str, int] = field(default_factory=lambda: {"dmy": 0, "mdy": 0, "ymd": 0})
    """How many texts, each once, are a date in this order and not in the first two others."""
    open: int = 0
    """How many texts, each once, leave their order open."""
    dotted: int = 0
    known: dict[str, tuple[int, int, int] | None] = field(default_factory=dict)
    last: list[int] = field(default_factory=lambda: [0, 0, 0])
    up: list[int] = field(default_factory=lambda: [0, 0, 0])
    down: list[int] = field(default_factory=lambda: [0, 0, 0])

    def add(self, text: str) -> None:
        """Take the date of the next row, where it is another than that of the row before."""
        try:
            readings = self.known[text]
        except KeyError:
            readings = self._read(text)
        if readings is None:
            return
        last, up, down = self.last, self.up, self.down
        for order in (0, 1, 2):
            day, before = readings[order], last[order]
            if day and before:
                if day > before:
                    up[order] += 1
                elif day < before:
                    down[order] += 1
            if day:
                last[order] = day

    def _read(self, text: str) -> tuple[int, int, int] | None:
        parts = parts_of(text)
        readings = None
        if parts:
            days = [in_order(parts, order) for order in ("dmy", "mdy", "ymd")]
            if parts[0] != "ymd":
                self._count(text, [day is not None for day in days])
            a, b, c = (day.toordinal() if day else 0 for day in days)
            readings = (a, b, c)
        if len(self.known) < CACHED_MAX and len(text) < _SHAPE_MAX:
            self.known[text] = readings
        return readings

    def _count(self, text: str, fits: list[bool]) -> None:
        dmy, mdy, ymd = fits
        self.open += dmy or mdy or ymd
        self.dotted += "." in text.strip()[:6]
        self.only["dmy"] += dmy and not mdy
        self.only["mdy"] += mdy and not dmy
        self.only["ymd"] += ymd and not dmy and not mdy

    def sorted_in(self, order: str) -> bool:
        """Whether the table is sorted by date where they are read in `order`."""
        place = ("dmy", "mdy", "ymd").index(order)
        return not (self.up[place] and self.down[place])

    def falls(self, order: str) -> bool:
        """Whether the dates go back from row to row more often than forward."""
        place = ("dmy", "mdy", "ymd").index(order)
        return self.down[place] > self.up[place]

    def order(self, *, commas: bool) -> str:
        """Return the order that the dates are in; raises Unreadable where nothing shows it.

        No locale of CLDR writes the month first with dots or beside a decimal comma.
        """
        if not self.open:
            return "ymd"
        for order, count in self.only.items():
            if count and count >= _CLEAR * (sum(self.only.values()) - count):
                return order
        if self.dotted * 2 > self.open:
            return "dmy"
        if not any(self.only.values()):
            if self.sorted_in("dmy") != self.sorted_in("mdy"):
                return "dmy" if self.sorted_in("dmy") else "mdy"
            if commas or all(r is None or r[0] == r[1] for r in self.known.values()):
                return "dmy"
        raise Unreadable("ambiguous_dates", self._question(), option="date_order")

    def _question(self) -> str:
        text = next((t for t, r in self.known.items() if r and r[0] != r[1] and r[0] and r[1]), "")
        return (
            f"The file does not show whether {text.strip()[:20]!r} begins with the day or the "
            'month; state "dmy" or "mdy".'
        )


@dataclass
class Evidence:
    """What the first pass found."""

    rows: int = 0
    dates: DateEvidence = field(default_factory=DateEvidence)
    shapes: dict[int, dict[str, int]] = field(default_factory=dict)
    """How often numbers of each shape stand in each column."""
    signs: dict[tuple[str, bool], int] = field(default_factory=dict)
    """How often each word of the column of signs stands beside a number below zero, and not."""
    ways: dict[str, int] = field(default_factory=dict)
    """What words of that column mean here: -1 that money leaves, 1 that it arrives."""
    money: dict[tuple[str, str], None] = field(default_factory=dict)
    """The accounts and currencies that stand together, in order."""
    sample: list[list[str]] = field(default_factory=list)

    def way(self, word: str) -> int:
        """Return -1 for a word that says that money leaves, 1 for one that it arrives, or 0."""
        return self.ways.get(key_of(word), 0) or sign_of(word)

    def below_zero(self, places: Iterable[int]) -> tuple[int, int]:
        """Return how many numbers of these columns are below zero, and how many above."""
        below = above = 0
        for place in places:
            for shape, count in self.shapes.get(place, {}).items():
                if "9" in shape:
                    if is_negative(shape):
                        below += count
                    else:
                        above += count
        return below, above

    def is_cut(self, place: int, text: str) -> bool:
        """Whether a number lacks decimals that all the others of its column have.

        One way of writing them, however many numbers are written so, is a rule of their program.
        """
        ends: dict[int, int] = {}
        for shape, count in self.shapes.get(place, {}).items():
            if "9" in shape:
                ends[_decimals(shape)] = ends.get(_decimals(shape), 0) + count
        decimals = _decimals(text.translate(SHAPE))
        usual = max(ends, key=lambda found: ends[found], default=decimals)
        return decimals < usual and sum(ends.values()) - ends[usual] <= 1 < ends[usual]


def _decimals(shape: str) -> int:
    """Return how many digits stand after the last sign between digits."""
    bare = shape.strip(" ()+-")
    return len(bare) - 1 - max(bare.rfind("."), bare.rfind(",")) if set(bare) & set(".,") else 0


def gather(grid: Grid, skipped: int, columns: Columns) -> Evidence:
    """Go through `grid`, from the line after `skipped`, and return what it shows."""
    found = Evidence()
    date_at = columns["date"][0]
    numeric = [column for role in _NUMERIC for column in columns.get(role, ())]
    counted = [(column, found.shapes.setdefault(column, {})) for column in numeric]
    count_words, needed = _words_counter(found, columns)
    needed = max(needed, date_at + 1, *(column + 1 for column in numeric), 0)
    previous, add_date = "", found.dates.add
    for line, cells in grid:
        if line <= skipped or len(cells) < needed:
            continue
        if cells[date_at] != previous:
            previous = cells[date_at]
            add_date(previous)
        for column, shapes in counted:
            shape = cells[column].translate(SHAPE)
            try:
                shapes[shape] += 1
            except KeyError:
                _new_shape(shapes, shape)
        if count_words:
            count_words(cells)
        if found.rows < SAMPLE_ROWS:
            found.sample.append(cells)
        found.rows += 1
    return found


def _new_shape(shapes: dict[str, int], shape: str) -> None:
    if len(shapes) < SHAPES_MAX and len(shape) < _SHAPE_MAX:
        shapes[shape] = 1


def account_column(columns: Columns) -> int:
    """Return the column that tells the accounts of a table apart; -1 for none.

    That is the one of their numbers, unless transfers name other accounts by their names.
    """
    first, second = "account_number", "account"
    if "other_account" in columns:
        first, second = second, first
    return (columns.get(first) or columns.get(second) or (-1,))[0]


def _words_counter(
    found: Evidence, columns: Columns
) -> tuple[Callable[[list[str]], None] | None, int]:
    """Return what counts signs, accounts and currencies of a row, and how many cells it needs."""
    sign_at, amount_at = (columns.get(role, (-1,))[0] for role in ("sign", "amount"))
    account_at, currency_at = account_column(columns), columns.get("currency", (-1,))[0]
    signed = sign_at >= 0 and amount_at >= 0
    if not signed and account_at < 0 and currency_at < 0:
        return None, 0
    last = ("", "")

    def count(cells: list[str]) -> None:
        nonlocal last
        if signed:
            _count_sign(found, cells[sign_at], cells[amount_at])
        money = (
            cells[account_at] if account_at >= 0 else "",
            cells[currency_at] if currency_at >= 0 else "",
        )
        if money != last:
            last = money
            _count_money(found, money)

    return count, max(sign_at, account_at, currency_at) + 1


def _count_sign(found: Evidence, word: str, amount: str) -> None:
    key = (word, is_negative(amount))
    if key in found.signs or len(found.signs) < SHAPES_MAX:
        found.signs[key] = found.signs.get(key, 0) + 1


def _count_money(found: Evidence, money: tuple[str, str]) -> None:
    found.money[money] = None
    if len(found.money) > ACCOUNTS_MAX:
        detail = (
            f"The column of accounts has more than {ACCOUNTS_MAX:,} accounts; state another column."
        )
        raise Unreadable("too_many_accounts", detail, option="columns")


def decimal_sign(found: Evidence, currencies: Iterable[str], *, typed: bool) -> str:
    """Return the decimal sign of the numbers; raises Unreadable where nothing shows it.

    `currencies` are those of the rows: where none of them has three decimals, a group of three
    digits is one of thousands. `typed` says that numbers may have come as numbers, which always
    have a point.
    """
    point, comma, either = _votes(found)
    if typed and not comma:
        return "."
    if point or comma:
        sign = _clear_sign(point, comma)
    else:
        sign = _sign_beside_groups(found, set(currencies)) if either else "."
    if sign:
        return sign
    example = next((t for t in _numbers_of(found) if "." in t or "," in t), "1.234")
    raise Unreadable(
        "ambiguous_numbers",
        f"The file does not show whether {example[:40]!r} has thousands or decimals; state the "
        'decimal sign, "." or ",".',
        option="decimal_sign",
        candidates=({"decimal_sign": "."}, {"decimal_sign": ","}),
    )


def _votes(found: Evidence) -> tuple[int, int, int]:
    """Return how many numbers show a decimal point, show a decimal comma, and could be either."""
    point = comma = either = 0
    for shapes in found.shapes.values():
        votes = decimal_votes(shapes)
        point, comma, either = point + votes[0], comma + votes[1], either + votes[2]
    return point, comma, either


def _clear_sign(point: int, comma: int) -> str:
    """Return the sign that nearly all numbers show; empty where too many show the other one."""
    if max(point, comma) < _CLEAR * min(point, comma):
        return ""
    return "." if point > comma else ","


def _sign_beside_groups(found: Evidence, currencies: set[str]) -> str:
    """Return the decimal sign where each group of three digits is of thousands; or empty.

    That is so where no currency has three decimals, and one sign alone parts all groups.
    """
    shapes = [shape for shapes in found.shapes.values() for shape in shapes if "9" in shape]
    marks = {mark for shape in shapes for mark in ".," if mark in shape}
    if not currencies or not currencies <= _FEW_DECIMALS or len(marks) != 1:
        return ""
    return "," if "." in marks else "."


def _numbers_of(found: Evidence) -> Iterator[str]:
    """Yield the cells of the first rows that have numbers."""
    for cells in found.sample:
        for place, shapes in found.shapes.items():
            if place < len(cells) and cells[place].translate(SHAPE) in shapes:
                yield cells[place].strip()
