"""Columns that say in words, marks or flags whether the money of a row leaves or arrives.

Where the balance beside the rows shows what a word means, that is taken. Otherwise the word has
to be known or stated: a word that is neither is asked for, and never counts as money that arrives.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from readers.statement import Candidates, Unreadable
from readers.tables.columns import SIGN_WORDS_MAX, Columns, sign_of
from readers.tables.evidence import Evidence, account_column
from readers.tables.header import Head
from readers.tables.headings import NEITHER, NO, YES, flag_ways, key_of, plain, roles_of
from readers.tables.numbers import is_marked, is_negative
from readers.tables.proof import Sample, shown_signs

DIRECTIONS = {"out": -1, "in": 1}
"""What a word can be stated to mean, as the sign of the amount beside it."""

_MARKS_MAX = 3
"""How many words a column without a heading has where it can be one of directions."""
_WORD_LENGTH_MAX = 40
"""In characters. The longest known word for a direction has 26; longer cells are texts of
payments."""
_MARK_LENGTH_MAX = 12
"""In characters: "withdrawal" has ten. Without a heading, longer words may be of anything."""
_ROWS_MIN = 4
"""How many rows show that words of a column without a heading come again and again."""
_TRIED_MAX = 3
"""Of how many words all meanings are tried against the balances: eight readings of the file."""
_SHOWN = 8
"""How many of the words are named in a question."""


def with_direction(columns: Columns, head: Head, sample: Sample) -> Columns:
    """Return `columns` with the one that says of each row whether its money leaves.

    It is looked for where amounts have no signs of their own; columns that have another role are
    left alone, but for those of types.
    """
    if "amount" not in columns or columns.keys() & {"sign", "debit", "credit"}:
        return columns
    if not sample.rows or not are_unsigned(sample, columns["amount"][0]):
        return columns
    taken = {c for role, places in columns.items() if role != "type" for c in places}
    words = {c: found for c in range(head.width) if c not in taken and (found := _words(sample, c))}
    for finds in (_proven, _told, _marked, _typed, _without_heading):
        for column, found in words.items():
            if finds(found, column, columns, head, sample):
                return _with_sign(columns, column)
    return columns


def _with_sign(columns: Columns, column: int) -> Columns:
    """Return `columns` with one that has the role of signs alone."""
    others = {role: tuple(c for c in places if c != column) for role, places in columns.items()}
    return {role: places for role, places in others.items() if places} | {"sign": (column,)}


def ways_of(
    columns: Columns, head: Head, sample: Sample, stated: Mapping[str, Any]
) -> dict[str, int]:
    """Return what words of the column of signs mean here, beside what they mean everywhere: -1 for
    money that leaves, 1 for money that arrives. What is stated comes before what balances show."""
    if "sign" not in columns:
        return {}
    place = columns["sign"][0]
    ways = flag_ways(_name_of(head, place))
    if "amount" in columns and are_unsigned(sample, columns["amount"][0]):
        ways |= _shown_ways(columns, sample, place) or {}
    for name, way in DIRECTIONS.items():
        ways |= {key_of(word): way for word in stated.get(name, ())}
    return ways


def check_directions(stated: object) -> None:
    """Raise Unreadable where `stated` does not say which words mean out, and which in."""
    if stated is None:
        return
    words = stated.items() if isinstance(stated, Mapping) else [("", None)]
    for name, listed in words:
        is_list = isinstance(listed, list | tuple) and all(isinstance(w, str) for w in listed)
        if name not in DIRECTIONS or not is_list:
            detail = 'directions is an object such as {"out": ["Paid"], "in": ["Received"]}.'
            raise Unreadable("unknown_value", detail, option="directions")


def ask_for_directions(found: Evidence, columns: Columns, head: Head, *, has_stated: bool) -> None:
    """Raise Unreadable where nothing says whether the money beside a word leaves or arrives.

    Where words for both directions are known, or were stated, rows with another one are faulty.
    """
    below, above = found.below_zero(columns.get("amount", ()))
    if "sign" not in columns or below or not above or has_stated:
        return
    counts = _counted_words(found)
    unknown = _unknown_words(found, counts)
    if not unknown:
        return
    place = columns["sign"][0]
    name = _name_of(head, place) or place + 1
    words = ", ".join(f"{w[:40]!r} ({counts[w]} rows)" for w in unknown[:_SHOWN])
    raise Unreadable(
        "unknown_direction",
        f"The column {name} shows whether money leaves or arrives in words that are not known: "
        f'{words}. State `directions`, such as {{"out": [{unknown[0][:40]!r}], "in": []}}.',
        option="directions",
        candidates=_answers(unknown),
    )


def _counted_words(found: Evidence) -> Counter[str]:
    """Return how often each word stands in the column of signs."""
    counts: Counter[str] = Counter()
    for (word, _below), times in found.signs.items():
        if word.strip():
            counts[word.strip()] += times
    return counts


def _unknown_words(found: Evidence, words: Iterable[str]) -> list[str]:
    """Return the words of unknown direction, unless words of both directions are known."""
    known = {way for word in words if (way := found.way(word))}
    if len(known) > 1:
        return []
    unknown = [word for word in words if not found.way(word)]
    if known:
        return [word for word in unknown if plain(word) and plain(word) not in NEITHER]
    return unknown


def _name_of(head: Head, place: int) -> str:
    """Return the name of a column; empty for one without."""
    return head.names[place] if place < len(head.names) else ""


def _answers(words: Sequence[str]) -> Candidates:
    """Return what each of a few words can mean, in all combinations."""
    if len(words) > _TRIED_MAX:
        return ()
    return [
        {
            "directions": {
                "out": [word for word, way in zip(words, ways, strict=True) if way < 0],
                "in": [word for word, way in zip(words, ways, strict=True) if way > 0],
            }
        }
        for ways in product((-1, 1), repeat=len(words))
    ]


def ask_for_signs(found: Evidence, columns: Columns) -> None:
    """Raise Unreadable where no amount has a sign, and nothing beside it says what it lacks."""
    places = columns.get("amount", ())
    below, above = found.below_zero(places)
    shapes = [shape for place in places for shape in found.shapes.get(place, {})]
    words = {word for word, _below in found.signs if word.strip()}
    if below or not above or any(map(is_marked, shapes)) or any(map(found.way, words)):
        return
    raise Unreadable(
        "unknown_direction",
        "No amount has a sign, and nothing else shows whether the money leaves or arrives. State "
        "`invert` as true if it was spent, as false if it arrived.",
        option="invert",
        candidates=({"invert": True}, {"invert": False}),
    )


def are_unsigned(sample: Sample, place: int) -> bool:
    """Whether no amount of a column says by itself that it leaves, or arrives."""
    cells = [cells[place].strip() for cells in sample.rows]
    return not any(is_negative(cell) or "+" in cell for cell in cells) and any(cells)


def _words(sample: Sample, column: int) -> Counter[str]:
    """Return how often each word stands in a column; nothing where it is one of other things."""
    words = Counter(cells[column].strip() for cells in sample.rows)
    filled = [word for word in words if word]
    fit = 0 < len(filled) <= SIGN_WORDS_MAX and all(
        len(word) <= _WORD_LENGTH_MAX for word in filled
    )
    return words if fit and not any(_has_number(word) for word in filled) else Counter()


def _has_number(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _proven(
    words: Counter[str], column: int, columns: Columns, _head: Head, sample: Sample
) -> bool:
    """Whether the balance shows that each word of a column has one direction."""
    ways = _shown_ways(columns, sample, column)
    found = {ways.get(key_of(word), 0) for word in words} if ways else set()
    return 0 not in found and len(found) == 2 and len(words) < len(sample.rows)


def _told(
    words: Counter[str], _column: int, _columns: Columns, _head: Head, _sample: Sample
) -> bool:
    """Whether each row has one of several known words, of both directions."""
    ways = {sign_of(word) for word in words if plain(word) not in NEITHER}
    return ways == {-1, 1}


def _marked(
    words: Counter[str], column: int, _columns: Columns, head: Head, _sample: Sample
) -> bool:
    """Whether some rows have a mark of one direction, and the others nothing."""
    roles = {role for role, _rank in roles_of(_name_of(head, column))}
    ways = {sign_of(word) for word in words if word}
    # A dash may also say that a cell is empty.
    is_dash = set(words) <= {"", "-", "\u2013", "\u2212"}
    fits = "sign" in roles or not (roles or is_dash)
    return fits and "" in words and bool(ways) and 0 not in ways


def _typed(words: Counter[str], column: int, _columns: Columns, head: Head, sample: Sample) -> bool:
    """Whether a column that is called one of types has words for directions, or few words."""
    filled = [word for word in words if word]
    if not _is_type(_name_of(head, column)) or len(filled) < 2:
        return False
    known = any(sign_of(word) for word in filled)
    return known or (len(filled) <= _MARKS_MAX and len(filled) < len(sample.rows))


def _without_heading(
    words: Counter[str], column: int, columns: Columns, head: Head, sample: Sample
) -> bool:
    """Whether two or three short words stand again and again in a column without a heading."""
    short = all(0 < len(word) <= _MARK_LENGTH_MAX and " " not in word for word in words)
    others = columns.keys() & {"payee", "description"}
    often = len(sample.rows) >= _ROWS_MIN and 2 <= len(words) <= _MARKS_MAX
    flags = {plain(word) for word in words} <= YES | NO
    return not _name_of(head, column) and short and often and bool(others) and not flags


def _is_type(name: str) -> bool:
    roles = {role for role, _rank in roles_of(name)}
    return {"sign", "type"} <= roles


def _shown_ways(columns: Columns, sample: Sample, place: int) -> dict[str, int] | None:
    """Return the direction that the balance shows of each word; None where it shows several."""
    if "balance" not in columns:
        return None
    keys = [columns["currency"][0]] if "currency" in columns else []
    if (account := account_column(columns)) >= 0:
        keys.append(account)
    signs = shown_signs(sample, columns["amount"][0], columns["balance"][0], keys).signs
    ways: dict[str, int] = {}
    for cells, sign in zip(sample.rows, signs, strict=True):
        word = key_of(cells[place])
        if sign and ways.setdefault(word, sign) != sign:
            return None
    return ways
