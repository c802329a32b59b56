"""Which rows of a file are those of an earlier file in other words.

A bank that words a row anew gives the same account, day and amount. A file states whole days. So a
transaction that an earlier file like this had, and that no row of this file is by its text, stands
in this file in other words, if the file has a row of that day and amount that the book lacks.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from common.tokens import is_number, names_nobody, words_in
from imports.matching.known_transactions import Candidate, Match
from imports.models import Verdict
from imports.plan.parameters import LIKELY_SCORE
from imports.plan.rows import Planned

# Only the order of these scores and their side of LIKELY_SCORE matter.
SURE_SCORE = 95
"""Texts alike, as many rows as transactions, and other rows of the file are known."""
ALIKE_SCORE = 85
"""Texts alike, but the file may not overlap with an earlier one, or the numbers differ."""
UNLIKE_SCORE = 75
"""Texts not alike, but the file overlaps and has as many rows as the book: the day is covered."""
DOUBTFUL_SCORE = LIKELY_SCORE - 10
"""Texts not alike, and nothing shows that the file covers the day: shown, and added."""
RATIO_MIN = 0.7
"""How alike two texts are at least that share no word: `Caf?` and `Café` have 0.86, names of
different shops below 0.5."""
COMPARED_MAX = 50
"""How many rows of one day and amount are compared with as many transactions, each with each: at
most 2,500 comparisons of texts, as their number grows with the square."""

_REASONS = {
    SURE_SCORE: "An earlier file had it in other words.",
    ALIKE_SCORE: "The same amount on the same day in words alike, which the file no longer has.",
    UNLIKE_SCORE: "An earlier file had the same amount on the same day, in words that this file "
    "does not have.",
    DOUBTFUL_SCORE: "The same amount on the same day, in other words.",
}

EarlierCandidates = Callable[[Planned], Sequence[Candidate]]
"""Returns what earlier files had of the day and the amount of a row, in other words."""


class Waiting(NamedTuple):
    """A row that is new by its text, with its number."""

    number: int
    row: Planned


class Reworded(NamedTuple):
    """A row that an earlier file had in other words."""

    number: int
    row: Planned
    match: Match
    verdict: Verdict


def reworded(
    rows: Iterable[Waiting], earlier: EarlierCandidates, overlapping: set[int]
) -> Iterator[Reworded]:
    """Yield those of `rows`, in no order, that are what earlier files had.

    `overlapping` are the places of the accounts of which the file has rows that are known.
    """
    groups: dict[tuple[int, str, int], list[Waiting]] = {}
    for one in rows:
        groups.setdefault((one.row.target, one.row.day, one.row.minor), []).append(one)
    for (place, _, _), group in groups.items():
        candidates = list(earlier(group[0].row))
        is_covered = len(group) == len(candidates) and place in overlapping
        for one, near, is_alike in _paired(group, candidates):
            score = _score(is_alike=is_alike, is_covered=is_covered)
            match = Match(near.transaction, score, _REASONS[score], seen=near.transaction)
            verdict = Verdict.KNOWN if score == SURE_SCORE else Verdict.PROBABLE
            yield Reworded(one.number, one.row, match, verdict)


def _score(*, is_alike: bool, is_covered: bool) -> int:
    if is_alike:
        return SURE_SCORE if is_covered else ALIKE_SCORE
    return UNLIKE_SCORE if is_covered else DOUBTFUL_SCORE


def _paired(
    rows: Sequence[Waiting], candidates: Sequence[Candidate]
) -> Iterator[tuple[Waiting, Candidate, bool]]:
    """Pair rows and transactions one to one, the likest first; say whether the texts are alike."""
    left_rows, left = dict(enumerate(rows)), dict(enumerate(candidates))
    ranked: list[tuple[float, int, int]] = []
    if max(len(rows), len(candidates)) <= COMPARED_MAX:
        ranked = [
            (-likeness, at, near_at)
            for at, one in enumerate(rows)
            for near_at, near in enumerate(candidates)
            if (likeness := _likeness(one.row, near))
        ]
    for _, at, near_at in sorted(ranked):
        if at in left_rows and near_at in left:
            yield left_rows.pop(at), left.pop(near_at), True
    # What is left is paired in the order of the file and of the book.
    for one, near in zip(left_rows.values(), left.values(), strict=False):
        yield one, near, False


def _likeness(row: Planned, near: Candidate) -> float:
    """Return how alike two texts are, up to 2; 0 where they are not."""
    ours, theirs = words_in(f"{row.payee} {row.description}"), words_in(" ".join(near.words))
    ratio = SequenceMatcher(None, "".join(sorted(ours)), "".join(sorted(theirs))).ratio()
    one, other = _names(ours), _names(theirs)
    shared = any(not names_nobody(word) for word in one & other)
    same_but_numbers = bool(one) and one == other
    return 1 + ratio if shared or same_but_numbers else ratio if ratio >= RATIO_MIN else 0


def _names(words: Iterable[str]) -> set[str]:
    return {word for word in words if len(word) > 1 and not is_number(word)}
