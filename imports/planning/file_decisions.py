"""What was decided about a file as a whole: what its reader says, the accounts, and the proof."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from imports.plan.parameters import ImportParameters
from imports.plan.summary import DecisionFound, PlanSummary, Target
from imports.planning.remembered import KnownNames, Recall
from readers.statement import EvidenceKind, FileDecision

DECISIONS_MAX = 200
"""How many decisions of the reader are kept: a table has some 20, an archive those of each file."""
_MONEY = frozenset({"direction", "column amount", "column debit", "column credit", "column sign"})
"""What balances prove that follow from the rows."""
_OPEN_TO_SIGN = "card_charges"
"""The warning of a card whose balances may be what is owed: they prove no direction."""


def found_of(decision: FileDecision) -> DecisionFound:
    """Return what is kept of a decision."""
    return DecisionFound(
        decision.about,
        decision.decided,
        decision.evidence.value,
        decision.reason,
        decision.option,
    )


def completed(
    summary: PlanSummary, parameters: ImportParameters, recall: Recall, names: KnownNames
) -> list[DecisionFound]:
    """Return all decisions about a file that was read: its reader's, and those of the planner."""
    decided = {one.about for one in summary.decisions}
    decisions = [
        *summary.decisions,
        *map(found_of, _by_format(decided)),
        *map(found_of, _stated(parameters.options, summary.decisions)),
        *map(found_of, _accounts(summary.targets, parameters, recall, names)),
    ]
    return [_proved(one) for one in decisions] if _proves_money(summary) else decisions


def _by_format(decided: Iterable[str]) -> Iterator[FileDecision]:
    if "direction" not in decided:
        yield FileDecision(
            *("direction", "as the file says", EvidenceKind.STATED),
            "Its format states the direction of each amount.",
        )


def _stated(options: Mapping[str, Any], found: Iterable[DecisionFound]) -> Iterator[FileDecision]:
    """Yield the stated options that no decision of the reader is about."""
    known = {one.option for one in found} | {one.about for one in found}
    for name, value in options.items():
        if name not in known and value not in (None, ""):
            reason = "You stated it."
            yield FileDecision(name, str(value)[:100], EvidenceKind.STATED, reason, name)


def _accounts(
    targets: Iterable[Target], parameters: ImportParameters, recall: Recall, names: KnownNames
) -> Iterator[FileDecision]:
    for target in targets:
        kind, reason = _account(target, parameters, recall, names)
        option = "accounts" if target.key else "account"
        yield FileDecision("account", f"{target.name} ({target.currency})", kind, reason, option)
        if target.assumes_currency:
            yield FileDecision(
                *("currency", target.currency, EvidenceKind.ASSUMED),
                "The file does not state it; it is the book's.",
                "account",
            )


def _account(
    target: Target, parameters: ImportParameters, recall: Recall, names: KnownNames
) -> tuple[EvidenceKind, str]:
    """Return what shows that rows go to an account."""
    key, account = target.key, target.account
    if account is None:
        return EvidenceKind.STATED, "The file names it, and the book has no such account yet."
    if account in parameters.accounts.values():
        return EvidenceKind.STATED, "You mapped its name in the file to this account."
    if account == parameters.account:
        return EvidenceKind.STATED, "You stated it."
    if not key and account == recall.account:
        return EvidenceKind.KNOWN, "The last file with these columns went there."
    if account in {names.account(key, target.currency), names.account(key, "")}:
        return EvidenceKind.KNOWN, "An earlier file with this name went there."
    return EvidenceKind.STATED, "The file names it, and the book has an account of that name."


def _proves_money(summary: PlanSummary) -> bool:
    """Whether balances hold that are not made of the running balance of a single row."""
    columns = summary.layout.get("columns", {})
    is_shown = summary.running[0] or "balance" not in columns
    is_open = any(code == _OPEN_TO_SIGN for code, _detail in summary.warnings)
    moves = any(target.total for target in summary.targets)
    return bool(summary.hold and is_shown and moves and not is_open)


def _proved(one: DecisionFound) -> DecisionFound:
    if one.about not in _MONEY or one.evidence == EvidenceKind.PROVED:
        return one
    reason = "The balances of the file agree with its rows to the cent."
    return DecisionFound(one.about, one.decided, EvidenceKind.PROVED.value, reason, one.option)
