"""How transactions and postings are shown: plain dicts, built without a query or a field object."""

from typing import Any

from common.money import CURRENCIES, format_amount
from transactions.amending import arriving_postings, is_flat, one_account, own_account
from transactions.stored import StoredPosting, StoredTransaction
from transactions.summary import CurrencySum, Summary


def shown_transaction(
    row: StoredTransaction, *, expand: bool = False, balance: str | None = None
) -> dict[str, Any]:
    """Return `row` as the API shows it; with its postings where asked to.

    A split shows its postings always: its flat fields cannot say it all, and are null where its
    postings differ in them. `balance` is that of an account after it, where one is asked for.
    """
    postings = row.postings
    flat = is_flat(row)
    arriving = arriving_postings(row)
    received = sum(posting.amount for posting in arriving) if arriving else 0
    return {
        "id": row.pk,
        "type": row.type,
        "date": row.date.isoformat(),
        "amount": format_amount(row.amount, CURRENCIES[row.currency]),
        "currency": row.currency,
        "refund": row.refund,
        "account": own_account(row),
        "category": postings[0].category_id if flat else None,
        "payee": row.payee or "",
        "description": row.description,
        "notes": row.notes,
        "tags": [tag.name for tag in row.tags],
        "status": row.status,
        "to_account": one_account(arriving),
        "to_amount": (
            format_amount(received, CURRENCIES[arriving[0].currency]) if arriving else None
        ),
        "to_currency": arriving[0].currency if arriving else None,
        "postings": [shown_posting(p) for p in postings] if expand or not flat else None,
        "settled": _are_settled(postings),
        "balance": balance,
        "changed_in": row.changed_in,
    }


def _are_settled(postings: list[StoredPosting]) -> bool:
    return None not in [posting.settled_in_id for posting in postings]


def shown_posting(posting: StoredPosting) -> dict[str, Any]:
    """Return `posting` as the API shows it."""
    return {
        "id": posting.pk,
        "account": posting.account_id,
        "kind": posting.kind,
        "category": posting.category_id,
        "amount": format_amount(posting.amount, CURRENCIES[posting.currency]),
        "currency": posting.currency,
        "description": posting.description,
        "converted": posting.home_amount is not None,
        "rate": posting.rate or None,
        "rate_date": posting.rate_date.isoformat() if posting.rate_date else None,
        "rate_source": posting.rate_source or None,
        "settled_in": posting.settled_in_id,
    }


def shown_summary(summary: Summary) -> dict[str, Any]:
    """Return `summary` as the API shows it."""
    sums = summary.sums
    return {
        "count": summary.count,
        "has_more": summary.has_more,
        "sums": None if sums is None else [_sum(code, found) for code, found in sums.items()],
    }


def _sum(code: str, found: CurrencySum) -> dict[str, Any]:
    currency = CURRENCIES[code]
    return {
        "currency": code,
        "inflow": format_amount(found.inflow, currency),
        "outflow": format_amount(found.outflow, currency),
        "net": format_amount(found.net, currency),
        "transferred": format_amount(found.transferred, currency),
    }
