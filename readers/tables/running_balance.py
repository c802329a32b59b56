"""The running balance of a table: it shows which row is the newest and which sign amounts have."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

EXPLAINED_MIN = Decimal("0.8")
"""The part of the steps from row to row that a reading has to explain. Files leave out rows, such
as pending ones, and each breaks a step or two; a wrong reading explains few, by chance."""

Step = tuple[str, Decimal, Decimal]
"""The account of a row, its amount and the balance that stands beside it."""


class Chain(NamedTuple):
    """How the balances of a table follow from its amounts."""

    newest_first: bool
    invert: bool


def chain_of(rows: Sequence[Step]) -> Chain | None:
    """Return how balances follow from amounts; None where they do not, or not clearly."""
    hits, steps = _hits(rows)
    best = max(hits, key=lambda reading: hits[reading])
    if not steps or hits[best] < steps * EXPLAINED_MIN or (best.invert and steps < 2):
        return None
    # Where several readings explain as much, only the plain ones of them are worth a belief.
    equal = [reading for reading in _READINGS if hits[reading] == hits[best]]
    if len(equal) > 1 and (len(equal) > 2 or equal[0].invert == equal[1].invert or steps < 2):
        return None
    return equal[0]


def explained(rows: Sequence[Step]) -> int:
    """Return how many steps from row to row the best reading of `rows` explains."""
    hits, _ = _hits(rows)
    return max(hits.values())


def _hits(rows: Sequence[Step]) -> tuple[dict[Chain, int], int]:
    """Return how many steps each reading explains, and how many there are."""
    hits = dict.fromkeys(_READINGS, 0)
    steps = 0
    last: dict[str, tuple[Decimal, Decimal]] = {}
    for account, amount, balance in rows:
        before = last.get(account)
        last[account] = amount, balance
        if before is None or not (amount or before[0]):
            continue
        steps += 1
        difference = balance - before[1]
        hits[Chain(newest_first=False, invert=False)] += difference == amount
        hits[Chain(newest_first=True, invert=False)] += -difference == before[0]
        hits[Chain(newest_first=False, invert=True)] += difference == -amount
        hits[Chain(newest_first=True, invert=True)] += difference == before[0]
    return hits, steps


_READINGS = (
    Chain(newest_first=False, invert=False),
    Chain(newest_first=True, invert=False),
    Chain(newest_first=False, invert=True),
    Chain(newest_first=True, invert=True),
)


def follows(amounts: Iterable[Decimal | None], balances: Iterable[Decimal | None]) -> Chain | None:
    """Return how the second column of numbers is the balance of the first; None where it is not."""
    pairs = zip(amounts, balances, strict=True)
    return chain_of([("", a, b) for a, b in pairs if a is not None and b is not None])
