"""Decisions about rows of a plan, as callers state them: checked, and as they are kept."""

from typing import Any

from accounts.models import Account
from books.models import Book
from categories.models import Category
from common.errors import Problem, TooLarge, raise_problems
from imports.endpoints.corrections import read_corrections
from imports.endpoints.requests import DECISIONS_MAX, DecisionSerializer
from imports.models import Import
from transactions.models import Transaction


def read_decisions(stated: Any, imported: Import, book: Book) -> dict[int, dict[str, Any]]:
    """Return what is decided about rows, by their numbers.

    Raises REST Framework's ValidationError for values of another shape, TooLarge for too many, and
    Invalid for rows that the plan does not have and ids that the book does not.
    """
    form = DecisionSerializer(data=stated, many=True, context={"book": book})
    form.is_valid(raise_exception=True)
    decisions: list[dict[str, Any]] = form.validated_data
    if len(decisions) > DECISIONS_MAX:
        raise TooLarge(f"Decide about at most {DECISIONS_MAX} rows in one request.")
    _check_rows(decisions, imported, book)
    corrections = read_corrections(decisions, imported)
    return {one["row"]: {**_kept(one), **corrections.get(one["row"], {})} for one in decisions}


def _check_rows(decisions: list[dict[str, Any]], imported: Import, book: Book) -> None:
    problems = [
        Problem(f"/{index}/row", "does_not_exist", "The plan has no such row.")
        for index, one in enumerate(decisions)
        if one["row"] > imported.rows_planned
    ]
    for name, kind, rows in (
        ("category", "category", Category),
        ("account", "account", Account),
        ("match", "transaction", Transaction),
    ):
        named = {one[name] for one in decisions if one.get(name)}
        found = rows.objects.with_ids(book, named).values_list("pk", flat=True)
        missing = named.difference(found)
        problems += [
            Problem(f"/{index}/{name}", "does_not_exist", f"There is no such {kind} in this book.")
            for index, one in enumerate(decisions)
            if one.get(name) in missing
        ]
    raise_problems(problems)


def _kept(stated: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of a decision; see `imports.recording.recorder.Decided`."""
    kept = {name: value for name, value in stated.items() if name not in {"row", "corrections"}}
    if "category" in kept:
        kept["category"] = kept["category"] or 0
    if "payee" in kept:
        kept["payee"] = kept["payee"] or ""
    return kept
