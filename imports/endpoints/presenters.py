"""Imports and the rows of their plans as the API shows them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.models import Account
from books.models import Book
from common.money import CURRENCIES, format_amount
from imports.models import Action, Import, State, Verdict
from imports.plan.decisions import AS_PLANNED, Decided, action_of
from imports.plan.options import Wishes
from imports.plan.rows import NO_CATEGORY, NO_TARGET, Part, Planned, PlannedPosting
from imports.plan.storage import Numbered
from imports.plan.summary import Findings, Target
from imports.recording.clearing import changes_of, clearable, may_clear
from imports.suggesting.transfer_pairs import Pair
from transactions.models import Transaction, whole


def shown_import(imported: Import, book: Book) -> dict[str, Any]:
    """Return an import as the API shows it."""
    findings = Findings.load(imported.findings)
    planned = imported.state in (State.PLANNED, State.COMMITTING)
    wishes = Wishes.load(imported.wishes)
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
        "wishes": _wishes(wishes),
        "as_of": imported.as_of or None,
        "overtaken": planned and imported.as_of != book.last_change,
        "rows": {name: findings.verdicts.get(name, 0) for name in _VERDICTS},
        "accounts": [_account(target) for target in findings.targets],
        "categories": [
            {"path": one.path, "type": one.type, "category": one.category}
            for one in findings.categories
        ],
        "balances": _balances(findings),
        "remarks": [{"code": code, "detail": detail} for code, detail in findings.remarks],
        "files": [{"name": name, "format": kind} for name, kind in findings.files],
        "layout": findings.layout or None,
        "decisions": _decisions(imported, findings),
        "change": imported.change_number or None,
        "recorded": imported.recorded,
    }


def shown_rows(
    found: Sequence[Numbered], imported: Import, decisions: Mapping[int, Decided]
) -> list[dict[str, Any]]:
    """Return rows of a plan as the API shows them."""
    findings = Findings.load(imported.findings)
    wishes = Wishes.load(imported.wishes)
    shown = [
        _row(number, row, decisions.get(number, AS_PLANNED), findings, wishes)
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
        stored = pending.pop(entry["match"] or 0, None)
        account = entry["account"]["id"]
        if stored is not None and account is not None:
            entry["changes"] = changes_of(stored, row, decided, account)


def shown_pairs(book: Book, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Return likely transfers as the API shows them."""
    ids = [row_id for pair in pairs for row_id in (pair.out_id, pair.in_id)]
    rows = {row.pk: row for row in whole(Transaction.objects.with_ids(book, ids).with_payee())}
    names = dict(Account.objects.for_book(book).values_list("id", "name"))
    return [
        {
            "leaving": _end(rows[pair.out_id], names),
            "arriving": _end(rows[pair.in_id], names),
            "score": pair.score,
            "reasons": list(pair.reasons),
        }
        for pair in pairs
    ]


def _end(row: Transaction, names: Mapping[int, str]) -> dict[str, Any]:
    (posting,) = row.its_postings
    return {
        "id": row.pk,
        "date": row.date.isoformat(),
        "account": names[posting.account_id],
        "amount": _money(posting.amount, posting.currency),
        "currency": posting.currency,
        "payee": row.its_payee or "",
        "description": row.description,
    }


_VERDICTS = ("new", "known", "probable", "deleted", "faulty")


def _progress(imported: Import) -> dict[str, int]:
    done = imported.state in (State.PLANNED, State.COMMITTING, State.COMMITTED)
    percent = 100 * imported.bytes_read // max(1, imported.bytes_in_all)
    return {
        "rows_read": imported.rows_read,
        "rows_planned": imported.rows_planned,
        "percent": 100 if done else min(99, percent),
    }


def _wishes(wishes: Wishes) -> dict[str, Any]:
    return {
        "format": wishes.format or None,
        "account": wishes.account,
        "accounts": wishes.accounts,
        "create_accounts": wishes.create_accounts,
        "categories": wishes.categories,
        "suggest": wishes.suggest,
        "probable": wishes.probable,
        "deleted": wishes.deleted,
        "all_or_nothing": wishes.all_or_nothing,
        "options": wishes.options,
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


def _balances(findings: Findings) -> dict[str, Any]:
    checked = [
        {
            "account": findings.targets[one.target].name,
            "line": one.line,
            "date": one.day or None,
            "against": one.against,
            "stated": _money(one.stated, findings.targets[one.target].currency),
            "found": _money(one.found, findings.targets[one.target].currency),
            "holds": one.holds,
        }
        for one in findings.balances
    ]
    steps, broken = findings.running
    return {
        "hold": findings.hold,
        "stated": checked,
        "running_checked": steps,
        "running_broken": broken,
        "broken_lines": findings.running_breaks,
    }


def _decisions(imported: Import, findings: Findings) -> list[dict[str, Any]]:
    """Return what was decided about the file, and the question that is open, if one is."""
    decided = [
        {
            "about": one.about,
            "decided": one.decided,
            "evidence": one.evidence,
            "why": one.why,
            "option": one.option or None,
        }
        for one in findings.decisions
    ]
    problem = json.loads(imported.problem) if imported.problem else {}
    if not problem.get("option"):
        return decided
    asked = {"about": problem["option"], "decided": None, "evidence": None}
    return [*decided, {**asked, "why": problem["detail"], "option": problem["option"]}]


def _row(
    number: int, row: Planned, decided: Decided, findings: Findings, wishes: Wishes
) -> dict[str, Any]:
    target = findings.targets[row.target] if row.target != NO_TARGET else None
    other = findings.targets[row.other] if row.other != NO_TARGET else None
    return {
        "row": number,
        "line": row.line,
        "file": row.source,
        "verdict": row.verdict,
        "action": str(action_of(row, decided, wishes)),
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
        "category": _category(row, decided, findings),
        "tags": list(row.tags),
        "parts": [
            *(_part(part, target, findings) for part in row.parts if target),
            *(_posting(posting, row, findings) for posting in row.postings),
        ],
    }


def _side(target: Target | None, decided: int | None) -> dict[str, Any] | None:
    if target is None:
        return None
    return {"id": decided or target.account, "name": target.name}


def _category(row: Planned, decided: Decided, findings: Findings) -> dict[str, Any] | None:
    if not row.is_whole:
        return None
    if decided.category is not None:
        if not decided.category:
            return None
        return {"id": decided.category, "path": None, "confidence": None, "reason": "Chosen."}
    if row.category != NO_CATEGORY:
        named = findings.categories[row.category]
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


def _part(part: Part, target: Target | None, findings: Findings) -> dict[str, Any]:
    named = findings.categories[part.category] if part.category != NO_CATEGORY else None
    other = findings.targets[part.target] if part.target != NO_TARGET else None
    return {
        "amount": _money(part.minor, target.currency if target else "EUR"),
        "category": named.path if named else None,
        "other_account": other.name if other else None,
        "description": part.description,
    }


def _posting(posting: PlannedPosting, row: Planned, findings: Findings) -> dict[str, Any]:
    own = findings.targets[posting.target]
    part = Part(posting.minor, posting.category, NO_TARGET, posting.description)
    elsewhere = own.name if posting.target != row.target else None
    return {**_part(part, own, findings), "other_account": elsewhere}


def _money(minor: int, currency: str) -> str:
    return format_amount(minor, CURRENCIES[currency])
