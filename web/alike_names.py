"""Payees whose names are probably the same one: alike but for numbers, branches and legal forms."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from common.text import fold

_WORDS = re.compile(r"[^\W\d_]+")
"""Letters alone: banks add numbers of branches, terminals and orders to the same name."""
_PASSED_OVER = frozenset(
    [
        # Legal forms, as registers of companies abbreviate them.
        *("ag", "bv", "corp", "gmbh", "inc", "kg", "llc", "ltd", "nv", "ohg", "plc", "sarl", "srl"),
        # Words for a branch, in the languages of the corpus of bank files.
        *("branch", "filiale", "store", "sucursal", "succursale", "tienda"),
    ]
)


class Named(NamedTuple):
    """A payee by its name."""

    id: int
    name: str


def alike(names: Iterable[Named]) -> list[list[Named]]:
    """Return the groups of two names or more that are alike, in the order of their first."""
    groups: dict[str, list[Named]] = defaultdict(list)
    for one in names:
        if key := _key(one.name):
            groups[key].append(one)
    return [group for group in groups.values() if len(group) > 1]


def _key(name: str) -> str:
    """Return what alike names have in common; nothing for a name that is made of other things."""
    words = _WORDS.findall(fold(name))
    return " ".join(word for word in words if word not in _PASSED_OVER)
