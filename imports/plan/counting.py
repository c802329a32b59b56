"""How many rows of a plan the commit adds, matches and leaves out, by what is decided so far."""

from collections import Counter
from collections.abc import Iterable, Mapping

from imports.models import Action, Decision, Import, PlanPart, Verdict
from imports.plan.decisions import AS_PLANNED, Decided, action_of
from imports.plan.parameters import Deleted, ImportParameters
from imports.plan.rows import load_rows

_LOOKED_AT = Verdict.PROBABLE.value
"""The verdict whose action depends on the row: its score."""


def decisions_on(imported: Import) -> dict[int, Decided]:
    """Return what was decided about rows of a plan, by their numbers."""
    stored = Decision.objects.filter(decision_of=imported).values_list("row", "content")
    return {row: Decided.load(content) for row, content in stored}


def counted_actions(
    imported: Import,
    index: Iterable[tuple[int, dict[str, int]]],
    decided: Mapping[int, Decided],
) -> Counter[str]:
    """Return how many rows of the plan have each action.

    Only parts with a decision or a probable row are read; of the others `index` tells.
    """
    parameters = ImportParameters.load(imported.parameters)
    parts = PlanPart.objects.filter(plan_of=imported)
    found: Counter[str] = Counter()
    for first, verdicts in index:
        numbers = range(first, first + sum(verdicts.values()))
        if not verdicts.get(_LOOKED_AT) and not any(row in numbers for row in decided):
            for verdict, count in verdicts.items():
                found[_usual(verdict, parameters)] += count
            continue
        rows = load_rows(parts.get(first_row=first).rows)
        for number, row in zip(numbers, rows, strict=True):
            found[str(action_of(row, decided.get(number, AS_PLANNED), parameters))] += 1
    return found


def _usual(verdict: str, parameters: ImportParameters) -> str:
    """Return the action on a row that nobody decided on; of PROBABLE it depends on the row."""
    if verdict == Verdict.NEW or (verdict == Verdict.DELETED and parameters.deleted == Deleted.ADD):
        return Action.ADD.value
    return (Action.MATCH if verdict == Verdict.KNOWN else Action.SKIP).value
