"""The verdict on what came of a file: right, reported, asked, wrong in silence, or refused."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from tools.score_imports.book import Uploader
from tools.score_imports.facts import Facts, Row

SHOWN = 3
"""How many rows are named that are missing, or too many."""
OUR_DEFECTS = frozenset({"not_read", "worker_died"})

WARNINGS = {
    "amount": {"mostly_income", "card_charges", "unsigned_amounts", "rounded", "no_split_amount"},
    "currency": {"currency_signs", "other_currency", "several_accounts"},
    "to": {"one_sided_transfers", "unknown_accounts", "no_own_account"},
    "status": {"unknown_status"},
    "missing": {
        *("not_booked", "void", "left_out", "information_only", "no_own_account", "no_currency"),
        *("closing_entries", "not_recognised", "sheets_left_out"),
    },
}
"""Which warnings tell of which kind of difference; one about something else does not excuse it:
`skipped_lines` does not, for a line with money in it is not a note."""


class Verdict(StrEnum):
    """What came of a file."""

    RIGHT = "right"
    REPORTED = "reported"
    ASKED = "asked"
    WRONG = "wrong in silence"
    REFUSED = "refused"


class Score(NamedTuple):
    """The verdict on a file, and why."""

    verdict: Verdict
    why: str = ""


def score(name: str, content: bytes, facts: Facts, read: Callable[[str], bytes]) -> Score:
    """Import a file into a new book and compare; `read` returns the content of the files before."""
    uploader = Uploader(facts)
    for earlier in facts.before:
        uploader.imported(earlier, read(earlier))
    shown = uploader.imported(name, content)
    if shown["state"] == "committed":
        found = compared(shown, facts.rows, uploader.transactions())
        return found or _balanced(shown, uploader.balances(), facts.balances)
    problem = shown.get("problem") or {"code": shown["state"]}
    why = f"{problem['code']}: {problem.get('detail', '')}".rstrip(": ")
    if problem["code"].startswith("status ") or problem["code"] in OUR_DEFECTS:
        return Score(Verdict.WRONG, f"a defect of the program, {why}")
    if shown["state"] == "planned":
        return Score(Verdict.REPORTED, why)
    return Score(Verdict.ASKED if problem.get("option") else Verdict.REFUSED, why)


def compared(shown: Mapping[str, Any], wanted: Sequence[Row], found: Sequence[Row]) -> Score | None:
    """Return the verdict where the book has not what is `wanted`; None where it has."""
    missing, extra = differences(wanted, found)
    if not missing and not extra:
        return None
    what = "; ".join(filter(None, (_listed("missing", missing), _listed("too many", extra))))
    return _silent_or_not(what, _report(shown, missing, extra))


def _balanced(
    shown: Mapping[str, Any], found: Mapping[str, str], wanted: Mapping[str, str]
) -> Score:
    """Return the verdict on a book that has the right rows."""
    wrong = {
        name: found.get(name, "missing")
        for name, amount in wanted.items()
        if name not in found or Decimal(found[name]) != Decimal(amount)
    }
    if not wrong:
        return Score(Verdict.RIGHT)
    what = ", ".join(f"the balance of {name} is {amount}" for name, amount in wrong.items())
    return _silent_or_not(what, _reported_balances(shown))


def _silent_or_not(what: str, report: str) -> Score:
    return Score(Verdict.REPORTED if report else Verdict.WRONG, f"{what} ({report or 'silent'})")


def differences(wanted: Sequence[Row], found: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows of `wanted` that are not in `found`, and what `found` has beyond them."""
    missing, left = [], list(found)
    # Those of which more is said come first: a row of which less is said may be any of them.
    for row in sorted(wanted, key=len, reverse=True):
        place = next((i for i, other in enumerate(left) if _agree(row, other)), None)
        if place is None:
            missing.append(row)
        else:
            del left[place]
    return missing, left


def _agree(row: Row, other: Row) -> bool:
    """Whether `other` is what is said of `row`; a transfer is never anything else."""
    if ("to" in row) != ("to" in other):
        return False
    return all(_same(word, text, other.get(word, "")) for word, text in row.items())


def _same(word: str, one: str, other: str) -> bool:
    if word in {"amount", "to_amount"}:
        return Decimal(one) == Decimal(other or 0)
    return one == other


def _report(shown: Mapping[str, Any], missing: Sequence[Row], extra: Sequence[Row]) -> str:
    """Return where the import reports a difference; empty where it does not."""
    if report := _reported_balances(shown):
        return report
    kind = _kind(missing, extra)
    counts = shown["rows"]
    left_out = sum(counts[verdict] for verdict in ("faulty", "probable", "deleted"))
    if kind == "missing" and left_out >= len(missing):
        return f"{left_out} rows left out with their reasons"
    codes = {warning["code"] for warning in shown["warnings"]}
    return ", ".join(sorted(codes & WARNINGS.get(kind, set())))


def _reported_balances(shown: Mapping[str, Any]) -> str:
    return "balances do not hold" if shown["balances"]["hold"] is False else ""


def _kind(missing: Sequence[Row], extra: Sequence[Row]) -> str:
    """Return in which word alone the rows differ; "missing" where some are, else "rows"."""
    if not extra:
        return "missing"
    changes: dict[str, Callable[[Row], Row]] = {
        "amount": lambda row: {**row, "amount": str(abs(Decimal(row["amount"])))},
        "currency": lambda row: {**row, "currency": ""},
        "status": lambda row: {**row, "status": ""},
        "to": lambda row: {k: v for k, v in row.items() if k not in {"to", "to_amount"}},
    }
    for word, change in changes.items():
        if differences(list(map(change, missing)), list(map(change, extra))) == ([], []):
            return word
    return "rows"


def _listed(what: str, rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    shown = [_short(row) for row in rows[:SHOWN]]
    more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
    return f"{what}: {', '.join(shown)}{more}"


def _short(row: Row) -> str:
    words = [
        row[word] for word in ("date", "amount", "currency", "account", "payee") if row.get(word)
    ]
    return " ".join(words) + (f" to {row['to']}" if row.get("to") else "")
