"""What is to be done with a row of a plan: what somebody decided, or what its verdict calls for."""

import json
from dataclasses import dataclass
from typing import Any

from imports.models import Action, Verdict
from imports.plan.parameters import LIKELY_SCORE, Deleted, ImportParameters, Probable
from imports.plan.rows import NO_TARGET, Planned


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody decided about one row; None is what the plan says."""

    action: str | None = None
    category: int | None = None
    """The id of a category; 0 for none at all."""
    payee: str | None = None
    """Empty for none at all."""
    account: int | None = None
    match: int | None = None
    """The id of the transaction that it is."""
    corrections: dict[str, Any] | None = None
    """What was stated instead of faulty cells, as `imports.plan.corrections` writes it."""

    @classmethod
    def load(cls, text: str) -> "Decided":
        return cls(**json.loads(text))


AS_PLANNED = Decided()


def action_of(row: Planned, decided: Decided, parameters: ImportParameters) -> str:
    """Return what is to be done with a row: what was decided, or what its verdict calls for."""
    if row.verdict == Verdict.FAULTY:
        return Action.SKIP
    if row.target == NO_TARGET:
        # A faulty line that an earlier file had: there is nothing to add, it cannot be read.
        return Action.MATCH
    if decided.action is not None:
        return decided.action
    if decided.match is not None:
        return Action.MATCH
    if row.verdict == Verdict.PROBABLE:
        doubtful = parameters.probable == Probable.LIKELY and row.score < LIKELY_SCORE
        if row.clears and not doubtful and parameters.probable == Probable.LIKELY:
            # Left out, it would stay pending, on a day on which the bank has not booked it.
            return Action.MATCH
        return Action.ADD if doubtful or parameters.probable == Probable.ADD else Action.SKIP
    if row.verdict == Verdict.DELETED:
        return Action.ADD if parameters.deleted == Deleted.ADD else Action.SKIP
    return Action.ADD if row.verdict == Verdict.NEW else Action.MATCH
