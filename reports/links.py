"""From a figure to the transactions that make it up."""

from datetime import date
from functools import cache
from typing import Any

from django.urls import reverse

from common.periods import Period
from transactions.models import UNCATEGORISED


def transactions_url(period: Period, **filters: Any) -> str:
    """Return the address of the list of transactions of `period` that meet `filters`."""
    return _address({"start_date": period.start, "end_date": period.end, **filters})


def account_url(account_id: int, day: date) -> str:
    """Return the address of all transactions on an account up to the end of `day`."""
    return _address({"end_date": day, "account": account_id})


def category_filters(kind: str, category_key: int, *, branch: bool) -> dict[str, Any]:
    """Return the filters for the postings under a category: with those below it, or without."""
    if category_key == UNCATEGORISED:
        return {"kind": str(kind), "category": "none"}
    below = {} if branch else {"below": "false"}
    return {"kind": str(kind), "category": category_key, **below}


def payee_filters(kind: str, payee: int | None) -> dict[str, Any]:
    """Return the filters for the postings of a kind with this payee, or with none."""
    return {"kind": str(kind), "payee": "none" if payee is None else payee}


def _address(query: dict[str, Any]) -> str:
    # Words, ids, days and codes need no quoting, which takes a third of a report of many links.
    return f"{_list_path()}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


@cache
def _list_path() -> str:
    # A report has dozens of links to the one list; finding its path is most of their cost.
    return reverse("transaction-list")
