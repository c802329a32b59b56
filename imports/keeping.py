"""The corrections of faulty cells, once a file was planned anew: they stay with their lines."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from imports import services
from imports.models import Decision, Import
from imports.plan.corrections import narrowed

Kept = Mapping[tuple[str, int], tuple[int, frozenset[str]]]
"""By file and line, the number of the row that has corrected cells, and the fields of these."""


@transaction.atomic
def keep_corrections(imported: Import, kept: Kept) -> None:
    """Forget the corrections that no row of a new plan has, and give the others to their rows.

    Raises Superseded where another worker has the import.
    """
    services.report_progress(imported)
    stored = {one.row: one for one in Decision.objects.filter(decision_of=imported)}
    before = {row: json.loads(one.content) for row, one in stored.items()}
    after = _moved(before, kept)
    gone = [one.pk for row, one in stored.items() if not after.get(row)]
    changed = [one for row, one in stored.items() if after.get(row) and after[row] != before[row]]
    for one in changed:
        one.content = json.dumps(after[one.row])
    new = [
        Decision(
            book_id=imported.book_id, decision_of=imported, row=row, content=json.dumps(content)
        )
        for row, content in after.items()
        if content and row not in stored
    ]
    Decision.objects.filter(pk__in=gone).delete()
    Decision.objects.bulk_update(changed, ["content"])
    Decision.objects.bulk_create(new)


def _moved(decisions: Mapping[int, dict[str, Any]], kept: Kept) -> dict[int, dict[str, Any]]:
    """Return the contents of `decisions`, with the corrections at the rows that have them now."""
    after = {
        row: {name: value for name, value in content.items() if name != "corrections"}
        for row, content in decisions.items()
    }
    for content in decisions.values():
        said = content.get("corrections")
        found = kept.get((said["source"], said["line"])) if said else None
        if said and found:
            number, fields = found
            after.setdefault(number, {})["corrections"] = narrowed(said, sorted(fields))
    return after
