"""Finds the roles of the columns of a table, by their headings and by their cells."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from common.money import CURRENCIES
from readers.statement import Unreadable
from readers.tables.dates import looks_like_date
from readers.tables.grid import Grid
from readers.tables.header import Head, is_date, is_iban
from readers.tables.headings import IN, NO, OUT, SYMBOLS, YES, flag_ways, plain, roles_of
from readers.tables.layout import ROLES
from readers.tables.numbers import looks_like_number

Columns = dict[str, tuple[int, ...]]
"""The columns that have each role, counted from 0, the most important first."""

_DATES = frozenset({"date", "value_date"})
_NUMBERS = frozenset(
    {"amount", "debit", "credit", "balance", "fee", "transfer_amount", "other_amount"}
)
_SEVERAL = frozenset({"date", "value_date", "payee", "description", "notes", "tags", "reference"})
"""The roles that several columns may have together."""
FITTING_MIN = 0.8
"""The part of the filled cells of a column that has to be of its kind. The rest may be words for
none, such as "n/a"; a column of another kind has few such cells."""
_NONZERO_DIGITS = frozenset("123456789")
"""The digits that a number has which is not zero."""
_LETTERS = re.compile("[A-Za-z]{3}")
_FLAGS = YES | NO
SIGN_WORDS_MAX = 12
"""How many words a column of directions may have. Some have the types of transactions, of which
banks know about ten; texts of payments are many more."""
_ACCOUNT = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9 ]{8,32}|[0-9][0-9 ./-]{6,30}[0-9]")
_LAST = 10_000
"""The rank of a column of dates under a name that is not known: after all columns by name."""
_DESCRIPTIONS_MAX = 6
"""How many columns of texts become a description: with more, nobody finds what says who it was."""


class Stats(NamedTuple):
    """What stands in a column, in numbers of cells."""

    filled: int = 0
    dates: int = 0
    days: int = 0
    """How many are dates and no numbers of days, as spreadsheets have them."""
    numbers: int = 0
    nonzero: int = 0
    fractions: int = 0
    codes: int = 0
    letters: int = 0
    """How many are three letters, as codes of currencies are, listed or not."""
    signs: int = 0
    outs: int = 0
    """How many of the signs say that money leaves."""
    ibans: int = 0
    flags: int = 0
    """How many say yes or no."""
    accounts: int = 0
    """How many are numbers of accounts, as they look."""
    values: int = 0
    """How many different ones."""
    rows: int = 0


def stats_of(head: Head, grid: Grid) -> list[Stats]:
    """Return what stands in each column of the beginning, lines that are not rows left out."""
    rows = [cells for _line, cells in head.rows if is_row(cells, grid)]
    rows = rows or [cells for _line, cells in head.rows]
    return [
        _stats([cells[i].strip() for cells in rows if i < len(cells)], grid)
        for i in range(head.width)
    ]


def is_row(cells: Sequence[str], grid: Grid) -> bool:
    """Whether a line has a date and, in another cell, a number."""
    dates = [place for place, cell in enumerate(cells) if is_date(cell, grid)]
    return bool(dates) and any(
        looks_like_number(cell) for place, cell in enumerate(cells) if place != dates[0]
    )


def _stats(cells: Sequence[str], grid: Grid) -> Stats:
    filled = [cell for cell in cells if cell and not _is_dash(cell)]
    numbers = [cell for cell in filled if looks_like_number(cell)]
    return Stats(
        filled=len(filled),
        dates=sum(is_date(cell, grid) for cell in filled),
        days=_count(_is_day, filled),
        numbers=len(numbers),
        nonzero=_count(_is_nonzero, numbers),
        fractions=_count(_has_separator, numbers),
        codes=_count(_is_code, filled),
        letters=_count(_is_three_letters, filled),
        signs=_count(_is_sign, filled),
        outs=_count(_is_out, filled),
        ibans=_count(is_iban, filled),
        flags=_count(_is_yes_or_no, filled),
        accounts=_count(_is_account, filled),
        values=len(set(filled)),
        rows=len(cells),
    )


def _count(fits: Callable[[str], bool], cells: Iterable[str]) -> int:
    return sum(map(fits, cells))


def _is_day(cell: str) -> bool:
    return looks_like_date(cell) and not cell.isdigit()


def _is_nonzero(number: str) -> bool:
    return not _NONZERO_DIGITS.isdisjoint(number)


def _has_separator(number: str) -> bool:
    return "." in number or "," in number


def _is_code(cell: str) -> bool:
    return cell.upper() in CURRENCIES


def _is_three_letters(cell: str) -> bool:
    return cell in SYMBOLS or _LETTERS.fullmatch(cell) is not None


def _is_sign(cell: str) -> bool:
    return sign_of(cell) != 0


def _is_out(cell: str) -> bool:
    return sign_of(cell) < 0


def _is_yes_or_no(cell: str) -> bool:
    # The longest word for yes or no has nine letters, and marks may stand around it.
    return len(cell) < 20 and plain(cell) in _FLAGS


def _is_account(cell: str) -> bool:
    return _ACCOUNT.fullmatch(cell) is not None


def _is_dash(cell: str) -> bool:
    """Whether a cell says that it is empty."""
    return cell in {"-", "--", "\u2013", "\u2014", "n/a", "N/A", "null", "NULL"}


_MARKS = {"+": 1, "\uff0b": 1, "-": -1, "\u2212": -1, "\uff0d": -1, "\u2013": -1}


def sign_of(text: str) -> int:
    """Return -1 for a word that says that money leaves, 1 for one that it arrives, 0 for others."""
    text = text.strip().strip("()[]")
    if text in _MARKS:
        return _MARKS[text]
    word = plain(text) if len(text) < 40 else ""
    return -1 if word in OUT else 1 if word in IN else 0


def by_names(head: Head, stats: Sequence[Stats]) -> Columns:
    """Return what the columns are by the words that head them, where their cells agree."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    named = [roles_of(name.strip("'\"=#* ")) for name in head.names]
    has_amount = any(role == "amount" for roles in named for role, _rank in roles)
    for column, roles in enumerate(named):
        is_flag = has_amount and _is_flag(head.names[column], stats[column])
        role, rank = ("sign", -1) if is_flag else _role(roles, stats[column])
        if role:
            ranked.setdefault(role, []).append((rank, column))
    columns: Columns = {}
    for role, found in ranked.items():
        found.sort(key=lambda entry: (stats[entry[1]].filled == 0, *entry))
        places = tuple(column for _rank, column in found)
        if role in {"description", "notes", "reference"}:
            places = tuple(sorted(places))
        columns[role] = places if role in _SEVERAL else places[:1]
    return _settled(columns, stats)


def _role(roles: Sequence[tuple[str, int]], stats: Stats) -> tuple[str, int]:
    """Return which of the roles that its name can have a column has, by its cells, and its rank."""
    is_type = any(role == "type" for role, _rank in roles)
    for role, rank in roles:
        number = role == "account_number" and not _is_own_number(stats)
        if number or (role == "payee" and stats.accounts > stats.filled // 2):
            return "counter_account", _LAST
        # A heading that means nothing else says what a column is, whatever its words are.
        if _fits(role, stats) or (role == "sign" and not is_type and _is_of_words(stats)):
            return role, rank
    return ("date", _LAST) if stats.filled and _fits("date", stats) else ("", 0)


def _is_flag(name: str, stats: Stats) -> bool:
    """Whether a column says with yes and no whether the money of its rows arrives, or leaves."""
    filled = stats.filled == stats.flags > stats.fractions == 0
    return filled and stats.values <= 2 and bool(flag_ways(name))


def _is_of_words(stats: Stats) -> bool:
    """Whether a column has few words, and hardly a number or a date."""
    few = 0 < stats.values <= SIGN_WORDS_MAX
    return few and stats.numbers * 2 < stats.filled > stats.dates * 2


def with_texts(columns: Columns, stats: Sequence[Stats]) -> Columns:
    """Return `columns` with a description: where no name tells it, all texts that are left."""
    if columns.keys() & {"payee", "description"}:
        return columns
    taken = {column for places in columns.values() for column in places}
    texts = [
        column
        for column, each in enumerate(stats)
        if column not in taken and each.filled and _kind(each) == "text"
        if each.values > 1 or each.rows == 1
    ]
    found = tuple(texts[:_DESCRIPTIONS_MAX])
    return columns | {"description": found} if found else columns


def _fits(role: str, stats: Stats) -> bool:
    if not stats.filled:
        return role != "sign"
    if role in _DATES:
        return stats.dates * 2 >= stats.filled
    if role in _NUMBERS:
        return stats.numbers * 2 >= stats.filled > stats.days
    if role in {"currency", "foreign_currency", "other_currency"}:
        return stats.letters >= stats.filled * FITTING_MIN
    if role == "sign":
        return stats.signs >= stats.filled * FITTING_MIN
    if role in {"payee", "description"}:
        return stats.dates < stats.filled
    return role != "other_account" or stats.numbers + stats.flags < stats.filled


def _is_own_number(stats: Stats) -> bool:
    """Whether a column of account numbers is of the person's: always there, and one of few."""
    # Three in a short file; in a long one, each account has five rows or more on average.
    return stats.filled == stats.rows and stats.values <= max(3, stats.filled // 5)


def _settled(columns: Columns, stats: Sequence[Stats]) -> Columns:
    """Return `columns` without those that say the same thing twice."""
    dates = [*columns.pop("date", ()), *columns.pop("value_date", ())]
    if dates:
        fullest = max(stats[column].filled for column in dates)
        # The booking date comes first, unless hardly a row has one.
        dates.sort(key=lambda column: stats[column].filled * 2 < fullest)
        columns["date"] = tuple(dates)
    pair = [stats[c] for role in ("debit", "credit") for c in columns.get(role, ())]
    amount = columns.get("amount")
    if pair and amount:
        paired = len(pair) == 2 and _are_of_rows(pair[0], pair[1], stats[amount[0]])
        for role in ("amount",) if paired else ("debit", "credit"):
            columns.pop(role, None)
    if "debit" in columns or "credit" in columns:
        columns.pop("sign", None)
    return columns


def _are_of_rows(debit: Stats, credit: Stats, amount: Stats) -> bool:
    """Whether two columns have the amount of each row, in one of them, beside one for both.

    Those of a total, which each row says once more, have not.
    """
    if debit.filled + credit.filled < amount.filled or debit.nonzero + credit.nonzero > debit.rows:
        return False
    return amount.values <= 1 or max(debit.values, credit.values) > 1


def by_content(head: Head, stats: Sequence[Stats]) -> Columns:
    """Return the roles of columns by their cells; amounts and balances are still one role."""
    found: dict[str, list[int]] = {}
    for column, each in enumerate(stats):
        if each.filled:
            found.setdefault(_kind(each), []).append(column)
    columns: Columns = {}
    for role in ("currency", "sign"):
        if role in found:
            columns[role] = (found[role][0],)
    for iban in found.get("iban", ()):
        own = stats[iban].values == 1
        columns.setdefault("account_number" if own else "counter_account", (iban,))
    numbers = found.get("fraction") or found.get("whole", [])
    texts = found.get("text", [])[:_DESCRIPTIONS_MAX]
    for role, places in (("date", found.get("date")), ("numbers", numbers), ("description", texts)):
        if places:
            columns[role] = tuple(places)
    return columns


def _kind(stats: Stats) -> str:
    """Return what a column without a name holds."""
    enough = stats.filled * FITTING_MIN
    for kind, count in (
        ("date", stats.dates),
        ("currency", stats.codes),
        ("sign", stats.signs if stats.values <= 2 else 0),
        ("iban", stats.ibans),
    ):
        if count >= enough:
            return kind
    if stats.numbers < enough:
        return "text"
    return "fraction" if stats.fractions else "whole"


def stated_columns(stated: object, head: Head) -> Columns:
    """Return the columns that the caller states, by name or by place from 1.

    Raises Unreadable for a role or a column that there is not.
    """
    if not isinstance(stated, Mapping):
        raise _refused('Columns are stated by role, such as {"date": "Booked on"}.')
    columns: Columns = {}
    for role, places in stated.items():
        if role not in ROLES:
            raise _refused(f"There is no role {role!r}; there are {', '.join(ROLES)}.")
        each = places if isinstance(places, list | tuple) else [places]
        columns[role] = tuple(_place(place, head) for place in each if place not in ("", None))
    return columns


def _place(place: object, head: Head) -> int:
    if isinstance(place, int) and not isinstance(place, bool):
        if 1 <= place <= max(head.width, len(head.names)):
            return place - 1
        raise _refused(f"There is no column {place}; the table has {head.width}.")
    if isinstance(place, str):
        names = list(head.names)
        for same in (str, plain):
            if (wanted := same(place)) in (known := [same(name) for name in names]):
                return known.index(wanted)
        shown = ", ".join(name[:40] for name in names[:40])
        raise _refused(f"No column has the name {place[:40]!r}; the names are {shown}.")
    raise _refused("A column is stated by its name or by its place from 1.")


def _refused(detail: str) -> Unreadable:
    return Unreadable("unknown_column", detail, option="columns")


def merged(guessed: Columns, stated: Columns) -> Columns:
    """Return the columns of both, those that are stated first: no column is of two roles."""
    taken = {column for places in stated.values() for column in places}
    columns = {
        role: left
        for role, places in guessed.items()
        if role not in stated and (left := tuple(c for c in places if c not in taken))
    }
    if "amount" in stated:
        columns.pop("debit", None)
        columns.pop("credit", None)
    elif "debit" in stated or "credit" in stated:
        columns.pop("amount", None)
        columns.pop("sign", None)
    return columns | {role: places for role, places in stated.items() if places}
