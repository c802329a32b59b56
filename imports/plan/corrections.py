"""What people stated instead of faulty cells, as decisions keep it.

It is kept with the line and what stood there, and not with the number of the row alone: a file that
is read in another way may have another row under that number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from imports.plan.decisions import Decided
from imports.plan.rows import Planned
from readers.cells import Correction, Corrections

Stored = dict[str, Any]
"""`source` and `line` of the row, the `digest` of the line, and `cells`: by field what stands there
and the value that was stated."""


def corrected(
    row: Planned, digest: str, values: Mapping[str, str | None], before: Stored | None
) -> Stored | None:
    """Return what is to be kept of a row once `values` are stated; None takes a value back.

    None where nothing is left of it.
    """
    texts = {cell.field: cell.text for cell in row.cells}
    cells = dict(before["cells"]) if before else {}
    for field, value in values.items():
        if value is None:
            cells.pop(field, None)
        else:
            cells[field] = [texts[field], value]
    if not cells:
        return None
    digest = before["digest"] if before else digest
    return {"source": row.source, "line": row.line, "digest": digest, "cells": cells}


def corrections_in(decided: Iterable[Decided]) -> dict[str, Corrections]:
    """Return all corrections of an import, by the name of the file that the lines are in."""
    found: dict[str, dict[int, Correction]] = defaultdict(dict)
    for one in decided:
        if said := one.corrections:
            cells = {field: (text, value) for field, (text, value) in said["cells"].items()}
            found[said["source"]][said["line"]] = Correction(said["digest"], cells)
    return dict(found)


def narrowed(said: Stored, fields: Iterable[str]) -> Stored:
    """Return of what was stated that of `fields`."""
    return {**said, "cells": {field: said["cells"][field] for field in fields}}
