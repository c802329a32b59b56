"""The layouts of well-known banks and programs, which stand as data in the files beside this one.

Each file has any number of `[[profile]]`: `name` and `label`; `headers`, lists of column names of
which one has to be that of the table, `contains`, names that all have to be among them, or `cells`,
a regular expression for each cell of a table without names; `columns`, the names (or the places,
from 1) of the columns of each role; and what the rows alone may not show: `date_order`,
`decimal_sign`, `invert`, `currency`, `account_type`, `fee_counts` where a fee leaves the account
beside the amount, `provider` where accounts are called by their currency or their purpose,
so that those of another provider are called the same, and `logic`, the module that makes rows of it
where columns do not suffice.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

from readers.tables.headings import plain


@dataclass(frozen=True, slots=True)
class Profile:
    """The layout of the files of one bank or program."""

    name: str
    label: str
    headers: tuple[tuple[str, ...], ...] = ()
    contains: tuple[str, ...] = ()
    cells: tuple[re.Pattern[str], ...] = ()
    columns: Mapping[str, tuple[str | int, ...]] = field(default_factory=dict)
    date_order: str = ""
    decimal_sign: str = ""
    invert: bool | None = None
    currency: str = ""
    account_type: str = ""
    fee_counts: bool = False
    provider: str = ""
    logic: str = ""

    @classmethod
    def from_dict(cls, stated: Mapping[str, Any]) -> Self:
        """Return the profile that a file states; raises TypeError for words that there are not."""
        columns = {
            role: tuple(places) if isinstance(places, list) else (places,)
            for role, places in stated.get("columns", {}).items()
        }
        return cls(
            **dict(stated)
            | {
                "columns": columns,
                "headers": tuple(tuple(names) for names in stated.get("headers", ())),
                "contains": tuple(stated.get("contains", ())),
                "cells": tuple(re.compile(pattern) for pattern in stated.get("cells", ())),
            }
        )


@cache
def profiles() -> tuple[Profile, ...]:
    """Return all profiles."""
    files = sorted(Path(__file__).parent.glob("*.toml"))
    stated = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return tuple(Profile.from_dict(each) for file in stated for each in file["profile"])


@cache
def _by_names() -> Mapping[tuple[str, ...], Profile]:
    return {folded(names): profile for profile in profiles() for names in profile.headers}


@cache
def _by_contents() -> tuple[tuple[Profile, frozenset[str]], ...]:
    return tuple((each, frozenset(folded(each.contains))) for each in profiles() if each.contains)


def folded(names: Sequence[str]) -> tuple[str, ...]:
    """Return column names so that those of the same layout are equal."""
    bare = [plain(name) for name in names]
    while bare and not bare[-1]:
        bare.pop()
    return tuple(bare)


def profile_with_names(names: Sequence[str]) -> Profile | None:
    """Return the profile whose columns have exactly these names, or else one that has them all."""
    if len(names) < 2:
        return None
    bare = folded(names)
    if found := _by_names().get(bare):
        return found
    known = set(bare)
    return next((each for each, wanted in _by_contents() if wanted <= known), None)


def profile_with_cells(rows: Sequence[Sequence[str]]) -> Profile | None:
    """Return the profile of tables without names that all of `rows` are like."""
    for profile in profiles():
        if profile.cells and rows and all(_is_like(profile, cells) for cells in rows):
            return profile
    return None


def _is_like(profile: Profile, cells: Sequence[str]) -> bool:
    return len(cells) == len(profile.cells) and all(
        pattern.fullmatch(cell.strip()[:500])
        for pattern, cell in zip(profile.cells, cells, strict=True)
    )
