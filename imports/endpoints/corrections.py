"""What callers state instead of faulty cells: checked against the rows, and as it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from common.errors import Problem, raise_problems
from common.money import CURRENCIES, AmountError, Currency, to_minor
from imports.matching.keys import line_keys
from imports.models import Decision, Import
from imports.plan.corrections import Stored, corrected
from imports.plan.decisions import AS_PLANNED, Decided
from imports.plan.rows import NO_TARGET, Planned
from imports.plan.storage import rows_numbered
from imports.plan.summary import PlanSummary


def read_corrections(
    decisions: Sequence[Mapping[str, Any]], imported: Import
) -> dict[int, dict[str, Stored | None]]:
    """Return what is kept of the corrections that `decisions` state, by the numbers of the rows.

    Raises Invalid for cells that are not faulty, and for amounts that their currency cannot hold.
    """
    wanted = {place: one for place, one in enumerate(decisions) if "corrections" in one}
    if not wanted:
        return {}
    # Of an import without a plan none is found; `services.decide` refuses it.
    rows = rows_numbered(imported, {one["row"] for one in wanted.values()})
    wanted = {place: one for place, one in wanted.items() if one["row"] in rows}
    summary = PlanSummary.load(imported.summary)
    raise_problems(
        problem
        for place, one in wanted.items()
        for problem in _problems(f"/{place}/corrections", one, rows[one["row"]], summary)
    )
    stored = Decision.objects.filter(decision_of=imported, row__in=list(rows))
    before = {one.row: Decided.load(one.content) for one in stored}
    return {
        number: {"corrections": _kept(rows[number], one, before.get(number, AS_PLANNED))}
        for one in wanted.values()
        if (number := one["row"])
    }


def currency_of(row: Planned, summary: PlanSummary, stated: str = "") -> Currency | None:
    """Return the currency of a row, faulty or not; None where neither file nor account says it."""
    if row.target != NO_TARGET and not stated:
        return CURRENCIES[summary.targets[row.target].currency]
    of_all = {target.currency for target in summary.targets}
    code = stated or row.currency or (of_all.pop() if len(of_all) == 1 else "")
    return CURRENCIES.get(code)


def _problems(
    pointer: str, decision: Mapping[str, Any], row: Planned, summary: PlanSummary
) -> Iterator[Problem]:
    stated: Mapping[str, Any] = decision["corrections"] or {}
    known = {cell.field for cell in row.cells}
    for field in sorted(stated.keys() - known):
        detail = "The row has no such faulty cell, so there is nothing to correct."
        yield Problem(f"{pointer}/{field}", "not_faulty", detail)
    amount = stated.get("amount") if "amount" in known else None
    if amount is None:
        return
    if not amount:
        yield Problem(f"{pointer}/amount", "zero", "An amount of 0 moves nothing.")
    elif currency := currency_of(row, summary, stated.get("currency") or ""):
        try:
            to_minor(amount, currency)
        except AmountError as error:
            yield Problem(f"{pointer}/amount", error.code, str(error))


def _kept(row: Planned, decision: Mapping[str, Any], decided: Decided) -> Stored | None:
    stated: Mapping[str, Any] | None = decision["corrections"]
    if stated is None:
        return None
    values = {field: None if value is None else _text(value) for field, value in stated.items()}
    digest = next((key[1:] for key in line_keys(row.keys)), "")
    return corrected(row, digest, values, decided.corrections)


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str(value)
