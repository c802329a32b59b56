"""What a column of states says of a row: pending, cleared, reconciled, or void.

A state may stand in a phrase. A word that is in no list is asked for, unless the balance shows that
its rows are booked: a row that is not booked yet comes a second time when it is.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from readers.statement import Unreadable
from readers.tables.columns import Columns
from readers.tables.evidence import Evidence
from readers.tables.headings import NEGATIONS, NO, STATES, YES, key_of, plain

_LENGTH_MAX = 60
"""In characters: the longest known state has 18, and a phrase adds some words. Longer texts are
notes."""
_CACHED_MAX = 1000
"""How many texts of states are remembered: a file has some ten; it bounds memory."""
_SHOWN = 8
"""How many words are named in a question: about all that a bank has."""
_PHRASE_MIN = 3
"""Shorter words than this say something alone, and nothing within a phrase."""
_ALONE = frozenset(
    {"memo", "error", "refunded", "deleted", "removed", "open", "paid", "true", "yes"}
)
_ALONE |= frozenset(
    {"final", "sent", "valid", "regular", "received", "closed", "returned", "held", "yes"}
)
"""Words that mean something else within a phrase."""
STATES_STATED = ("void", "pending", "reconciled", "cleared")
"""What a word can be stated to mean. Where several are found in a phrase, the first one holds."""


class States:
    """Reads the states of rows; what was `stated` of words comes before what they mean."""

    def __init__(self, stated: Mapping[str, Any]) -> None:
        self._stated = {key_of(word): state for state, words in stated.items() for word in words}
        self._known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return the state that a cell says; empty where it says none that is known."""
        try:
            return self._known[text]
        except KeyError:
            state = self._stated.get(key_of(text)) or state_in(text)
            if len(self._known) < _CACHED_MAX:
                self._known[text] = state
            return state


def state_in(text: str) -> str:
    """Return the state that a word or a phrase says; empty for none that is known."""
    if len(text) > _LENGTH_MAX:
        return ""
    bare = plain(text)
    if bare in STATES:
        return STATES[bare]
    words = bare.split()
    found = {state for word, state in _PHRASES if _stands_in(word, words, bare)}
    state = next((each for each in STATES_STATED if each in found), "")
    is_negated = bool(NEGATIONS & set(words)) or bare[:1] in NEGATIONS
    return "pending" if state in {"cleared", "reconciled"} and is_negated else state


_PHRASES = tuple(
    (word, state)
    for word, state in STATES.items()
    if word not in _ALONE and len(word) >= (_PHRASE_MIN if word.isascii() else 2)
)


def _stands_in(word: str, words: list[str], bare: str) -> bool:
    if word.isascii() and " " not in word:
        return word in words
    return f" {word} " in f" {bare} " or (not word.isascii() and word in bare)


def check_states(stated: object) -> None:
    """Raise Unreadable where `stated` does not say what words of a column of states mean."""
    words = stated.items() if isinstance(stated, Mapping) else [("", None)]
    for name, listed in words if stated is not None else ():
        is_list = isinstance(listed, list | tuple) and all(isinstance(w, str) for w in listed)
        if name not in STATES_STATED or not is_list:
            known = ", ".join(STATES_STATED)
            detail = f'states is an object such as {{"pending": ["Held"]}}, of {known}.'
            raise Unreadable("unknown_value", detail, option="states")


def ask_for_states(found: Evidence, columns: Columns, states: States) -> bool:
    """Raise Unreadable where the first rows have several states of which one is not known.

    Returns whether all of them have the same one, and it is not known.
    """
    place = columns.get("status", (-1,))[0]
    if place < 0:
        return False
    counts = Counter(cells[place].strip() for cells in found.sample if place < len(cells))
    unknown = [word for word in counts if plain(word) and not states(word)]
    unknown = [word for word in unknown if plain(word) not in YES | NO]
    if unknown and len(counts) > 1:
        words = ", ".join(f"{word[:40]!r} ({counts[word]} rows)" for word in unknown[:_SHOWN])
        raise Unreadable(
            "unknown_status",
            f"The column of states has words that are not known: {words}. State `states`, such as "
            f'{{"pending": [{unknown[0][:40]!r}], "cleared": []}}.',
            option="states",
        )
    return bool(unknown)
