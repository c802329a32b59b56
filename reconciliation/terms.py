"""What the gap of a statement and the difference by date are the sums of, with their addresses."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse

from common.money import format_amount
from common.periods import DATE_MAX
from reconciliation.comparison import Comparison


def shown_terms(found: Comparison) -> dict[str, Any]:
    """Return what each figure of a comparison is the sum of, as the API shows it.

    Each sum of postings has the address of the transactions that it is the sum of.
    """
    return {
        "gap": _of_gap(found),
        "book_balance": [
            _term(found, "opening_balance", found.opening),
            _term(found, "moved", found.moved, transactions=_moved(found)),
        ],
        "difference": _of_difference(found),
    }


def _of_gap(found: Comparison) -> list[dict[str, Any]]:
    balance = _term(found, "balance", found.statement.balance)
    if not found.chain:
        return [balance, _term(found, "book_balance", -found.held)]
    number = found.statement.id
    before = found.chain[1].statement_id if len(found.chain) > 1 else None
    return [
        balance,
        _term(found, "before", -found.before, statement=before),
        _term(found, "settled", -found.settled.amount, transactions=_listed(f"statement={number}")),
    ]


def _of_difference(found: Comparison) -> list[dict[str, Any]]:
    gap = _term(found, "gap", found.gap)
    if not found.chain:
        return [gap]
    one = found.statement
    gaps = [
        _term(found, "gap", link.gap, statement=link.statement_id)
        for link in found.chain[1:]
        if link.gap
    ]
    later = [
        _term(
            found,
            "settled_later",
            link.later,
            statement=link.statement_id,
            transactions=_listed(f"statement={link.statement_id}&{_after(found)}"),
        )
        for link in found.chain
        if link.later
    ]
    open_until = f"account={one.account_id}&settled=false&end_date={one.date}"
    return [
        gap,
        _term(found, "earlier_gaps", found.earlier_gaps, terms=gaps),
        _term(found, "settled_later", found.settled_later, terms=later),
        # Where a later statement has settled some of it, no list has it.
        _term(
            found,
            "unsettled",
            -found.unsettled,
            transactions=_listed(open_until) if found.is_newest else None,
        ),
    ]


def _term(
    found: Comparison,
    of: str,
    minor: int,
    *,
    statement: int | None = None,
    transactions: str | None = None,
    terms: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    return {
        "of": of,
        "amount": format_amount(minor, found.statement.money),
        "statement": statement,
        "transactions": transactions,
        "terms": list(terms),
    }


def _moved(found: Comparison) -> str:
    one = found.statement
    return _listed(f"account={one.account_id}&end_date={one.date}")


def _after(found: Comparison) -> str:
    day = found.statement.date
    return f"start_date={day + timedelta(days=1) if day < DATE_MAX else day}"


def _listed(query: str) -> str:
    return f"{reverse('transaction-list')}?{query}"
