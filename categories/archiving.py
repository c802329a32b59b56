"""Categories that come from an archive: what follows from their other columns, what is amiss."""

import re
from collections.abc import Iterator
from typing import Any

from books.kinds import Columns
from categories.models import NO_PARENT
from common.text import fold, is_name

_COLOR = re.compile("#[0-9a-fA-F]{6}", re.ASCII)


def name_key(row: Columns) -> Any:
    return fold(row["name"])


def parent_key(row: Columns) -> Any:
    return row["parent_id"] or NO_PARENT


def category_faults(row: Columns) -> Iterator[str]:
    if not is_name(row["name"]):
        yield f"{row['name']!r} is no name"
    if row["color"] and not _COLOR.fullmatch(row["color"]):
        yield f"{row['color']!r} is no colour"
