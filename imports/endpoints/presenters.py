"""Imports and the rows of their plans as the API shows them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Account
from books.models import Book
from common.money import CURRENCIES, format_amount
from imports.models import Action, Import, State, Verdict
from imports.plan.decisions import AS_PLANNED, Decided, action_of
from imports.plan.parameters import ImportParameters
from imports.plan.rows import NO_CATEGORY, NO_TARGET, Part, Planned, PlannedPosting
from imports.plan.storage import Numbered
from imports.plan.summary import PlanSummary, Target
from imports.recording.clearing import changes_of, clearable, may_clear
from imports.suggesting.transfer_pairs import Pair
from readers.cells import Cell
from transactions.stored import StoredTransaction, transactions_with_ids


def shown_import(imported: Import, book: Book) -> dict[str, Any]:
    """Return an import as the API shows it."""
    summary = PlanSummary.load(imported.summary)
    planned = imported.state in (State.PLANNED, State.COMMITTING)
    parameters = ImportParameters.load(imported.parameters)
    return {
        "id": imported.pk,
        "uploaded_at": imported.uploaded_at,
        "file": {
            "name": imported.file_name,
            "bytes": imported.file_bytes,
            "sha256": imported.file_digest,
        },
        "format": imported.format or None,
        "state": imported.state,
        "progress": _progress(imported),
        "problem": json.loads(imported.problem) if imported.problem else None,
        "parameters": _parameters(parameters),
        "as_of": imported.as_of or None,
        "outdated": planned and imported.as_of != book.last_change,
        "rows": {name: summary.verdicts.get(name, 0) for name in _VERDICTS},
        "accounts": [_account(target) for target in summary.targets],
        "categories": [
            {"path": one.path, "type": one.type, "category": one.category}
            for one in summary.categories
        ],
        "balances": _balances(summary),
        "warnings": [{"code": code, "detail": detail} for code, detail in summary.warnings],
        "files": [{"name": name, "format": kind} for name, kind in summary.files],
        "layout": summary.layout or None,
        "decisions": _decisions(imported, summary),
        "change": imported.change_number or None,
        "recorded": imported.recorded,
    }


def shown_rows(
    found: Sequence[Numbered], imported: Import, decisions: Mapping[int, Decided]
) -> list[dict[str, Any]]:
    """Return rows of a plan as the API shows them."""
    summary = PlanSummary.load(imported.summary)
    parameters = ImportParameters.load(imported.parameters)
    shown = [
        _row(number, row, decisions.get(number, AS_PLANNED), summary, parameters)
        for number, row in found
    ]
    if imported.state != State.COMMITTED:
        _show_changes(shown, found, imported.book_id, decisions)
    return shown


def _show_changes(
    shown: Sequence[dict[str, Any]],
    found: Sequence[Numbered],
    book_id: int,
    decisions: Mapping[int, Decided],
) -> None:
    """Say in the rows that are `shown` what the commit changes of the transactions they match."""
    matching = [
        (entry, row, decided)
        for entry, (number, row) in zip(shown, found, strict=True)
        if entry["action"] == Action.MATCH
        and may_clear(row, decided := decisions.get(number, AS_PLANNED))
    ]
    pending = clearable(book_id, [entry["match"] for entry, _, _ in matching])
    for entry, row, decided in matching:
        # The first row that matches a transaction clears it.
        matched = pending.pop(entry["match"] or 0, None)
        account = entry["account"]["id"]
        if matched is not None and account is not None:
            entry["changes"] = changes_of(matched, row, decided, account)


def shown_pairs(book: Book, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Return likely transfers as the API shows them."""
    ids = [row_id for pair in pairs for row_id in (pair.out_id, pair.in_id)]
    rows = {row.pk: row for row in transactions_with_ids(book.pk, ids)}
    names = dict(Account.objects.for_book(book).values_list("id", "name"))
    return [
        {
            "outgoing": _end(rows[pair.out_id], names),
            "incoming": _end(rows[pair.in_id], names),
            "score": pair.score,
            "reasons": list(pair.reasons),
        }
        for pair in pairs
    ]


def _end(row: StoredTransaction, names: Mapping[int, str]) -> dict[str, Any]:
    (posting,) = row.postings
    return {
        "id": row.pk,
        "date": row.date.isoformat(),
        "account": names[posting.account_id],
        "amount": _money(posting.amount, posting.currency),
        "currency": posting.currency,
        "payee": row.payee or "",
        "description": row.description,
    }


_VERDICTS = ("new", "known", "probable", "deleted", "faulty")


def _progress(imported: Import) -> dict[str, int]:
    done = imported.state in (State.PLANNED, State.COMMITTING, State.COMMITTED)
    percent = 100 * imported.bytes_read // max(1, imported.bytes_in_all)
    return {
        "rows_read": imported.rows_read,
        "rows_planned": imported.rows_planned,
        # All may be read, and not yet planned.
        "percent": 100 if done else min(99, percent),
    }


def _parameters(parameters: ImportParameters) -> dict[str, Any]:
    return {
        "format": parameters.format or None,
        "account": parameters.account,
        "accounts": parameters.accounts,
        "create_accounts": parameters.create_accounts,
        "categories": parameters.categories,
        "suggest": parameters.suggest,
        "probable": parameters.probable,
        "deleted": parameters.deleted,
        "all_or_nothing": parameters.all_or_nothing,
        "options": parameters.options,
    }


def _account(target: Target) -> dict[str, Any]:
    opens = target.account is None or target.opening is not None
    opening = _money(target.opening or 0, target.currency) if opens else None
    return {
        "key": target.key,
        "name": target.name,
        "number": target.number,
        "currency": target.currency,
        "type": target.type,
        "account": target.account,
        "rows": target.rows,
        "total": _money(target.total, target.currency),
        "first_date": target.first_day or None,
        "last_date": target.last_day or None,
        "opening_balance": opening,
    }


def _balances(summary: PlanSummary) -> dict[str, Any]:
    checked = [
        {
            "account": summary.targets[one.target].name,
            "line": one.line,
            "date": one.day or None,
            "against": one.against,
            "stated": _money(one.stated, summary.targets[one.target].currency),
            "found": _money(one.found, summary.targets[one.target].currency),
            "holds": one.holds,
        }
        for one in summary.balances
    ]
    steps, broken = summary.running
    return {
        "hold": summary.hold,
        "stated": checked,
        "running_checked": steps,
        "running_broken": broken,
        "broken_lines": summary.running_breaks,
    }


def _decisions(imported: Import, summary: PlanSummary) -> list[dict[str, Any]]:
    """Return what was decided about the file, and the question that is open, if one is."""
    decided = [
        {
            "about": one.about,
            "decided": one.decided,
            "evidence": one.evidence,
            "reason": one.reason,
            "option": one.option or None,
        }
        for one in summary.decisions
    ]
    problem = json.loads(imported.problem) if imported.problem else {}
    if not problem.get("option"):
        return decided
    asked = {"about": problem["option"], "decided": None, "evidence": None}
    return [*decided, {**asked, "reason": problem["detail"], "option": problem["option"]}]


def _row(
    number: int, row: Planned, decided: Decided, summary: PlanSummary, parameters: ImportParameters
) -> dict[str, Any]:
    target = summary.targets[row.target] if row.target != NO_TARGET else None
    other = summary.targets[row.other] if row.other != NO_TARGET else None
    return {
        "row": number,
        "line": row.line,
        "file": row.source,
        "verdict": row.verdict,
        "action": str(action_of(row, decided, parameters)),
        "score": row.score or None,
        "reasons": list(row.reasons),
        "code": row.code if row.verdict == Verdict.FAULTY else None,
        "match": decided.match or row.match or None,
        "changes": None,
        "date": row.day or None,
        "amount": _money(row.minor, target.currency) if target else None,
        "currency": target.currency if target else None,
        "account": _side(target, decided.account),
        "other_account": _side(other, None),
        "payee": row.payee if decided.payee is None else decided.payee,
        "description": row.description,
        "notes": row.notes,
        "reference": row.reference,
        "status": row.status or None,
        "category": _category(row, decided, summary),
        "tags": list(row.tags),
        "parts": _parts(row, target, summary),
        "cells": [_cell(cell) for cell in row.cells],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "field": cell.field,
        "column": cell.column,
        "text": cell.text,
        "value": cell.value or None,
        "code": cell.code or None,
        "detail": cell.detail or None,
    }


def _side(target: Target | None, decided: int | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {"id": decided or target.account, "name": target.name}


def _category(row: Planned, decided: Decided, summary: PlanSummary) -> dict[str, Any] | None:
    if not row.is_whole:
        return None
    if decided.category is not None:
        if not decided.category:
            return None
        return {"id": decided.category, "path": None, "confidence": None, "reason": "Chosen."}
    if row.category != NO_CATEGORY:
        named = summary.categories[row.category]
        reason = "The file says so."
        return {"id": named.category, "path": named.path, "confidence": None, "reason": reason}
    if row.suggested:
        return {
            "id": row.suggested.category,
            "path": None,
            "confidence": row.suggested.confidence,
            "reason": row.suggested.reason,
        }
    return None


def _parts(row: Planned, target: Target | None, summary: PlanSummary) -> list[dict[str, Any]]:
    return [
        *(_part(part, target, summary) for part in row.parts if target),
        *(_posting(posting, row, summary) for posting in row.postings),
    ]


def _part(part: Part, target: Target | None, summary: PlanSummary) -> dict[str, Any]:
    named = summary.categories[part.category] if part.category != NO_CATEGORY else None
    other = summary.targets[part.target] if part.target != NO_TARGET else None
    return {
        "amount": _money(part.minor, target.currency if target else "EUR"),
        "category": named.path if named else None,
        "other_account": other.name if other else None,
        "description": part.description,
    }


def _posting(posting: PlannedPosting, row: Planned, summary: PlanSummary) -> dict[str, Any]:
    own = summary.targets[posting.target]
    part = Part(posting.minor, posting.category, NO_TARGET, posting.description)
    elsewhere = own.name if posting.target != row.target else None
    return {**_part(part, own, summary), "other_account": elsewhere}


def _money(minor: int, currency: str) -> str:
    return format_amount(minor, CURRENCIES[currency])
